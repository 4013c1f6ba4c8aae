"""The educator with all that once identified them."""

from __future__ import annotations

from datetime import date

import pytest

from stemtracker.domain.educator import Educator, Email, Identifier, Name, Position
from stemtracker.errors import Refused
from stemtracker.services import educators, history
from stemtracker.services.workspace import Workspace

WHOLE = Educator(
    name="Ана Лусия Ñíguez-O’Brien",
    former_names=(Name("Ana Ñíguez", date(2019, 6, 1)), Name("安娜", None)),
    emails=(Email("ana@example.org"), Email("a.niguez@isd.example", date(2020, 2, 29))),
    identifiers=(Identifier("TEA", "TEA ID", "0012345"), Identifier("NSTA", "Member", "№ 7")),
    positions=(
        Position("Teacher", "Austin ISD", "Zilker", "Math", date(2016, 8, 1), date(2020, 5, 31)),
        Position("Coach"),
    ),
    is_sample=True,
)


def test_everything_comes_back(ws: Workspace) -> None:
    changes = educators.save(ws, WHOLE)
    assert changes.ids("educator") == {"educator"}
    assert educators.get(ws) == WHOLE
    history.undo(ws)
    assert educators.get(ws) == Educator(name="Ana Lucía Ñíguez")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Educator(name="  "), "name"),
        (Educator(name="x" * 301), "name"),
        (Educator(name="A", former_names=(Name(" "),)), "former_names"),
        (Educator(name="A", emails=(Email("nowhere"),)), "emails"),
        (Educator(name="A", identifiers=(Identifier("TEA", "ID", ""),)), "identifiers"),
        (Educator(name="A", positions=(Position(""),)), "positions"),
        (Educator(name="A", positions=(Position("T", start=date(2020, 1, 1), end=date(2019, 1, 1)),)), "positions"),
    ],
)
def test_what_is_refused(ws: Workspace, wrong: Educator, field: str) -> None:
    with pytest.raises(Refused) as caught:
        educators.save(ws, wrong)
    assert [problem.field for problem in caught.value.problems] == [field]
    assert educators.get(ws).name == "Ana Lucía Ñíguez"
