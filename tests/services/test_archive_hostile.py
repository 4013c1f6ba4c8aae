"""Archives that are not what a record wrote: each is refused with the place named, and leaves nothing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import full_nouns
import pytest

from stemtracker.domain.credential import Credential
from stemtracker.errors import Refused
from stemtracker.services import activities, credentials, evidence, exports, history, keeping, workspace
from stemtracker.services.workspace import Workspace

Told = dict[str, Any]


@pytest.fixture
def archived(ws: Workspace, tmp_path: Path, an_activity: Any) -> Path:
    activities.save(ws, an_activity("a"))
    activities.save(ws, an_activity("a", title="Changed"))
    credentials.add(ws, Credential(id="c", title="L", pack_id="generic"), date(2030, 1, 1), {}, start=date(2025, 1, 1))
    credentials.set_facts(ws, "c", {"text": "x"})
    credentials.set_facts(ws, "c", {"text": "y"})
    evidence.attach_bytes(ws, "a", "Plan.txt", b"a plan", "plan")
    for one in (*full_nouns.people(), *full_nouns.work("a", "c")):
        keeping.save(ws, one)
    keeping.save(ws, replace(full_nouns.people()[0], title="Changed"))
    path = tmp_path / "mine.stemarchive"
    exports.archive(ws, path)
    return path


def rewrite(path: Path, change: Callable[[Told], object], **more: bytes) -> None:
    with zipfile.ZipFile(path) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    told = json.loads(files["record.json"])
    change(told)
    files["record.json"] = json.dumps(told).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in {**files, **more}.items():
            bundle.writestr(name, data)


def image(told: Told, noun: str) -> Told:
    changes = [change for write in told["log"] for change in write["changes"]]
    found: Told = next(c for c in changes if c["noun"] == noun and c["before"])["before"]
    return found


def first(told: Told, part: str) -> Told:
    found: Told = told[part][0]
    return found


HUGE = "1E+999999999"
CASES: list[tuple[Callable[[Told], object], str]] = [
    (lambda t: first(t, "activities").update(end="2001-01-01"), "activity “a” can't be kept"),
    (lambda t: first(t, "activities").update(break_minutes=-1), "activity “a” can't be kept"),
    (lambda t: first(t, "activities").update(break_minutes=10**30), "activity “a” can't be kept"),
    (lambda t: first(t, "activities").update(cost=HUGE), "activity “a” can't be kept"),
    (lambda t: first(t, "activities")["measure"].update(amount="NaN"), "activity “a” can't be kept"),
    (lambda t: first(t, "activities").update(topics=[{"topic": "stem", "amount": HUGE}]), "activity “a” can't be kept"),
    (lambda t: first(t, "activities").update(deleted_at="0001-01-01T00:00:00+14:00"), "activity"),
    (lambda t: first(t, "activities").update(series_id="none"), "activity refers to “none”"),
    (lambda t: t["facts"].append(t["facts"][0]), "two of its facts"),
    (lambda t: first(t, "facts").update(type="number", value="1/0"), "fact “text”"),
    (lambda t: first(t, "evidence")["evidence"].update(number=10**30), "evidence number"),
    (lambda t: first(t, "evidence")["evidence"].update(size=7), "size"),
    (lambda t: first(t, "evidence")["evidence"].update(sha256="0" * 64), "not what it was"),
    (lambda t: first(t, "evidence").update(file="record.json"), "not what it was"),
    (lambda t: t.update(last_evidence_number=-1), "evidence number"),
    (lambda t: t["log"].append(t["log"][0]), "two of its writes"),
    (lambda t: t["log"][1]["changes"].append(t["log"][1]["changes"][0]), "two of its changes"),
    (lambda t: t["log"][1]["changes"][0].update(noun='activity"; DROP TABLE meta; --'), "noun"),
    (lambda t: t["log"][1]["changes"][0].update(noun="meta"), "noun"),
    (lambda t: t["log"][1]["changes"][0].update(what="eaten"), r"log\[1\].changes\[0\].what"),
    (lambda t: t["log"][1].update(id=10**30), "can't be kept"),
    (lambda t: image(t, "activity").pop("title"), "no whole row"),
    (lambda t: image(t, "activity").update(id="b"), "no whole row"),
    (lambda t: image(t, "activity").update(more="x"), "no whole row"),
    (lambda t: image(t, "activity").update(start="2026-02-30"), "no whole row"),
    (lambda t: image(t, "activity").update(break_minutes="x"), "no whole row"),
    (lambda t: image(t, "activity").update(topics="[{"), "no whole row"),
    (lambda t: image(t, "activity").update(amount=HUGE), "no whole row"),
    (lambda t: image(t, "fact").update(value=f'{{"number":"{HUGE}"}}'), "no whole row"),
    (lambda t: image(t, "fact").update(value="[" * 100_000), "no whole row"),
    (lambda t: t["record"].update(created_at="0001-01-01T00:00:00+14:00"), "begun"),
    (lambda t: t["unused_bytes"].append({"sha256": "0" * 64, "file": "evidence/none"}), "evidence/none"),
    (lambda t: t["settings"].update(a=1), "settings"),
    (lambda t: first(t, "rule_texts").update(toml="[pack]"), "a text of rules in it is not what it was"),
    (lambda t: first(t, "rule_texts").update(kind="law"), "rule_texts"),
    (lambda t: first(t, "rule_texts").update(checked="soon"), "rule_texts"),
    (lambda t: t["rule_texts"].append(t["rule_texts"][0]), "two of its texts of rules"),
    (lambda t: first(t, "activities").update(membership_id="none"), "activity refers to “none”"),
    (lambda t: first(t, "activities").update(pairing_id="none"), "activity refers to “none”"),
    (lambda t: t["memberships"].append(t["memberships"][0]), "two of its memberships"),
    (lambda t: t["effects"].append(t["effects"][0]), "two of its effects"),
    (lambda t: t["memberships"].clear(), "refers to “nsta”"),
    (lambda t: first(t, "contacts").update(membership_id="none"), "contact refers to “none”"),
    (lambda t: first(t, "exchanges").update(contact_id="none"), "exchange of advice refers to “none”"),
    (lambda t: first(t, "pairings").update(contact_id="none"), "mentoring pair refers to “none”"),
    (lambda t: first(t, "leadership_roles").update(membership_id="none"), "leadership role refers to “none”"),
    (lambda t: first(t, "contributions").update(role_id="none"), "contribution refers to “none”"),
    (lambda t: first(t, "effects").update(activity_id="none"), "effect refers to “none”"),
    (lambda t: first(t, "effects").update(contribution_id="none"), "effect refers to “none”"),
    (lambda t: first(t, "preparations").update(credential_id="none"), "preparation refers to “none”"),
    (lambda t: first(t, "memberships").update(dues=HUGE), "membership “nsta” can't be kept"),
    (lambda t: first(t, "memberships").update(dues="-1"), "membership “nsta” can't be kept"),
    (lambda t: first(t, "memberships").update(dues_period="week"), "dues_period"),
    (lambda t: first(t, "memberships").update(level="world"), "level"),
    (lambda t: first(t, "memberships").update(joined="soon"), "joined"),
    (lambda t: first(t, "memberships").update(deleted_at="0001-01-01T00:00:00+14:00"), "membership"),
    (lambda t: first(t, "memberships")["roles"].append({"start": None}), "roles"),
    (lambda t: first(t, "leadership_roles").update(release_percent="NaN"), "leadership_role “chair” can't be kept"),
    (lambda t: first(t, "leadership_roles").update(students_reached=10**30), "leadership_role “chair” can't be kept"),
    (lambda t: first(t, "contributions").update(teachers_reached=-1), "contribution “talk” can't be kept"),
    (lambda t: first(t, "effects").update(level=6), "effect “used” can't be kept"),
    (lambda t: first(t, "preparations")["asked"][0].update(minutes=10**30), "preparation “residency” can't be kept"),
    (lambda t: first(t, "preparations")["asked"][0].update(minutes=-1), "preparation “residency” can't be kept"),
    (lambda t: image(t, "membership").pop("title"), "no whole row"),
    (lambda t: image(t, "membership").update(roles='[{"title": 1}]'), "no whole row"),
    (lambda t: image(t, "membership").update(dues=HUGE), "no whole row"),
    (lambda t: image(t, "membership").update(dues_period="week"), "no whole row"),
]


@pytest.mark.parametrize(("change", "words"), CASES)
def test_what_no_record_wrote_is_refused_and_leaves_nothing(
    archived: Path, change: Callable[[Told], object], words: str
) -> None:
    rewrite(archived, change)
    before = sorted(archived.parent.iterdir())
    with pytest.raises(Refused, match=words):
        exports.from_archive(archived, archived.with_name("Again.stemtracker"))
    assert sorted(archived.parent.iterdir()) == before


def test_a_write_that_never_fits_is_refused_when_it_is_taken_back(archived: Path) -> None:
    rewrite(archived, lambda t: image(t, "activity").update(end="1990-01-01"))
    again = exports.from_archive(archived, archived.with_name("Again.stemtracker"))
    try:
        while history.undo_label(again) != "Change Changed":
            history.undo(again)
        with pytest.raises(Refused, match="can't be taken back"):
            history.undo(again)
        assert activities.get(again, "a").title == "Changed"
    finally:
        workspace.close(again)


def test_pieces_that_unpack_to_far_more_than_the_file_are_refused(archived: Path) -> None:
    import hashlib

    bombs = {f"evidence/unused/{n}": bytes(20_000_000) + bytes([n]) for n in range(3)}

    def change(told: Told) -> None:
        for name, data in bombs.items():
            told["unused_bytes"].append({"sha256": hashlib.sha256(data).hexdigest(), "file": name})

    rewrite(archived, change, **bombs)
    with pytest.raises(Refused, match="far more"):
        exports.from_archive(archived, archived.with_name("Again.stemtracker"))
    assert not archived.with_name("Again.stemtracker").exists()


def test_an_archive_packed_anew_by_hand_is_read(archived: Path) -> None:
    rewrite(archived, lambda _: None, **{"evidence/": b""})
    workspace.close(exports.from_archive(archived, archived.with_name("Again.stemtracker")))


def test_a_way_of_packing_that_python_does_not_know_is_refused(archived: Path) -> None:
    data = bytearray(archived.read_bytes())
    with zipfile.ZipFile(archived) as bundle:
        at = bundle.getinfo("record.json").header_offset
    central = data.index(b"PK\x01\x02")
    data[at + 8 : at + 10] = data[central + 10 : central + 12] = (97).to_bytes(2, "little")
    archived.write_bytes(data)
    with pytest.raises(Refused, match="can't be unpacked"):
        exports.from_archive(archived, archived.with_name("Again.stemtracker"))
