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
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from .libreoffice_process import run_limited
from .libreoffice_profile import get_output_filter, write_profile

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

MESSAGES = {
    "no_document": "This is not a Word document (.docx), or it is damaged or locked.",
    "no_program": "LibreOffice could not be started.",
    "timeout": "LibreOffice did not finish this document in time.",
    "no_output": "LibreOffice could not make a PDF of this document.",
}


class ConversionError(Exception):
    """Why a document was not converted; its text is a sentence for users.

    :ivar code: ``no_document``, ``no_program``, ``timeout`` or ``no_output``
    """

    def __init__(self, code: str):
        super().__init__(MESSAGES[code])
        self.code = code


class Conversion:
    """One call of :func:`convert_to_pdf`: what has been converted, what has not."""

    def __init__(self, program: str, seconds: float):
        """Start with nothing converted.

        :param program: the path of LibreOffice
        :param seconds: what one document may take, whatever its size
        """
        self.program = program
        self.seconds = seconds
        self.results: dict[int, bytes | ConversionError] = {}
        self.timeouts = 0

    def run(self, documents: dict[int, bytes]) -> None:
        """Convert documents by one process, and note the result of each.

        :param documents: the contents by number
        """
        if self.timeouts >= MAX_TIMEOUTS:
            self._note(documents, {}, "timeout")
            return
        with tempfile.TemporaryDirectory(
            prefix="letters-", ignore_cleanup_errors=True
        ) as name:
            folder = Path(name).resolve()
            for number, document in documents.items():
                (folder / f"{number}.docx").write_bytes(document)
            try:
                in_time = run_limited(
                    self._get_command(folder, documents),
                    folder,
                    self._get_limit(documents),
                )
                code = "no_output" if in_time else "timeout"
            except OSError:
                code = "no_program"
            pdfs = {number: _read_pdf(folder / f"{number}.pdf") for number in documents}
        self._note(documents, pdfs, code)

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
        megabytes = sum(map(len, documents.values())) / 1e6
        return (
            self.seconds
            + SECONDS_PER_DOCUMENT * (len(documents) - 1)
            + SECONDS_PER_MEGABYTE * megabytes
        )

    def _note(self, documents, pdfs, code: str) -> None:
        """Note what came of documents.

        :param documents: the numbers of the documents
        :param pdfs: the results by number; empty ones failed
        :param code: why they failed
        """
        for number in documents:
            self.results[number] = pdfs.get(number) or ConversionError(code)
        if code == "timeout":
            self.timeouts += 1
        else:
            self.timeouts = 0

    def is_worth_retrying(self, number: int) -> bool:
        """Return whether a document may succeed when it is converted alone.

        :param number: the document's number
        """
        error = self.results[number]
        return isinstance(error, ConversionError) and error.code in (
            "no_output",
            "timeout",
        )


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
    documents: Sequence[bytes], program: str, timeout: float = SECONDS
) -> list[bytes | ConversionError]:
    """Convert Word documents, each on its own account.

    One that fails takes no other one down: what did not come out of a process that had
    several is converted once more, alone.

    :param documents: the contents of .docx files
    :param program: the path of LibreOffice, see :func:`find_libreoffice`
    :param timeout: the seconds one document may take; many, or big ones, get more
    :return: for each document, in their order, a PDF or the reason why there is none
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
    conversion = Conversion(program, timeout)
    for start in range(0, len(numbers), MAX_FILES):
        batch = numbers[start : start + MAX_FILES]
        conversion.run({number: documents[number] for number in batch})
    if len(numbers) > 1:
        for number in filter(conversion.is_worth_retrying, numbers):
            conversion.run({number: documents[number]})
    for number in numbers:
        results[number] = conversion.results[number]
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
    except OSError:
        return b""
    complete = content.startswith(b"%PDF") and b"%%EOF" in content[-1024:]
    return content if complete else b""


def _get_numbers(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]
