"""Believable and hostile transcript data for the tests of the papers, through the fixture `examples`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, LineAnswer, Node, Question, Reason, Role, Source, Verdict
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Identifier, Name
from stemtracker.domain.evidence import Standing
from stemtracker.domain.hours import MINUTE, Measure
from stemtracker.domain.periods import Period
from stemtracker.reports.data import CredentialPart, EvidenceItem, Holder, TranscriptData, TranscriptLine

TODAY = date(2026, 11, 22)
CYCLE = Period(date(2022, 7, 1), date(2027, 6, 30))
TITLES = (
    "Inquiry-based chemistry: from cookbook labs to open questions",
    "Lab safety refresher",
    "Modeling instruction in physics, summer institute",
    "Number talks in the middle grades",
    "Computational thinking across the curriculum: a year-long cohort with follow-up coaching",
    "Equity in the science classroom",
    "Network meeting: Gulf Coast robotics teachers",
    "Reading scientific text with multilingual learners",
)
KINDS = ("Workshop", "Online course", "Conference", "Network meeting", "Mentoring", "College course")
PROVIDERS = ("National Science Teaching Association", "Region 4 Education Service Center", "Rice University", "")
_QUERY = "sl=R&app=9&p_dir=&p_rloc=&p_tloc=&p_ploc=&pg=1&p_tac=&ti=19&pt=7&ch=232&rl=15"
PLACES = ("Houston", "", "Convention center, Atlanta", "Room 204")


def line(n: int, count: int, **changes: object) -> TranscriptLine:
    start = CYCLE.start + timedelta(days=n * (TODAY - CYCLE.start).days // max(count, 1))
    standing = list(Standing)[(n * 7) % 4]
    minutes = (60, 90, 120, 360, 50, 480)[n % 6]
    values: dict[str, object] = {
        "id": f"a{n}",
        "title": TITLES[n % len(TITLES)],
        "start": start,
        "end": start + timedelta(days=(0, 0, 0, 4)[n % 4]),
        "kind": KINDS[n % len(KINDS)],
        "measure": Measure(MINUTE, Decimal(minutes)),
        "role": ("", "Presenter", "")[n % 3],
        "format": ("In person", "Live online", "Self-paced")[n % 3],
        "provider": PROVIDERS[n % len(PROVIDERS)],
        "provider_number": "500123" if n % 4 == 0 else "",
        "place": PLACES[n % len(PLACES)],
        "topics": ((("Equity", None),), (("Lab safety", Decimal(30)), ("STEM integration", Decimal(20))), ())[n % 3],
        "standing": standing,
        "signer": "NSTA" if standing == Standing.SIGNED else "",
        "posted_on": start + timedelta(days=20) if standing == Standing.POSTED else None,
        "posted_amount": Decimal(minutes - 30) if standing == Standing.POSTED and n % 5 == 0 else None,
        "evidence": () if standing == Standing.SELF_KEPT else (f"E-{n + 1:03d}",),
        "status": Status.POSTED if standing == Standing.POSTED else Status.ATTENDED,
    }
    return TranscriptLine(**{**values, **changes})  # type: ignore[arg-type]


def _nodes(counted: Fraction, equity: Fraction, need: Fraction, unit: str) -> tuple[Node, ...]:
    return (
        Node(id="renewal", parent="", title="Renewal", kind="all", verdict=Verdict.NOT_MET, required_text="all of"),
        Node(
            id="total", parent="renewal", title="Continuing professional education", kind="amount",
            verdict=Verdict.NOT_MET, required=need, required_text=f"{float(need):g}", counted=counted,
            possible=counted + 3, planned=Fraction(12), missing=need - counted, unit=unit, sources=("tac",),
            over_cap=Fraction(3, 2), note="Counted from the first to the last day of the certificate",
        ),
        Node(
            id="equity", parent="total", title="Equity and diverse learners", kind="amount", verdict=Verdict.MET,
            required=Fraction(15), required_text="some", counted=equity, possible=equity, unit=unit,
            sources=("tac", "law"), mark="secondary",
        ),
        Node(
            id="presenting", parent="total", title="Presenting, at most", kind="amount", role=Role.ADVICE,
            verdict=Verdict.UNKNOWN, required=Fraction(15), required_text="15", counted=Fraction(15),
            possible=Fraction(15), over_cap=Fraction(5), unit=unit, sources=("law",),
        ),
        Node(id="suicide", parent="renewal", title="Suicide prevention training", kind="done", verdict=Verdict.UNKNOWN,
             required_text="once"),
        Node(id="bil", parent="renewal", title="Bilingual supplement", kind="amount", applies=False),
    )  # fmt: skip


def assessment(lines: tuple[TranscriptLine, ...], title: str, unit: str = "CPE hour") -> Assessment:
    answers = []
    for n, one in enumerate(lines):
        worth = Fraction(int(one.measure.amount), 60)
        if n % 9 == 4:
            reasons = (Reason("total", worth, "outside", "It ended before the cycle began on Jul 1, 2022."),)
        elif n % 9 == 7:
            reasons = (
                Reason("total", worth / 2, "counted", "Counted."),
                Reason("total", worth / 2, "over_cap", "Over the cap of 15 hours on presenting.", "tac"),
            )
        else:
            reasons = (Reason("total", worth, "counted", "Counted."),)
            if one.topics:
                reasons += (Reason("equity", worth / 4, "counted", "Counted."),)
        if n % 11 == 0:
            reasons += (Reason("total", worth, "converted", "1 semester credit is 15 hours", "tac"),)
        answers.append(LineAnswer(id=one.id, title=one.title, offered=worth, unit=unit, reasons=reasons))
    counted = sum((a.counted_at("total") for a in answers), Fraction(0))
    equity = sum((a.counted_at("equity") for a in answers), Fraction(0))
    need = max(Fraction(150), counted + Fraction(35, 2))
    nodes = _nodes(counted, equity, need, unit)
    return Assessment(
        pack="US-TX.teacher",
        pack_title="Texas standard classroom teacher certificate",
        pack_hash="0f3c5a7b9d1e2f40",
        credential=title,
        cycle=CYCLE,
        window=CYCLE,
        filing=None,
        as_of=TODAY,
        verdict=Verdict.NOT_MET,
        verdict_with_overlay=Verdict.NOT_MET,
        gap=need - counted,
        gap_unit=unit,
        nodes=nodes,
        lines=tuple(answers),
        decides=(Question("fact", "grade", "Which grades do you teach?"),),
        sources=(
            Source("tac", "regulation", "19 TAC 232.15", "https://texreg.example/readtac?" + _QUERY, date(2026, 11, 2)),
            Source("law", "statute", "Texas Education Code 21.054", "https://statutes.example/", date(2026, 11, 2)),
        ),
        checked=date(2026, 11, 2),
    )  # fmt: skip


def credential(title: str = "Standard classroom teacher certificate", **changes: object) -> Credential:
    values: dict[str, object] = {
        "id": "c1",
        "title": title,
        "pack_id": "US-TX.teacher",
        "authority": "Texas Education Agency",
        "number": "1234567",
        "areas": ("Chemistry 7–12", "Physics 7–12"),
    }
    return Credential(**{**values, **changes})  # type: ignore[arg-type]


def record(
    count: int = 400, *, credentials: int = 2, page: str = "letter", sample: bool = False, **changes: object
) -> TranscriptData:
    lines = tuple(line(n, count) for n in range(count))
    names = ("Standard classroom teacher certificate", "Principal certificate", "Reading specialist")[:credentials]
    parts = tuple(
        CredentialPart(
            key="ABC"[n], credential=credential(name), assessment=assessment(lines, name, ("CPE hour", "PDP")[n % 2])
        )
        for n, name in enumerate(names)
    )
    values: dict[str, object] = {
        "holder": holder(sample=sample),
        "credentials": parts,
        "lines": lines,
        "evidence": tuple(
            EvidenceItem(
                label=one.evidence[0],
                kind="Certificate",
                title=f"Certificate, {one.title}",
                belongs_to=f"{one.start}, {one.title}",
                sha256=f"{n:064x}"[::-1],
            )
            for n, one in enumerate(lines)
            if one.evidence
        ),
        "proven": frozenset(one.id for one in lines if one.standing != Standing.SELF_KEPT),
        "span": "Jul 1, 2022 – Jun 30, 2027",
        "made_on": TODAY,
        "period": CYCLE,
        "page": page,
    }
    return TranscriptData(**{**values, **changes})  # type: ignore[arg-type]


def holder(name: str = "Maria Elena Okafor", *, sample: bool = False) -> Holder:
    return Holder(
        name=name,
        former_names=(Name("Maria Elena Ruiz", date(2019, 6, 1)),),
        identifiers=(Identifier("TEA", "ID", "1234567"), Identifier("Massachusetts DESE", "MEPID", "98765432")),
        position="Chemistry teacher, Bayou High School, Houston ISD",
        is_sample=sample,
    )


def torture(count: int = 1000, page: str = "letter") -> TranscriptData:
    """Titles at their limit, words without a blank, names in five scripts, every field full."""
    scripts = (
        "Ἑλένη Παπαδοπούλου",
        "Наталья Ковальчук",
        "Nguyễn Thị Ánh",
        "Kaʻiulani Kāneʻohe",
        "ŁĄCZKA Żaneta – Ğümüş",
    )
    long = ("Überlange Fortbildungsveranstaltung zur Vermittlung naturwissenschaftlicher Denkweisen " * 4)[:300]
    lines = tuple(
        line(
            n,
            count,
            title=(
                long,
                "x" * 300,
                f"Seminar with {scripts[n % 5]}",
                "a<b>&amp;</para>\n\tnew line ½ ⅔ ≥ →",
                TITLES[n % 8],
            )[n % 5],
            provider=(scripts[n % 5], "Donaudampfschifffahrtsgesellschaftskapitänsfortbildungswerk" * 3)[n % 2],
            place="https://example.org/a/very/long/address/" + "segment-" * 20 if n % 7 == 0 else "Αθήνα",
            signer=scripts[n % 5] if n % 4 == 2 else "",
        )
        for n in range(count)
    )
    who = Holder(
        name=" / ".join(scripts),
        former_names=tuple(Name(s, date(2001 + n, 1, 1)) for n, s in enumerate(scripts)),
        identifiers=tuple(Identifier("Authority of " + s, "number", "9" * 60) for s in scripts),
        position=long,
    )
    parts = tuple(CredentialPart(key=k, credential=credential(long), assessment=assessment(lines, long)) for k in "AB")
    return replace(record(count, page=page), holder=who, lines=lines, credentials=parts)


@pytest.fixture
def examples() -> SimpleNamespace:
    """The makers above."""
    return SimpleNamespace(line=line, record=record, torture=torture, holder=holder)
