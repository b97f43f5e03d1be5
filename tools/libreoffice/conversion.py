# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Word documents to PDF by LibreOffice, which is a quiet failer.

It exits with 0 when it wrote nothing, drops files without a word when it is given too
many, and takes bytes that are no document for text. So what it gets is checked before,
and what it made is checked after.
"""

import io
import re
import shutil
import struct
import time
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from ..deadline import Deadline
from ..work_folder import work_folder
from .process import run_limited
from .profile import get_output_filter, write_profile

PROGRAMS = ("soffice", "libreoffice")
PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/Program Files/LibreOffice/program/soffice.exe",
)

# What a document may hold when it is unpacked.
MAX_BYTES = 512 * 1024 * 1024

# More than about 247 arguments are dropped without a word.
MAX_FILES = 200
# What a document may take, several times what it takes on a slow machine.
SECONDS = 60
SECONDS_PER_DOCUMENT = 1
SECONDS_PER_MEGABYTE = 20
# After so many in a row it is not the documents.
MAX_TIMEOUTS = 3
# What must be free beside the documents, and how often the largest of them again. With
# less, LibreOffice makes PDFs that lack pictures, or none, and says nothing.
ROOM = 8 * 1024 * 1024
ROOM_FACTOR = 2
PIECE = bytes(1024 * 1024)


def _lt(sentence: str) -> str:
    """Mark a sentence that Odoo translates where it is shown."""
    return sentence


MESSAGES = {
    "no_document": _lt(
        "This is not a Word document (.docx), or it is damaged or locked."
    ),
    "no_program": _lt("LibreOffice could not be started."),
    "timeout": _lt("LibreOffice did not finish this document in time."),
    "shared_timeout": _lt(
        "LibreOffice did not finish several letters together in time."
    ),
    "not_reached": _lt("There was no time left for LibreOffice to make this document."),
    "no_output": _lt("LibreOffice could not make a PDF of this document."),
}


class ConversionError(Exception):
    """Why a document was not converted; its text is a sentence for users.

    :ivar code: ``no_document``, ``no_program``, ``no_output``, ``timeout``,
        ``shared_timeout`` (of one letter among several) or ``not_reached``
    """

    def __init__(self, code: str):
        super().__init__(MESSAGES[code])
        self.code = code


class Conversion:
    """One call of :func:`convert_to_pdf`: what has been converted, what has not."""

    def __init__(self, program: str, seconds: float, deadline: Deadline | None):
        """Start with nothing converted.

        :param program: the path of LibreOffice
        :param seconds: what one document may take, whatever its size
        :param deadline: when all must be done; nothing: there is no such time
        """
        self.program = program
        self.seconds = seconds
        self.deadline = deadline
        self.results: dict[int, bytes | ConversionError] = {}
        self.timeouts = 0
        self.is_over = False

    def run(self, documents: dict[int, bytes]) -> list[int]:
        """Convert documents by one process, and note the result of each.

        :param documents: the contents by number
        :return: the numbers of those it did not come to, because another one hung
        :raise OSError: the machine has no room for it, or cannot start a process
        """
        limit = self._get_limit(documents)
        if self.timeouts >= MAX_TIMEOUTS or not limit:
            self.is_over = True
            return list(documents)
        with work_folder() as folder:
            try:
                return self._work(folder, documents, limit)
            except OSError as error:
                # where it is matters, and not which file it was
                place = str(folder.parent)
                raise OSError(error.errno, error.strerror, place) from error

    def _work(self, folder, documents, limit):
        for number, document in documents.items():
            (folder / f"{number}.docx").write_bytes(document)
        command = self._get_command(folder, documents)
        room = ROOM + ROOM_FACTOR * max(map(len, documents.values()))
        _check_room(folder, room)
        last_time = time.time()
        try:
            code = "no_output" if run_limited(command, folder, limit) else "timeout"
        except (FileNotFoundError, PermissionError):
            code = "no_program"
        _check_room(folder, room)
        last = -1
        for place, number in enumerate(documents):
            path = folder / f"{number}.pdf"
            self.results[number] = _read_pdf(path) or ConversionError("no_output")
            if isinstance(self.results[number], bytes):
                last, last_time = place, path.stat().st_mtime
        if code == "timeout":
            has_hung = time.time() - last_time >= min(self.seconds, limit / 2)
            return self._note_timeout(list(documents)[last + 1 :], has_hung)
        self.timeouts = 0
        if code == "no_program":
            self.results.update(dict.fromkeys(documents, ConversionError(code)))
        return []

    def _note_timeout(self, numbers, has_hung):
        """Note which document hung, and return those after it.

        :param numbers: what did not come out; LibreOffice takes one after the other
        :param has_hung: whether the first of them had its time
        """
        self.timeouts += 1
        for number in numbers:
            del self.results[number]
        if not has_hung or not numbers:
            return numbers
        self.results[numbers[0]] = ConversionError("timeout")
        return numbers[1:]

    def _get_command(self, folder: Path, documents: dict[int, bytes]) -> list[str]:
        return [
            self.program,
            write_profile(folder / "profile"),
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--nologo",
            # Otherwise it takes anything for text that it doesn't know.
            "--infilter=MS Word 2007 XML",
            "--convert-to",
            get_output_filter(),
            "--outdir",
            str(folder),
            *(str(folder / f"{number}.docx") for number in documents),
        ]

    def _get_limit(self, documents: dict[int, bytes]) -> float:
        """Return how many seconds LibreOffice may take; 0 to leave it for later."""
        megabytes = sum(map(len, documents.values())) / 1e6
        limit = (
            self.seconds
            + SECONDS_PER_DOCUMENT * (len(documents) - 1)
            + SECONDS_PER_MEGABYTE * megabytes
        )
        return self.deadline.shorten(limit) if self.deadline else limit

    def is_worth_retrying(self, number: int) -> bool:
        """Return whether a document may succeed when it is converted alone.

        :param number: the document's number
        """
        error = self.results.get(number)
        # one that hung would hang again
        return isinstance(error, ConversionError) and error.code == "no_output"


def find_libreoffice(path: str = "") -> str:
    """Find the program.

    :param path: the program to use; nothing else is looked for when it is given
    :return: its path; empty when there is none
    """
    if path:
        return shutil.which(path) or ""
    for name in PROGRAMS:
        if found := shutil.which(name):
            return found
    for place in PLACES:
        root = Path(place).anchor
        # the newest of several: 24.8 comes after 7.6
        for found in sorted(
            Path(root).glob(place.removeprefix(root)), key=_get_numbers, reverse=True
        ):
            if shutil.which(str(found)):
                return str(found)
    return ""


def convert_to_pdf(
    documents: Sequence[bytes],
    program: str,
    timeout: float = SECONDS,
    deadline: Deadline | None = None,
) -> list[bytes | ConversionError]:
    """Convert Word documents, each on its own account.

    One that fails takes no other one down: what did not come out of a process that had
    several is converted once more, alone. Only what took too long is not.

    :param documents: the contents of .docx files
    :param program: the path of LibreOffice, see :func:`find_libreoffice`
    :param timeout: the seconds one document may take; many, or big ones, get more
    :param deadline: when all must be done; nothing: there is no such time
    :return: for each document, in their order, a PDF or the reason why there is none
    :raise OSError: the machine has no room for it, or cannot start a process
    """
    if not shutil.which(program):
        return [ConversionError("no_program") for __ in documents]
    results: list = [None] * len(documents)
    numbers = []
    for number, document in enumerate(documents):
        if _is_package(document):
            numbers.append(number)
        else:
            results[number] = ConversionError("no_document")
    conversion = Conversion(program, timeout, deadline)
    left = numbers
    while left and not conversion.is_over:
        batch = {number: documents[number] for number in left[:MAX_FILES]}
        left = conversion.run(batch) + left[MAX_FILES:]
    if len(numbers) > 1:
        for number in filter(conversion.is_worth_retrying, numbers):
            if conversion.run({number: documents[number]}):
                # it may still succeed alone
                conversion.results.pop(number, None)
    for number in numbers:
        results[number] = conversion.results.get(number) or ConversionError(
            "not_reached"
        )
    return results


def _is_package(document: bytes) -> bool:
    """Return whether this is an undamaged zip file as Word writes them.

    LibreOffice does not look at the checksums.

    :param document: the content of a file
    """
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as package:
            return (
                "[Content_Types].xml" in package.NameToInfo
                and sum(part.file_size for part in package.filelist) <= MAX_BYTES
                and package.testzip() is None
            )
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ):
        return False


def _read_pdf(path: Path) -> bytes:
    """Return a PDF; nothing when it is missing, or was not written to its end.

    :param path: the file
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return b""
    complete = content.startswith(b"%PDF") and b"%%EOF" in content[-1024:]
    return content if complete else b""


def _check_room(folder: Path, room: int) -> None:
    """Check by writing that there is room left, which quotas limit too.

    :param folder: where to write
    :param room: how many bytes
    :raise OSError: there is none
    """
    probe = folder / "room"
    with probe.open("wb") as file:
        for _piece in range(0, room, len(PIECE)):
            file.write(PIECE)
    probe.unlink()


def _get_numbers(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]
