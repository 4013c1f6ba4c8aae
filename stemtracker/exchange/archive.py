"""The whole record as one ZIP file: `record.json` and the evidence as plain files; the private words too.

The format is documented in `docs/archive-format.md`.
Reading trusts nothing: sizes are counted while unpacking, names and checksums must fit.
Neighbors: `archive_parts` has what is in it, `services.archiving` fills it from a record and makes a record of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from stemtracker.domain.evidence import MAX_BYTES, Evidence
from stemtracker.errors import Refused, Trouble
from stemtracker.exchange.archive_parts import FORMAT, VERSION, Archive, damaged
from stemtracker.exchange.files import written
from stemtracker.exchange.history_json import fraction_in, fraction_out

SUFFIX = ".stemarchive"
_JSON = "record.json"
_MB = 1024 * 1024
_MAX_JSON = 512 * _MB
_MAX_MEMBERS = 100_000
#: Evidence is stored as it is; where somebody packed it anew, it grows so many times at the most when it is unpacked.
_MOST_GROWTH = 50
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


#: The bytes that have this SHA-256.
Content = Callable[[str], bytes]


def evidence_file(evidence: Evidence) -> str:
    """Where its bytes lie in the archive: a name people understand, unique by the evidence number."""
    name = _UNSAFE.sub("_", evidence.file_name).strip(" ._")[-80:]
    return f"evidence/{evidence.label} {name}".rstrip() if evidence.sha256 else ""


def unused_file(sha256: str) -> str:
    """Where bytes lie that no piece of evidence has any more."""
    return f"evidence/unused/{sha256}"


def write(path: Path, archive: Archive, content: Content) -> None:
    """Write the archive; `content` gives the bytes of each file when its turn comes."""
    import msgspec

    raw = msgspec.json.format(msgspec.json.encode(archive, enc_hook=fraction_out), indent=1)
    files = _files(archive)
    if len(raw) > _MAX_JSON or len(files) >= _MAX_MEMBERS:
        raise Trouble(
            "too big",
            f"This record is more than an archive can hold, so “{path.name}” was not written. The record is unchanged.",
            "Save a copy of the record file instead; it holds the same.",
        )
    with written(path) as file, zipfile.ZipFile(file, "w") as bundle:
        _add(bundle, _JSON, raw, zipfile.ZIP_DEFLATED)
        for name, sha256 in files.items():
            _add(bundle, name, content(sha256), zipfile.ZIP_STORED)


def _files(archive: Archive) -> dict[str, str]:
    """The files beside `record.json`, each with the SHA-256 of its bytes."""
    pieces = {entry.file: entry.evidence.sha256 for entry in archive.evidence if entry.file}
    return pieces | {unused.file: unused.sha256 for unused in archive.unused_bytes}


def _add(bundle: zipfile.ZipFile, name: str, data: bytes, how: int) -> None:
    # A fixed date: the same record gives the same bytes.
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = how
    info.external_attr = 0o600 << 16
    bundle.writestr(info, data)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[Archive, Content]]:
    """The archive, and how to get bytes by their checksum, checked against it."""
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
                raise damaged(f"the file of evidence {entry.evidence.label} is missing")
        files = {sha256: name for name, sha256 in _files(archive).items()}
        room = _MOST_GROWTH * path.stat().st_size

        def content(sha256: str) -> bytes:
            nonlocal room
            name = files[sha256]
            data = _unpacked(bundle, name, MAX_BYTES)
            room -= len(data)
            if room < 0:
                raise damaged("it unpacks to far more than such a file can hold")
            if hashlib.sha256(data).hexdigest() != sha256:
                raise damaged(f"“{name}” is not what it was")
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
            raise damaged("it has too many files, or two of one name")
        # A folder's own entry, which other programs make, ends in one slash.
        parts = (part for name in names for part in name.removesuffix("/").split("/"))
        if any(part in {"..", ""} or "\\" in part for part in parts):
            raise damaged("it has files outside its own folder")
        yield bundle


def _unpacked(bundle: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """The bytes of one file, counted while they come: what the directory says of sizes is not believed."""
    found = bytearray()
    try:
        with bundle.open(name) as file:
            while piece := file.read(_MB):
                found += piece
                if len(found) > limit:
                    raise damaged(f"“{name}” unpacks to more than {limit // _MB} MB")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, KeyError, ValueError):
        raise damaged(f"“{name}” can't be unpacked") from None
    return bytes(found)


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
