"""The finder of leaks overlooks nothing: a word in each encoding, in each packing, in each corner of a PDF."""

from __future__ import annotations

import base64
import codecs
import gzip
import io
import json
import urllib.parse
import zipfile
from collections.abc import Callable

import leaks
import pytest
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from reportlab.pdfgen.canvas import Canvas

WORD, OTHER = "Zqleaksecret", "Zqleaknothere"
WAYS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda word: word.encode(),
    "small": lambda word: word.lower().encode(),
    "capitals": lambda word: word.upper().encode(),
    "UTF-16": lambda word: word.encode("utf-16"),
    "UTF-16, the other way": lambda word: word.encode("utf-16-be"),
    "UTF-32": lambda word: word.encode("utf-32"),
    "hex": lambda word: word.encode().hex().encode(),
    "HEX": lambda word: word.encode().hex().upper().encode(),
    "UTF-16 in hex": lambda word: word.encode("utf-16-be").hex().encode(),
    "backward": lambda word: word[::-1].encode(),
    "base 64": lambda word: base64.b64encode(f"{word}".encode()),
    "base 64, one on": lambda word: base64.b64encode(f"x{word} and on".encode()),
    "base 64, two on": lambda word: base64.b64encode(f"xx{word} and on".encode()),
    "base 64 in lines": lambda word: base64.encodebytes(b"long before " * 9 + word.encode() + b" long after" * 9),
    "base 64 for addresses": lambda word: base64.urlsafe_b64encode(f"?>?{word}?>".encode()),
    "JSON": lambda word: "".join(f"\\u{ord(sign):04X}" for sign in word).encode(),
    "XML": lambda word: "".join(f"&#{ord(sign)};" for sign in word).encode(),
    "percent": lambda word: "".join(f"%{ord(sign):02X}" for sign in word).encode(),
    "in two lines": lambda word: f"{word[:5]}\r\n   {word[5:]}".encode(),
    "with a hyphen": lambda word: f"{word[:5]}-\n{word[5:]}".encode(),
    "one letter a line": lambda word: "\n".join(word).encode(),
    "rot 13": lambda word: codecs.encode(word, "rot13").encode(),
    "a quoted address": lambda word: urllib.parse.quote(f"/home/{word}/ü").encode(),
    "JSON in JSON": lambda word: json.dumps(json.dumps({"a": word})).encode(),
}


def _zipped(word: str) -> bytes:
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("plain.txt", "nothing")
        file.writestr("inner.gz", gzip.compress(b"some " + word.encode()))
    return bundle.getvalue()


def _zip_name(word: str) -> bytes:
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as file:
        file.writestr(f"folder/{word}.txt", "nothing")
    return bundle.getvalue()


def _drawn(word: str) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pageCompression=1)
    canvas.drawString(70, 700, f"some {word} here")
    canvas.save()
    return made.getvalue()


def _letter_by_letter(word: str) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pageCompression=1)
    for place, sign in enumerate(word):
        canvas.drawString(70, 700 - 12 * place, sign)
    canvas.save()
    return made.getvalue()


def _pdf(change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


PACKED: dict[str, Callable[[str], bytes]] = {
    "zip and gzip": _zipped,
    "a name in a zip": _zip_name,
    "drawn on a page": _drawn,
    "drawn letter by letter": _letter_by_letter,
    "metadata": lambda word: _pdf(lambda pdf: pdf.add_metadata({"/Author": f"{word} ü"})),
    "bookmark": lambda word: _pdf(lambda pdf: pdf.add_outline_item(title=f"Page of {word} ü", page_number=0)),
    "attachment": lambda word: _pdf(lambda pdf: pdf.add_attachment("data.json", word.encode())),
    "attachment's name": lambda word: _pdf(lambda pdf: pdf.add_attachment(f"{word}.json", b"{}")),
    "annotation": lambda word: _pdf(lambda pdf: pdf.add_annotation(0, FreeText(text=f"ü {word}", rect=(0, 0, 50, 50)))),
    "a PDF in a zip": lambda word: _zip_of(_drawn(word)),
}


def _zip_of(data: bytes) -> bytes:
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as file:
        file.writestr("paper.pdf", data)
    return bundle.getvalue()


@pytest.mark.parametrize("way", [*WAYS, *PACKED])
def test_a_word_is_found_however_it_is_written(way: str) -> None:
    if way in WAYS:
        data = b"before " + WAYS[way](WORD) + b" after"
        if way in {"UTF-16", "UTF-32"}:
            data = WAYS[way](f"before {WORD} after")
    else:
        data = PACKED[way](WORD)
    assert leaks.found([WORD, OTHER], data) == {WORD}
