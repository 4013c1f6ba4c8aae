"""Finding planted words in whatever left the record: in every part of a file, and however they are written there.

PDF files are read as text, as what each object and stream of them says, and as their attachments; zip and gzip
files by member. Words are looked for as plain text in several encodings, in hex, in base 64, as JSON, XML and
percent signs write them, backward, and with line ends or spaces between their letters.
Neighbors: `planted` makes the words; `test_private_finder` shows that nothing of this is overlooked.
"""

from __future__ import annotations

import base64
import codecs
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypdfium2
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NullObject, StreamObject, TextStringObject


def found(words: Iterable[str], *files: bytes) -> set[str]:
    """Which of the words are anywhere in the files. Words that begin alike are found quickly."""
    whole = b"\0".join(part for file in files for part in parts(file))
    small = whole.lower()
    texts = (small, re.sub(rb"[\s\0\xad-]+", b"", small)), (re.sub(rb"\s+", b"", whole),)
    words = tuple(words)
    beginning = _shared(min(words), max(words))
    seen: set[str] = set()
    for ways, within in zip((_plain, _base64), texts, strict=True):
        for at, begins in enumerate(ways(beginning)):
            for text in within:
                if begins in text:
                    seen.update(word for word in words if ways(word)[at] in text)
    return seen


def found_in(words: Iterable[str], folder: Path, *, but: Iterable[Path] = ()) -> dict[str, set[str]]:
    """The words in the files of a folder and in their names, by file; some files are the owner's own."""
    own, words = tuple(but), tuple(words)
    told: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        if any(path == one or one in path.parents for one in own):
            continue
        name = path.relative_to(folder).as_posix()
        seen = found(words, name.encode()) | (found(words, path.read_bytes()) if path.is_file() else set())
        if seen:
            told[name] = seen
    return told


def _shared(first: str, last: str) -> str:
    """What all words begin with that are sorted between those two."""
    return first[
        : next((n for n, signs in enumerate(zip(first, last, strict=False)) if signs[0] != signs[1]), len(first))
    ]


@lru_cache(maxsize=1000)
def _plain(word: str) -> tuple[bytes, ...]:
    """The ways to write a word that hide no letter of it, in small letters."""
    small, back = word.lower(), word.lower()[::-1]
    return (
        *(one.encode(encoding) for one in (small, back) for encoding in _ENCODINGS),
        *(one.encode(encoding).hex().encode() for one in (small, back, word) for encoding in _ENCODINGS),
        *("".join(form.format(ord(sign)) for sign in word).encode().lower() for form in _SPELLED),
        codecs.encode(small, "rot13").encode(),
    )


_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
#: JSON, XML by number, percent signs, octal as PDF strings have it.
_SPELLED = ("\\u{:04x}", "&#{};", "&#x{:x};", "%{:02x}", "\\{:03o}")


@lru_cache(maxsize=1000)
def _base64(word: str) -> tuple[bytes, ...]:
    """What base 64 makes of it at each of the three places it can begin at, without what its neighbors touch."""
    ways: list[bytes] = []
    for encoding in _ENCODINGS:
        data = word.encode(encoding)
        for before in range(3):
            coded = base64.b64encode(b"\0" * before + data)
            first, last = (before * 8 + 5) // 6, (before + len(data)) * 8 // 6
            ways += (coded[first:last], coded[first:last].translate(bytes.maketrans(b"+/", b"-_")))
    return tuple(ways)


def parts(data: bytes) -> Iterator[bytes]:
    """The file itself and everything packed into it."""
    yield data
    if data.startswith(b"%PDF-"):
        for inner in _of_pdf(data):
            yield from parts(inner)
    elif data.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            yield bundle.comment
            for member in bundle.infolist():
                yield member.filename.encode() + member.comment + member.extra
                yield from parts(bundle.read(member))
    elif data.startswith(b"\x1f\x8b"):
        yield from parts(gzip.decompress(data))
    elif data.startswith(b"\x89PNG"):
        yield from _of_png(data)


def _of_png(data: bytes) -> Iterator[bytes]:
    """Compressed words among its chunks."""
    at = 8
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        kind, chunk = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        if kind in {b"zTXt", b"iTXt"}:
            yield chunk
            for start in range(min(len(chunk), 200)):
                if chunk[start : start + 1] == b"\x78":
                    try:
                        yield zlib.decompress(chunk[start:])
                    except zlib.error:
                        continue
        at += size + 12


def _of_pdf(data: bytes) -> Iterator[bytes]:
    """What a reader sees on its pages, what stands in each of its objects, and what is attached to it."""
    document = pypdfium2.PdfDocument(data)
    try:
        yield repr(document.get_metadata_dict()).encode()
        for page in document:
            yield page.get_textpage().get_text_bounded().encode()
        for number in range(document.count_attachments()):
            attachment = document.get_attachment(number)
            yield attachment.get_name().encode()
            yield bytes(attachment.get_data())
    finally:
        document.close()
    reader = PdfReader(io.BytesIO(data))
    for page in reader.pages:
        yield page.extract_text().encode()
    highest = int(reader.trailer["/Size"])
    for number in range(1, highest):
        thing = reader.get_object(number)
        if thing is not None and not isinstance(thing, NullObject):
            yield from _of_object(thing)
    yield from _of_object(reader.trailer)


def _of_object(thing: Any) -> Iterator[bytes]:
    """Its strings as text, without following references, and its stream as it is unpacked."""
    if isinstance(thing, TextStringObject):
        yield thing.encode("utf-8", "surrogatepass") + b"\n" + thing.original_bytes
    elif isinstance(thing, ByteStringObject):
        yield bytes(thing)
    elif isinstance(thing, ArrayObject):
        for index in range(len(thing)):
            yield from _of_object(list.__getitem__(thing, index))
    elif isinstance(thing, DictionaryObject):
        for key in thing:
            yield str(key).encode()
            yield from _of_object(thing.raw_get(key))
        if isinstance(thing, StreamObject) and thing.get("/Subtype") != "/Image":
            yield thing.get_data()
