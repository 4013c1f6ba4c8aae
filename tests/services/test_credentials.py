"""Licenses: cycles from the printed expiry, answers of every type, pins, the way into the bin and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import (
    ClosedCycle,
    Credential,
    CredentialStatus,
    Cycle,
    Dated,
    FactValue,
    Pin,
)
from stemtracker.domain.periods import Period
from stemtracker.errors import Refused
from stemtracker.services import activities, credentials, history
from stemtracker.services.workspace import Workspace

LICENSE = Credential(
    id="tx",
    title="Standard certificate",
    pack_id="US-TX.teacher",
    authority="TEA",
    number="№ 123",
    areas=("Mathematics 7–12", "ESL"),
    first_issued=date(2016, 2, 29),
    status=CredentialStatus.ACTIVE,
)
EXPIRY = date(2030, 6, 30)


def test_the_first_cycle_comes_from_the_packs_clock(ws: Workspace) -> None:
    id_, changes = credentials.add(ws, LICENSE, EXPIRY, {})
    assert credentials.get(ws, id_) == LICENSE
    (cycle,) = credentials.cycles(ws, id_)
    assert (cycle.start, cycle.expiry, cycle.start_is_derived, cycle.closed) == (date(2025, 7, 1), EXPIRY, True, None)
    assert set(changes.touched) == {"credential", "cycle", "rule_text"}
    history.undo(ws)
    assert credentials.list_credentials(ws) == ()
    assert credentials.cycles(ws, id_) == ()


def test_a_start_that_is_typed_wins(ws: Workspace) -> None:
    id_, _ = credentials.add(ws, replace(LICENSE, id=""), EXPIRY, {}, start=date(2026, 1, 15))
    assert id_
    (cycle,) = credentials.cycles(ws, id_)
    assert (cycle.start, cycle.start_is_derived) == (date(2026, 1, 15), False)


def test_what_is_refused(ws: Workspace) -> None:
    with pytest.raises(Refused) as caught:
        credentials.add(ws, replace(LICENSE, title=" ", pack_id="US-XX.none"), EXPIRY, {})
    assert {problem.field for problem in caught.value.problems} == {"title", "pack_id"}
    with pytest.raises(Refused):
        credentials.add(ws, LICENSE, EXPIRY, {}, start=EXPIRY)
    credentials.add(ws, LICENSE, EXPIRY, {})
    with pytest.raises(Refused):
        credentials.add(ws, LICENSE, EXPIRY, {})
    for wrong in (
        Cycle(id="y", credential_id="tx", start=EXPIRY, expiry=date(2025, 1, 1)),
        Cycle(id="y", credential_id="tx", start=date(225, 7, 1), expiry=date(230, 1, 1)),
        Cycle(id="y", credential_id="gone", start=date(2025, 7, 1), expiry=EXPIRY),
    ):
        with pytest.raises(Refused):
            credentials.save_cycle(ws, wrong)
    with pytest.raises(Refused):
        credentials.get(ws, "gone")


def test_licenses_stay_in_the_order_they_were_entered(ws: Workspace) -> None:
    for id_ in ("z", "a", "m"):
        credentials.save(ws, replace(LICENSE, id=id_))
    credentials.save(ws, replace(LICENSE, id="z", title="Renamed"))
    assert [one.id for one in credentials.list_credentials(ws)] == ["z", "a", "m"]


def test_a_closed_cycle_comes_back_exactly(ws: Workspace) -> None:
    credentials.add(ws, LICENSE, EXPIRY, {})
    (first,) = credentials.cycles(ws, "tx")
    closed = ClosedCycle(
        pack_id="US-TX.teacher",
        pack_hash="ab12",
        period=Period(first.start, first.expiry),
        filed_on=date(2030, 5, 1),
        verdict="met",
        consumed=(("a", "total", Fraction(2, 3)), ("b", "total", Fraction(12))),
        carried=(("total", Fraction(1, 7)),),
        career=(("extension", 1),),
    )
    done = replace(first, filed_on=date(2030, 5, 1), approved_on=date(2030, 5, 9), closed=closed)
    following = Cycle(id="next", credential_id="tx", start=date(2030, 7, 1), expiry=date(2035, 6, 30))
    changes = credentials.save_cycles(ws, (done, following), "Renew")
    assert changes.ids("cycle") == {first.id, "next"}
    assert credentials.cycles(ws, "tx") == (following, done)
    history.undo(ws)
    assert credentials.cycles(ws, "tx") == (first,)
    credentials.delete_cycle(ws, first)
    assert credentials.cycles(ws, "tx") == ()


PLAIN = st.one_of(
    st.booleans(), st.fractions(), st.dates(), st.text(max_size=20).filter(lambda t: t.isprintable()),
    st.lists(st.sampled_from(["a", "b"]), max_size=3).map(tuple),
)  # fmt: skip
DATED = st.lists(st.builds(Dated, st.dates(), PLAIN), min_size=1, max_size=3).map(tuple)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=PLAIN | DATED)
def test_answers_of_every_type_come_back(ws: Workspace, value: FactValue) -> None:
    credentials.save(ws, LICENSE)
    credentials.set_facts(ws, "tx", {"asked": value, "other": Fraction(1)})
    found = credentials.facts(ws, "tx")
    assert found == {"asked": value, "other": Fraction(1)}
    assert type(found["asked"]) is type(value)
    credentials.set_facts(ws, "tx", {"asked": None})
    assert credentials.facts(ws, "tx") == {"other": Fraction(1)}


def test_pins(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    activities.save(ws, an_activity())
    credentials.save(ws, LICENSE)
    changes = credentials.pin(ws, "a", "tx", "total")
    assert changes.touches("pin")
    assert credentials.pins(ws, "tx") == (Pin("a", "tx", "total"),)
    credentials.pin(ws, "a", "tx", "")
    assert credentials.pins(ws, "tx") == (Pin("a", "tx", ""),)
    activities.delete(ws, ["a"])
    assert credentials.pins(ws, "tx") == ()
    activities.restore(ws, ["a"])
    credentials.pin(ws, "a", "tx", None)
    assert credentials.pins(ws, "tx") == ()
    for activity, credential in (("gone", "tx"), ("a", "gone")):
        with pytest.raises(Refused):
            credentials.pin(ws, activity, credential, "total")


def test_deleted_and_restored_with_all_that_hangs_on_it(ws: Workspace) -> None:
    credentials.add(ws, LICENSE, EXPIRY, {"asked": True})
    assert credentials.delete(ws, "tx").label == "Delete Standard certificate"
    assert credentials.list_credentials(ws) == ()
    assert [row.title for row in credentials.bin_rows(ws)] == ["Standard certificate"]
    with pytest.raises(Refused):
        credentials.set_facts(ws, "tx", {"asked": False})
    credentials.restore(ws, ["tx"])
    assert credentials.list_credentials(ws) == (LICENSE,)
    assert credentials.facts(ws, "tx") == {"asked": True}
    assert len(credentials.cycles(ws, "tx")) == 1
    with pytest.raises(Refused):
        credentials.restore(ws, ["tx"])
