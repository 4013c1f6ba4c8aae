"""Credentials, cycles, facts and pins.

Facts and closed cycles are JSON in the row: facts under their type ({"number": "3/2"}), amounts as exact
fractions in text. Neighbors: `trash` for deleted credentials, which keep all that hangs on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, delete, literal_column, select
from sqlalchemy.dialects.sqlite import insert

from stemtracker.db.tables import activity, credential, cycle, fact, pin
from stemtracker.domain.credential import Basis, ClosedCycle, Credential, Cycle, Dated, FactValue, Holding, Pin
from stemtracker.domain.periods import Period

#: SQLite's own number of a row rises with every insert.
_entered: ColumnElement[int] = literal_column("credential.rowid")
_CREDENTIAL = [field.name for field in fields(Credential)]
_CYCLE = [field.name for field in fields(Cycle)]


def everything(connection: Connection) -> tuple[Credential, ...]:
    """All credentials in the order they were entered."""
    rows = connection.execute(
        select(*(credential.c[name] for name in _CREDENTIAL))
        .where(credential.c.deleted_at.is_(None))
        .order_by(_entered)
    )
    return tuple(Credential(**dict(zip(_CREDENTIAL, row, strict=True))) for row in rows)


def get(connection: Connection, id_: str) -> Credential | None:
    """The credential, unless it is unknown or in the bin."""
    return next((one for one in everything(connection) if one.id == id_), None)


def put(connection: Connection, one: Credential) -> None:
    """A new credential, or a change of one."""
    _upsert(connection, credential, {name: getattr(one, name) for name in _CREDENTIAL})


def cycles(connection: Connection, credential_id: str) -> tuple[Cycle, ...]:
    """The cycles of a credential, newest first."""
    rows = connection.execute(
        select(*(cycle.c[name] for name in _CYCLE))
        .where(cycle.c.credential_id == credential_id)
        .order_by(cycle.c.expiry.desc(), cycle.c.start.desc())
    )
    return tuple(Cycle(**{**dict(zip(_CYCLE, row, strict=True)), "closed": closed_from(row.closed)}) for row in rows)


def put_cycle(connection: Connection, one: Cycle) -> None:
    """A new cycle, or a change of one."""
    values = {name: getattr(one, name) for name in _CYCLE}
    _upsert(connection, cycle, {**values, "closed": one.closed and closed_text(one.closed)})


def delete_cycle(connection: Connection, id_: str) -> None:
    """Remove a cycle; the way back is undo."""
    connection.execute(delete(cycle).where(cycle.c.id == id_))


def facts(connection: Connection, credential_id: str) -> dict[str, FactValue]:
    """What the holder answered for a credential, by the pack's names."""
    rows = connection.execute(
        select(fact.c.name, fact.c.value).where(fact.c.credential_id == credential_id).order_by(fact.c.name)
    )
    return {name: fact_from(value) for name, value in rows}


def put_facts(connection: Connection, credential_id: str, values: Mapping[str, FactValue | None]) -> None:
    """Keep those answers; None takes one away, what is not named stays."""
    for name, value in values.items():
        id_ = f"{credential_id}/{name}"
        if value is None:
            connection.execute(delete(fact).where(fact.c.id == id_))
        else:
            row = {"id": id_, "credential_id": credential_id, "name": name, "value": fact_text(value)}
            _upsert(connection, fact, row)


def pins(connection: Connection, credential_id: str) -> tuple[Pin, ...]:
    """The holder's decisions for a credential, but those about activities in the bin."""
    rows = connection.execute(
        select(pin.c.activity_id, pin.c.credential_id, pin.c.node)
        .join_from(pin, activity)
        .where(pin.c.credential_id == credential_id, activity.c.deleted_at.is_(None))
        .order_by(pin.c.activity_id)
    )
    return tuple(Pin(*row) for row in rows)


def put_pin(connection: Connection, activity_id: str, credential_id: str, node: str | None) -> None:
    """Decide, or with None leave it to the rules again."""
    id_ = f"{credential_id}/{activity_id}"
    if node is None:
        connection.execute(delete(pin).where(pin.c.id == id_))
        return
    row = {"id": id_, "activity_id": activity_id, "credential_id": credential_id, "node": node}
    _upsert(connection, pin, row)


def fact_text(value: FactValue) -> str:
    """An answer as JSON under its type."""
    return msgspec.json.encode(_fact_data(value)).decode()


def fact_from(text: str) -> FactValue:
    """The answer that `fact_text` wrote."""
    return _fact_of(msgspec.json.decode(text))


def _fraction(text: str) -> Fraction:
    """What `str` wrote of it. An exponent, which could stand for more digits than fit anywhere, never did."""
    numerator, _, denominator = text.partition("/")
    return Fraction(int(numerator), int(denominator or 1))


def _fact_data(value: FactValue) -> dict[str, Any]:
    match value:
        case bool():
            return {"yes/no": value}
        case Fraction():
            return {"number": str(value)}
        case date():
            return {"date": value.isoformat()}
        case str():
            return {"choice": value}
        case tuple() if value and isinstance(value[0], Dated):
            dated = [item for item in value if isinstance(item, Dated)]
            return {"dated": [{"date": d.date.isoformat(), "value": _fact_data(d.value)} for d in dated]}
    return {"list": list(value)}


def _fact_of(data: dict[str, Any]) -> FactValue:
    match data:
        case {"dated": items}:
            return tuple(Dated(date.fromisoformat(item["date"]), _fact_of(item["value"])) for item in items)
        case {"yes/no": value}:
            return bool(value)
        case {"number": value}:
            return _fraction(value)
        case {"date": value}:
            return date.fromisoformat(value)
        case {"choice": value}:
            return str(value)
    return tuple(data["list"])


def closed_text(one: ClosedCycle) -> str:
    """What a renewal used up and carried over, and by what it was judged, as JSON."""
    basis = {"basis": _basis_data(one.basis)} if one.basis else {}
    return msgspec.json.encode(
        {
            "pack_id": one.pack_id,
            "pack_hash": one.pack_hash,
            "start": one.period.start,
            "end": one.period.end,
            "filed_on": one.filed_on,
            "verdict": one.verdict,
            "consumed": [(line, node, str(amount)) for line, node, amount in one.consumed],
            "carried": [(account, str(amount)) for account, amount in one.carried],
            # Whole numbers as ever: what was written before is not to differ from what is written now.
            "career": [(key, int(n) if Fraction(n).denominator == 1 else str(n)) for key, n in one.career],
            **basis,
        }
    ).decode()


def closed_from(text: str | None) -> ClosedCycle | None:
    """What `closed_text` wrote; None for a cycle that is not closed."""
    if text is None:
        return None
    data = msgspec.json.decode(text)
    return ClosedCycle(
        pack_id=data["pack_id"],
        pack_hash=data["pack_hash"],
        period=_period(data),
        filed_on=date.fromisoformat(data["filed_on"]),
        verdict=data["verdict"],
        consumed=tuple((line, node, _fraction(amount)) for line, node, amount in data["consumed"]),
        carried=tuple((account, _fraction(amount)) for account, amount in data["carried"]),
        career=tuple((key, _fraction(str(amount))) for key, amount in data["career"]),
        basis=_basis_of(data["basis"]) if "basis" in data else None,
    )


def _basis_data(basis: Basis) -> dict[str, Any]:
    return {
        "licenses": [
            {
                "credential_id": one.credential_id,
                "pack_id": one.pack_id,
                "pack_hash": one.pack_hash,
                "start": one.period.start,
                "end": one.period.end,
                "first_issued": one.first_issued,
                "facts": {name: _fact_data(value) for name, value in one.facts.items()},
            }
            for one in basis.licenses
        ],
        "overlays": basis.overlays,
    }


def _basis_of(data: dict[str, Any]) -> Basis:
    licenses = (
        Holding(
            credential_id=one["credential_id"],
            pack_id=one["pack_id"],
            pack_hash=one["pack_hash"],
            period=_period(one),
            first_issued=date.fromisoformat(one["first_issued"]) if one["first_issued"] else None,
            facts={name: _fact_of(value) for name, value in one["facts"].items()},
        )
        for one in data["licenses"]
    )
    return Basis(licenses=tuple(licenses), overlays=tuple((id_, hash_) for id_, hash_ in data["overlays"]))


def _period(data: dict[str, Any]) -> Period:
    return Period(date.fromisoformat(data["start"]), date.fromisoformat(data["end"]))


def _upsert(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    statement = insert(table).values(row)
    others = {name: value for name, value in row.items() if name != "id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=others))
