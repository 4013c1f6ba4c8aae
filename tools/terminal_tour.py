"""The main job without a screen: a sample record, where each credential stands and why, the transcript as a file.

Called by `dev.py run` where no window can open. Neighbors: the sub-commands of `stemtracker` do each part alone.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from stemtracker.cli.output import say
from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment, LineAnswer, Node, Verdict
from stemtracker.services import papers, renewal, sample, workspace
from stemtracker.services.workspace import Workspace

SHOWN, NAMED = 6, 3
MARKS = {Verdict.MET: "met", Verdict.NOT_MET: "not met", Verdict.UNKNOWN: "can't tell", None: "-"}


def _need(node: Node, answer: Assessment, depth: int = 0) -> None:
    if node.applies is False:
        return
    figures = wording.of_required(node)
    if node.possible > node.counted:
        figures += f", up to {wording.short(node.possible)} possible"
    if node.over_cap:
        figures += f", {wording.short(node.over_cap)} over the limit"
    say(f"[{MARKS[node.verdict]}] {node.title}{': ' if figures else ''}{figures}", 4 + 2 * depth)
    for child in answer.children(node.id):
        _need(child, answer, depth + 1)


def _why(line: LineAnswer) -> str:
    return "; ".join(dict.fromkeys(reason.text for reason in line.reasons if reason.text))


def _counting(lines: list[LineAnswer]) -> None:
    say(f"What counts: {len(lines)} activities, such as", 2)
    for line in lines[:SHOWN]:
        say(f"- {line.title}: {_why(line)}", 4)


def _not_counting(lines: list[LineAnswer]) -> None:
    """Grouped by the reason that settled it, the commonest first."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        last = next((reason.text for reason in reversed(line.reasons) if reason.text), "no reason recorded")
        groups.setdefault(last, []).append(line.title)
    for reason, titles in sorted(groups.items(), key=lambda group: -len(group[1])):
        more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
        say(f"Does not count ({len(titles)}): {reason}", 2)
        say(f"- {', '.join(titles[:NAMED])}{more}", 4)


def _listed(texts: Iterable[str], title: str) -> None:
    counted = Counter(texts)
    if counted:
        say(f"{title}:", 2)
        for text in counted:
            say(f"- {text}", 4)


def _credential(standing: renewal.CredentialStanding) -> None:
    answer = standing.assessment
    say(f"{standing.credential.title}, {wording.days(answer.cycle)}")
    say(f"{wording.VERDICT[answer.verdict]}: {wording.headline(answer)}. {standing.sentence}", 2)
    _need(answer.root, answer)
    _listed((question.text for question in answer.decides), "What may decide it")
    here = [line for line in answer.lines if not all(reason.step == "outside" for reason in line.reasons)]
    counts = {line.id for line in here if any(reason.step == "counted" for reason in line.reasons)}
    _counting([line for line in here if line.id in counts])
    _not_counting([line for line in here if line.id not in counts])
    _listed((f"{source.title} (seen {wording.day(source.seen)}): {source.url}" for source in answer.sources), "Sources")
    say()


def _transcript(ws: Workspace, folder: Path) -> Path:
    options = papers.TranscriptOptions(form="long", span="all")
    path = papers.free_name(folder, "Transcript of Sample Educator")
    papers.save(ws, options, path)
    return path


def main(folder: Path) -> int:
    """Build the sample record in `folder`, say where its credentials stand, write the transcript."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "Sample Educator.stemtracker"
    path.unlink(missing_ok=True)
    ws = sample.build(path)
    try:
        for standing in renewal.standings(ws):
            _credential(standing)
        paper = _transcript(ws, folder)
    finally:
        workspace.close(ws)
    say("`stemtracker assess --record FILE` lists every line with every reason.")
    say(f"Sample record: {path}")
    say(f"Transcript:    {paper} ({paper.stat().st_size // 1024} KB)")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
