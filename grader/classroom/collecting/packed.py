"""The files in a zip file or a folder, by name. Nothing is written, and no name is believed."""

from __future__ import annotations

import io
import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_ENCODINGS = ("cp437", "utf-8", "cp1252", "cp850")  # in which programs write names without saying so
_UTF8, _ENCRYPTED = 0x800, 0x1
_MOST_MEMBERS = 100_000
_LONGEST_NAME = 200
_NOBODYS = ("thumbs.db", "desktop.ini")


class PackedError(Exception):
    """A file cannot be taken; the text completes `NAME `: `is a symbolic link`."""


@dataclass(frozen=True)
class Packed:
    """One file.

    Attributes:
        names: what its path may be, the likeliest first: parts, without one that leads elsewhere.
        read: gives the content, or None if it is larger than so many bytes; may raise PackedError.
        refused: why it is not to be taken, or "".
    """

    names: tuple[tuple[str, ...], ...]
    read: Callable[[int], bytes | None]
    refused: str = ""


def packed_files(source: Path | io.BytesIO) -> list[Packed]:
    """The files of a zip file or a folder, without those of the system. A zip file stays open while they are kept.

    Raises:
        PackedError: it is neither.
    """
    if isinstance(source, Path) and source.is_dir():
        return list(_in_folder(source))
    try:
        return list(_in_zip(zipfile.ZipFile(source)))
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        raise PackedError(f"is no zip file that can be read ({error})") from None


def _in_zip(archive: zipfile.ZipFile) -> Iterator[Packed]:
    for number, member in enumerate(archive.infolist()):
        if number == _MOST_MEMBERS:
            raise PackedError(f"has more than {_MOST_MEMBERS} files")
        names = _names(member)
        if member.is_dir() or names[0][-1:] == ("",) or all(map(_is_nobodys, names)):
            continue
        refused = ""
        if stat.S_ISLNK(member.external_attr >> 16):
            refused = "is a symbolic link"
        elif any(".." in parts or ":" in parts[0] or parts[0] == "" for parts in names):
            refused = "leads out of its folder"
        elif member.flag_bits & _ENCRYPTED:
            refused = "needs a password"
        elif not all(map(_may_be_written, names[0])):
            refused = "has a name that cannot be written"
        yield Packed(names, _reader(archive, member), refused)


def _names(member: zipfile.ZipInfo) -> tuple[tuple[str, ...], ...]:
    """Windows separates folders with a backslash, and writes names in an encoding of its own."""
    found = member.orig_filename.partition("\0")[0]
    texts = [found]
    if not member.flag_bits & _UTF8 and not found.isascii():
        raw = found.encode("cp437", errors="replace")
        texts = []
        for encoding in _ENCODINGS:
            try:
                texts.append(raw.decode(encoding))
            except UnicodeDecodeError:
                continue
    return tuple(tuple(unicodedata.normalize("NFC", text).replace("\\", "/").split("/")) for text in texts)


def _reader(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[int], bytes | None]:
    def read(most: int) -> bytes | None:
        try:
            with archive.open(member) as file:
                content = file.read(most + 1)  # what the zip file says of the size is not believed
        except (OSError, EOFError, RuntimeError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error):
            raise PackedError("is damaged") from None
        return None if len(content) > most else content

    return read


def _in_folder(folder: Path) -> Iterator[Packed]:
    for path, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted([*files, *(one for one in folders if Path(path, one).is_symlink())]):
            place = Path(path, name)
            parts = tuple(unicodedata.normalize("NFC", part) for part in place.relative_to(folder).parts)
            if _is_nobodys(parts):
                continue
            refused = "is a symbolic link" if place.is_symlink() else "" if place.is_file() else "is no ordinary file"
            if not refused and not all(map(_may_be_written, parts)):
                refused = "has a name that cannot be written"
            yield Packed((parts,), _file_reader(place), refused)


def _file_reader(path: Path) -> Callable[[int], bytes | None]:
    def read(most: int) -> bytes | None:
        try:
            with path.open("rb") as file:
                content = file.read(most + 1)
        except OSError as error:
            raise PackedError(f"cannot be read ({error.strerror})") from None
        return None if len(content) > most else content

    return read


def _is_nobodys(parts: tuple[str, ...]) -> bool:
    """Whether a program put the file there, and no student."""
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts) or parts[-1].lower() in _NOBODYS


def _may_be_written(part: str) -> bool:
    return part.isprintable() and len(part.encode(errors="replace")) <= _LONGEST_NAME
