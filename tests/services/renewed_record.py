"""A record with a license that was renewed, and what earlier programs left of such a one.

Its rules ask for less of who holds an advanced degree, and its district adds something to them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from stemtracker import db
from stemtracker.domain.activity import Activity
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.credential import Credential, Cycle
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials, renewal, rule_texts
from stemtracker.services.workspace import Workspace

RULES = """
[pack]
id = "XX.{id}"
language = 1
jurisdiction = "US-XX"
authority = "own"
title = "Rules of {id}"
checked = 2026-11-20
root = "renewal"
[fact.advanced]
type = "yes/no"
ask = "Do you hold an advanced degree?"
[fact.leads]
type = "yes/no"
ask = "Do you lead a department?"
[clock]
length = "5 y"
[window.cycle]
cases = [ {{ from = "start", to = "expiry" }} ]
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {{ id = "hour", match = "measure = time", give = "1 per 60 min" }} ]
[figure]
asked = [ {{ when = "advanced", is = {less} }}, {{ is = {hours} }} ]
[need]
renewal = {{ all = ["total"], title = "Renewal" }}
total = {{ amount = "asked", of = "hours", title = "Hours" }}
"""
ADDED = """
[pack]
id = "{id}"
language = 1
changes = "XX.teacher"
authority = "A district"
title = "Rules of {id}"
checked = 2026-11-20
[need.{id}]
amount = {hours}
of = "hours"
match = "topic = lab_safety"
inside = "total"
title = "Safety of {id}"
reason = "The district asks for hours of safety."
[fact.{id}_coach]
type = "yes/no"
ask = "Do you coach?"
reason = "Coaches are asked."
"""
FILED = date(2027, 5, 1)


def rules(id_: str = "teacher", hours: int = 10, less: int = 5) -> str:
    return RULES.format(id=id_, hours=hours, less=less)


def added(id_: str = "district", hours: int = 2) -> str:
    return ADDED.format(id=id_, hours=hours)


def begin(ws: Workspace) -> Workspace:
    """A teacher with an advanced degree and six of the five hours that are asked then; her district asks for more."""
    rule_texts.save_text(ws, rules())
    rule_texts.save_text(ws, added())
    one = Credential(id="mine", title="My license", pack_id="XX.teacher")
    credentials.add(ws, one, date(2027, 6, 30), {"advanced": True}, start=date(2022, 7, 1))
    day = date(2026, 3, 1)
    six = Activity(id="six", title="Six", start=day, end=day, kind="workshop", measure=Measure.minutes(360))
    activities.save(ws, six)
    return ws


def close(ws: Workspace, id_: str = "mine") -> Cycle:
    """Renewed: the cycle that is past now."""
    cycle = renewal.current_cycle(ws, id_)
    renewal.renewed(ws, cycle.id, FILED, None, date(2032, 6, 30))
    return renewal.cycle_of(ws, id_, cycle.id)


def past(ws: Workspace, id_: str = "mine") -> Assessment:
    """The answer about the cycle that was closed."""
    return renewal.assess(ws, id_, f"{id_}-1")


def forget_texts(ws: Workspace) -> None:
    """As a program before the third schema left a record: without any text of rules."""
    with ws.record.write("As an early program left it", kind="fixed") as writer:
        writer.connection.exec_driver_sql("DELETE FROM rule_text")


def without_basis(ws: Workspace, cycle: Cycle, **said: Any) -> None:
    """As a program closed it that kept no answers."""
    assert cycle.closed
    with ws.record.write("As an early program closed it") as writer:
        db.credentials.put_cycle(writer.connection, replace(cycle, closed=replace(cycle.closed, basis=None, **said)))
