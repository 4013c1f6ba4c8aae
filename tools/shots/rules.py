"""Rules in pictures: a license of every sort of pack under Renewal, rules written in forms, a newer text that moves.

Neighbors: `scenes` calls it for each look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from stemtracker import paths
from stemtracker.domain.credential import Credential, FactValue
from stemtracker.domain.educator import Educator
from stemtracker.services import activities, credentials, rule_texts, workspace, writing_rules
from stemtracker.services.workspace import Workspace
from stemtracker.services.writing_rules import Additions, Cap, Change, Extra, OwnRules, Topic
from tools.bench import records
from tools.shots.studio import Studio

#: Packs of different kinds: columns, ways, each endorsement, a window from the filing, no hours at all.
LICENSES: Mapping[str, Mapping[str, FactValue]] = {
    "US-NC.continuing": {},
    "US-WA.teacher": {"lapsed": False, "board_certified": False},
    "US-NH.doe": {"endorsements": ("physics", "chemistry")},
    "US-DC.teacher": {},
    "US-IL.administrative": {},
    "US-PA.act48": {"lapsed": False, "inactive_status": False},
    "NBPTS.maintenance": {},
}
OWN = OwnRules(
    id="",
    title="Ohio license",
    total="180",
    semester="30",
    topics=(Topic(title="Safety", amount="5", topics=("lab_safety",)),),
    caps=(Cap(title="Talks", amount="20", kinds=("presentation",)),),
)
DISTRICT = Additions(
    id="",
    title="Our district",
    authority="Our district",
    changes="US-TX.teacher",
    figures=(Change(table="need.total", amount="160", reason="Board policy 7"),),
    extras=(Extra(title="Safety", amount="5", account="hours", reason="Board policy 8", topics=("lab_safety",)),),
)


def visit(new_studio: Callable[[], Studio], folder: Path) -> None:
    """The licenses one after the other, then the part "Rules"."""
    record = folder / "Ada Rules.stemtracker"
    ws = workspace.create(record, Educator(name="Ada Newcomb"))
    _fill(ws)
    workspace.close(ws)
    studio = new_studio()
    studio.open(record)
    for id_ in (*LICENSES, "US-TX.teacher"):
        page = studio.go_to("renewal")
        page.open(id_)
        studio.shoot(f"Renewal, {id_}")
        if id_ in {"US-WA.teacher", "US-NC.continuing"}:
            page.one.tabs.setCurrentIndex(2)
            studio.shoot(f"Renewal, {id_}, open points")
            page.one.tabs.setCurrentIndex(0)
    page = studio.go_to("record")
    page.open("rules")
    studio.shoot("Rules")
    for words in ("Write rules of your own", "Add what your district asks", "Edit"):
        studio.press(words, page.rules)
    studio.doing = "Newer text"
    text = paths.resource("rules/US-TX.teacher.toml").read_text(encoding="utf-8")
    page.rules.see(text.replace("checked = 2026-11-22", "checked = 2026-11-23").replace("150", "175"))
    studio.settle()
    studio.close()


def _fill(ws: Workspace) -> None:
    for id_, facts in LICENSES.items():
        title = ws.library.pack(id_).title
        credentials.add(ws, Credential(id=id_, title=title, pack_id=id_), date(2027, 6, 30), facts)
    texas = Credential(id="US-TX.teacher", title="Texas certificate", pack_id="US-TX.teacher")
    credentials.add(ws, texas, date(2027, 6, 30), {"teaches_dyslexia": False, "administrator_too": False})
    made = [one for one in records.make(60, ws.vocabulary) if one.measure.amount > Fraction(50)]
    activities.save_many(ws, made, "Bring in")
    for draft in (OWN, DISTRICT):
        rule_texts.save_text(ws, writing_rules.text_of(ws, draft))
