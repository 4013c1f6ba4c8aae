"""Papers with much in them: a packet with its evidence, a portfolio; each beside its limit, and the packet's memory."""

from __future__ import annotations

import io
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.domain.leadership import Contribution, Effect, LeadershipRole
from stemtracker.domain.network import Level, Membership
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services import activities, credentials, evidence, keeping, packets, papers, portfolios, workspace
from stemtracker.services.workspace import Workspace
from tools.bench import records
from tools.bench.measure import Figure, compare, figure
from tools.bench.start import measured

FILES, FEW = 200, 50
#: Of each file: pages, and bytes of its scan that no compression makes smaller.
PAGES, SCAN = 2, 600_000
ROUNDS = 3


def packet(_vocabulary: Vocabulary) -> Iterator[Figure]:
    """A packet of 200 files against merging the same files, and its peak memory against one of 50 files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = {count: folder / f"{count}.stemtracker" for count in (FEW, FILES)}
        for count, path in paths.items():
            workspace.close(record(path, count))
        ws = workspace.open_record(paths[FILES], read_only=True)
        files = [evidence.content(ws, piece.id) for piece in evidence.all_evidence(ws)]
        # Hundreds of megabytes go to the disk, which takes as long as it is busy elsewhere: what counts is the work.
        # Beside merging, each file is compared with its checksum and made harmless, each page stamped; and what does
        # not stay in memory is written twice.
        work = (lambda: _bind(ws, folder / "packet.pdf"), lambda: _merge(files, folder / "merged.pdf"))
        for one in work:
            one()
        yield figure(
            f"packet: {FILES} files of {PAGES} pages, stamped and bound / merged by pikepdf, processor time",
            [(_processor(work[0]), _processor(work[1])) for _ in range(ROUNDS)],
            aim=14.0,
        )
        workspace.close(ws)
        pairs = [
            (
                measured("child_packet", str(paths[FILES]), str(folder / "many.pdf"))[1],
                measured("child_packet", str(paths[FEW]), str(folder / "few.pdf"))[1],
            )
            for _ in range(ROUNDS)
        ]
    yield figure(
        f"packet: peak memory with {FILES} files / with {FEW}",
        pairs,
        aim=1.2,
        say=lambda size: f"{size / 2**20:,.0f} MB",
    )


def portfolio(vocabulary: Vocabulary) -> Iterator[Figure]:
    """A portfolio of 1,000 activities and much leadership against the long transcript of the same record."""
    with tempfile.TemporaryDirectory() as name:
        ws = records.record(Path(name) / "led.stemtracker", 1_000)
        _lead(ws, vocabulary)
        options = papers.TranscriptOptions(form="long", span="all")
        yield compare(
            "portfolio: 1,000 activities, 100 of each kind of leadership / their long transcript",
            lambda: portfolios.draw(portfolios.gather(ws, portfolios.PortfolioOptions())),
            lambda: papers.make(ws, options),
            aim=1.0,
        )
        workspace.close(ws)


def record(path: Path, count: int) -> Workspace:
    """A record whose license counts that many activities, each with a file of its own."""
    ws = workspace.create(path, Educator(name="Bench Educator"))
    license_ = Credential(id="bench", title="A license", pack_id="generic")
    credentials.add(ws, license_, records.EXPIRY, {"total": Fraction(10_000)}, start=records.FIRST_DAY)
    luck = random.Random(5)  # noqa: S311 - always the same made-up data, no secrets
    made = records.make(count, ws.vocabulary, prefix="f")
    activities.save_many(ws, made, "Made-up activities")
    for number, one in enumerate(made):
        evidence.attach_bytes(ws, one.id, f"Certificate {number}.pdf", scan(luck), "certificate")
    return ws


def scan(luck: random.Random) -> bytes:
    """A PDF of a few pages with a picture that can't be made smaller."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(PAGES):
            page = pdf.add_blank_page(page_size=(612, 792))
            picture = pdf.make_stream(luck.randbytes(SCAN // PAGES))
            picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            picture.Width, picture.Height, picture.BitsPerComponent = 250, SCAN // PAGES // 250, 8
            picture.ColorSpace = pikepdf.Name.DeviceGray
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
            page.obj.Contents = pdf.make_stream(b"q 500 0 0 600 50 100 cm /Im0 Do Q")
        pdf.save(out)
    return out.getvalue()


def _processor(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _bind(ws: Workspace, path: Path) -> None:
    license_ = packets.choices(ws)[0]
    data = packets.gather(ws, packets.PacketOptions(license_.id))
    pages = packets.save(ws, data, path)
    if pages < FILES * PAGES:
        message = f"only {pages} pages were bound"
        raise RuntimeError(message)


def _merge(files: list[bytes], path: Path) -> None:
    import pikepdf

    with pikepdf.new() as merged:
        for data in files:
            with pikepdf.open(io.BytesIO(data)) as one:
                merged.pages.extend(one.pages)
        merged.save(path)


def _lead(ws: Workspace, vocabulary: Vocabulary) -> None:
    kinds = {name: [term.id for term in vocabulary.choices(name)] for name in ("leadership", "contribution", "network")}
    for number in range(100):
        on = date(2020, 1, 1) + timedelta(days=11 * number)
        role, gave, joined = (kinds[name][number % len(kinds[name])] for name in kinds)
        keeping.save(ws, LeadershipRole(id=f"r{number}", title=f"Role {number}", kind=role, start=on))
        keeping.save(ws, Contribution(id=f"c{number}", title=f"Given {number}", kind=gave, on=on))
        keeping.save(
            ws, Membership(id=f"m{number}", title=f"Group {number}", kind=joined, level=Level.STATE, joined=on)
        )
        came = {"level": 1 + number % 5, "contribution_id": f"c{number}"}
        keeping.save(ws, Effect(id=f"e{number}", title=f"Came of it {number}", on=on, **came))
