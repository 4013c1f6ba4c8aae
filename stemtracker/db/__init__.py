"""The record file: the only room that knows SQLAlchemy and SQLite. Frozen records leave it, rows never do.

Its modules are loaded when first used (`db.activities.get(…)`): SQLAlchemy takes a tenth of a second that
must not stand between the click on the icon and the first picture of the window.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stemtracker.db import (
        activities,
        check,
        contents,
        copies,
        credentials,
        educators,
        evidence,
        history,
        journal,
        keeping,
        ledger,
        log,
        record,
        rescue,
        rule_texts,
        search,
        settings,
        siblings,
        tables,
        trash,
        vocabularies,
        whole,
    )

__all__ = [
    "activities",
    "check",
    "contents",
    "copies",
    "credentials",
    "educators",
    "evidence",
    "history",
    "journal",
    "keeping",
    "ledger",
    "log",
    "record",
    "rescue",
    "rule_texts",
    "search",
    "settings",
    "siblings",
    "tables",
    "trash",
    "vocabularies",
    "whole",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        message = f"{__name__} has no part named {name}"
        raise AttributeError(message)
    return importlib.import_module(f"{__name__}.{name}")
