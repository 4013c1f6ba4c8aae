"""SQLite's writing, operation by operation, as the program does it: watched in the very library that Python uses.

The methods of SQLite's own file layer are replaced by ones that first tell an observer and then do the same as
before. So nothing needs to be compiled, and what is seen is what the program does, not what a model of it would do.
Neighbors: `names` sees what Python does by itself, `cuts` writes both down, `kills` ends its process at one of them.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True)
class Operation:
    """One call to the disk. `durable` of a deletion: it is synced to the folder before the call returns.

    To sync a folder is to sync what was renamed, linked and deleted in it; `to` is the new name.
    """

    kind: Literal["write", "truncate", "sync", "delete", "rename", "link"]
    file: str
    offset: int = 0
    data: bytes = b""
    durable: bool = False
    to: str = ""


Observer = Callable[[Operation], None]

_OPEN = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
_CLOSE = ctypes.CFUNCTYPE(c_int, c_void_p)
_WRITE = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = ctypes.CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = ctypes.CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(Structure):
    """`sqlite3_vfs`, as far as it is needed here."""

    _fields_: ClassVar[Any] = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("own_data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
    ]


class _Methods(Structure):
    """`sqlite3_io_methods`; what is only handed on has no name."""

    _fields_: ClassVar[Any] = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("others", c_void_p * 13),
    ]


class _File(Structure):
    """`sqlite3_file`: it begins with the address of its methods."""

    _fields_: ClassVar[Any] = [("methods", POINTER(_Methods))]


def _library() -> Any:
    """The SQLite that Python's own module uses: beside it, or built into the interpreter."""
    file = getattr(_sqlite3, "__file__", None)
    places = [file, None] if sys.platform != "win32" else [str(Path(sys.base_prefix) / "DLLs" / "sqlite3.dll")]
    for place in places:
        try:
            library = ctypes.CDLL(place)
            library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        except (OSError, AttributeError):
            continue
        return library
    message = "Python's SQLite can't be reached from outside here, so its writing can't be watched"
    raise RuntimeError(message)


class _Watch:
    """The replaced methods, and what they stand for."""

    def __init__(self, folder: Path, observer: Observer) -> None:
        self._folder = folder.resolve()
        self._observer = observer
        self._names: dict[int, str] = {}
        #: Copies of SQLite's tables of methods with ours in them, by the address of the original.
        self._tables: dict[int, _Methods] = {}
        self._originals: dict[int, _Methods] = {}
        self._ours = (_CLOSE(self._close), _WRITE(self._write), _TRUNCATE(self._truncate), _SYNC(self._sync))
        self.open, self.delete = _OPEN(self._open), _DELETE(self._delete)
        self.vfs = _library().sqlite3_vfs_find(None).contents
        self.before = (self.vfs.open, self.vfs.delete)

    def _name(self, address: int | None) -> str:
        """The file's name within the folder; nothing where it lies elsewhere."""
        path = Path(os.fsdecode(ctypes.string_at(address))) if address else Path()
        return path.relative_to(self._folder).as_posix() if path.is_relative_to(self._folder) else ""

    def _open(self, vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        code = _OPEN(self.before[0])(vfs, name, file, flags, out)
        mine = self._name(name)
        if code == 0 and mine:
            opened = _File.from_address(file)
            address = ctypes.addressof(opened.methods.contents)
            self._names[file] = mine
            self._originals[file] = opened.methods.contents
            opened.methods = ctypes.pointer(self._table(address))
        return int(code)

    def _table(self, address: int) -> _Methods:
        if address not in self._tables:
            table = _Methods.from_buffer_copy(_Methods.from_address(address))
            names = ("close", "write", "truncate", "sync")
            for name, ours in zip(names, self._ours, strict=True):
                setattr(table, name, ctypes.cast(ours, c_void_p).value)
            self._tables[address] = table
        return self._tables[address]

    def _delete(self, vfs: int, name: int, durable: int) -> int:
        mine = self._name(name)
        if mine and Path(os.fsdecode(ctypes.string_at(name))).exists():
            self._observer(Operation("delete", mine, durable=bool(durable)))
        return int(_DELETE(self.before[1])(vfs, name, durable))

    def _close(self, file: int) -> int:
        self._names.pop(file)
        return int(_CLOSE(self._originals.pop(file).close)(file))

    def _write(self, file: int, data: int, size: int, offset: int) -> int:
        self._observer(Operation("write", self._names[file], offset, ctypes.string_at(data, size)))
        return int(_WRITE(self._originals[file].write)(file, data, size, offset))

    def _truncate(self, file: int, size: int) -> int:
        self._observer(Operation("truncate", self._names[file], size))
        return int(_TRUNCATE(self._originals[file].truncate)(file, size))

    def _sync(self, file: int, flags: int) -> int:
        self._observer(Operation("sync", self._names[file]))
        return int(_SYNC(self._originals[file].sync)(file, flags))


#: SQLite may hold the address of a method as long as a file is open: what was once handed out stays.
_handed_out: list[_Watch] = []


@contextmanager
def watched(folder: Path, observer: Observer) -> Iterator[None]:
    """Tell the observer of each operation of SQLite on a file in that folder, before it is done.

    What is opened within the block is watched until it is closed.
    """
    watch = _Watch(folder, observer)
    _handed_out.append(watch)
    watch.vfs.open = ctypes.cast(watch.open, c_void_p).value
    watch.vfs.delete = ctypes.cast(watch.delete, c_void_p).value
    try:
        yield
    finally:
        watch.vfs.open, watch.vfs.delete = watch.before
