"""The whole record as one ZIP file: `record.json` and the evidence as plain files; the private words too.

The format is documented in `docs/archive-format.md`.
Reading trusts nothing: sizes are counted while unpacking, names and checksums must fit.
Neighbors: `services.exports` fills it from a record and makes a record from it, `history_json` carries fractions.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO, cast

from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential, Cycle, Dated, FactValue, Pin
from stemtracker.domain.educator import Educator
from stemtracker.domain.evidence import MAX_BYTES, Evidence
from stemtracker.domain.hours import plain
from stemtracker.errors import Refused
from stemtracker.exchange.files import written
from stemtracker.exchange.history_json import fraction_in, fraction_out

FORMAT = "stemtracker-archive"
VERSION = 1
SUFFIX = ".stemarchive"
NOTICE = "The whole record of its owner, private notes included. Not for sharing."
_JSON = "record.json"
_MAX_JSON = 256 * 1024 * 1024
_MAX_MEMBERS = 20_000
_PIECE = 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact of a credential's holder, its value with its type beside it."""

    credential_id: str
    name: str
    type: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesEntry:
    """A series by name."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the user's own in a list of the vocabulary."""

    list: str
    id: str
    title: str
    meaning: str = ""
    broader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEntry:
    """A piece of evidence, and the file in the archive that holds its bytes ("" for a note without one)."""

    evidence: Evidence
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Everything a record holds but its change log and what lies in the bin."""

    format: str = FORMAT
    version: int = VERSION
    notice: str = NOTICE
    program: str = ""
    made_at: datetime | None = None
    educator: Educator = field(default_factory=Educator)
    credentials: tuple[Credential, ...] = ()
    cycles: tuple[Cycle, ...] = ()
    facts: tuple[Fact, ...] = ()
    activities: tuple[Activity, ...] = ()
    series: tuple[SeriesEntry, ...] = ()
    pins: tuple[Pin, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()
    #: Numbers are never given twice, those of removed evidence neither.
    last_evidence_number: int = 0
    vocabulary: tuple[Word, ...] = ()


Content = Callable[[Evidence], bytes]


def evidence_file(evidence: Evidence) -> str:
    """Where its bytes lie in the archive: a name people understand, unique by the evidence number."""
    name = _UNSAFE.sub("_", evidence.file_name).strip(" ._")[-80:]
    return f"evidence/{evidence.label} {name}".rstrip() if evidence.sha256 else ""


def write(path: Path, archive: Archive, content: Content) -> None:
    """Write the archive; `content` gives the bytes of each piece of evidence when its turn comes."""
    import msgspec

    raw = msgspec.json.format(msgspec.json.encode(archive, enc_hook=fraction_out), indent=1)
    with written(path) as file, zipfile.ZipFile(file, "w") as bundle:
        _add(bundle, _JSON, raw, zipfile.ZIP_DEFLATED)
        for entry in archive.evidence:
            if entry.file:
                _add(bundle, entry.file, content(entry.evidence), zipfile.ZIP_STORED)


def _add(bundle: zipfile.ZipFile, name: str, data: bytes, how: int) -> None:
    # A fixed date: the same record gives the same bytes.
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = how
    info.external_attr = 0o600 << 16
    bundle.writestr(info, data)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[Archive, Content]]:
    """The archive, and how to get the bytes of a piece of evidence, checked against its checksum."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Refused.at("file", f"There is no file “{path}”; check the name and the folder.") from None
    except OSError as why:
        raise Refused.at("file", f"“{path.name}” can't be read ({why.strerror}).") from None
    with file, _bundle(file, path.name) as bundle:
        archive = _decoded(_unpacked(bundle, _JSON, _MAX_JSON))
        names = set(bundle.namelist())
        for entry in archive.evidence:
            if bool(entry.file) != bool(entry.evidence.sha256) or (entry.file and entry.file not in names):
                raise _damaged(f"the file of evidence {entry.evidence.label} is missing")
        files = {entry.evidence.id: entry.file for entry in archive.evidence}

        def content(evidence: Evidence) -> bytes:
            data = _unpacked(bundle, files[evidence.id], MAX_BYTES)
            if len(data) != evidence.size or hashlib.sha256(data).hexdigest() != evidence.sha256:
                raise _damaged(f"evidence {evidence.label} is not what it was")
            return data

        yield archive, content


@contextlib.contextmanager
def _bundle(file: BinaryIO, name: str) -> Iterator[zipfile.ZipFile]:
    try:
        bundle = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        raise Refused.at("file", f"“{name}” is no archive of STEM Tracker, or it is damaged.") from None
    with bundle:
        infos = bundle.infolist()
        names = [info.filename for info in infos]
        if _JSON not in names:
            raise Refused.at("file", f"“{name}” is a ZIP file, but no archive of STEM Tracker.")
        if len(infos) > _MAX_MEMBERS or len(set(names)) != len(names):
            raise _damaged("it has too many files, or two of one name")
        if any(part in {"..", ""} for n in names for part in n.split("/")) or any("\\" in n for n in names):
            raise _damaged("it has files outside its own folder")
        yield bundle


def _unpacked(bundle: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """The bytes of one file, counted while they come: what the directory says of sizes is not believed."""
    found = bytearray()
    try:
        with bundle.open(name) as file:
            while piece := file.read(_PIECE):
                found += piece
                if len(found) > limit:
                    raise _damaged(f"“{name}” unpacks to more than {limit // (1024 * 1024)} MB")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, KeyError):
        raise _damaged(f"“{name}” can't be unpacked") from None
    return bytes(found)


def _damaged(what: str) -> Refused:
    return Refused.at("file", f"This archive is damaged: {what}. Use another copy of it.")


def _decoded(data: bytes) -> Archive:
    import msgspec

    try:
        head = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        if msgspec.json.decode(head.get("format", b"null")) != FORMAT:
            raise Refused.at("file", "This is no archive of STEM Tracker.")
        if msgspec.json.decode(head.get("version", b"0"), type=int) > VERSION:
            raise Refused.at("file", "This archive was made by a newer STEM Tracker; update the program first.")
        return msgspec.json.decode(data, type=Archive, dec_hook=fraction_in, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
        raise Refused.at("file", f"This archive can't be understood: {why}.") from None


_TYPES = {bool: "yes/no", Fraction: "number", date: "date", str: "text"}


def fact_out(credential_id: str, name: str, value: FactValue) -> Fact:
    """A fact with its type written beside it, since JSON knows fewer types than packs do."""
    if isinstance(value, tuple):
        dated = bool(value) and isinstance(value[0], Dated)
        items: list[Any] = []
        for item in value:
            if isinstance(item, Dated):
                inner = fact_out("", "", item.value)
                items.append({"date": item.date.isoformat(), "type": inner.type, "value": inner.value})
            else:
                items.append(item)
        return Fact(credential_id=credential_id, name=name, type="dated" if dated else "list", value=items)
    plainly: Any = value
    if isinstance(value, Fraction):
        plainly = plain(value)
    elif isinstance(value, date):
        plainly = value.isoformat()
    return Fact(credential_id=credential_id, name=name, type=_TYPES[type(value)], value=plainly)


def fact_in(fact: Fact) -> FactValue:
    """The value of an archived fact."""
    try:
        return _value(fact.type, fact.value)
    except (ValueError, TypeError, KeyError, ZeroDivisionError):
        raise _damaged(f"the fact “{fact.name}” can't be read") from None


def _value(type_: str, value: Any) -> FactValue:
    if type_ == "dated":
        return tuple(Dated(date.fromisoformat(v["date"]), _value(v["type"], v["value"])) for v in value)
    if type_ == "list":
        return tuple(_text(item) for item in value)
    if type_ == "number":
        return cast("Fraction", fraction_in(Fraction, value))
    if type_ == "date":
        return date.fromisoformat(value)
    if type_ == "yes/no" and isinstance(value, bool):
        return value
    if type_ == "text":
        return _text(value)
    raise ValueError(type_)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value
