#!/usr/bin/env -S python3 -IS
# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Stands for LibreOffice: makes PDFs of simple Word documents in a moment.

It understands the arguments that tools/libreoffice/ gives. The file ``behave`` beside
it says how to go wrong: ``hang``, ``crash``, ``empty``, ``half`` (of a PDF); after a
space, a word: only with documents in which it is. Every PDF has the named destinations
by which letters are told apart, and every other letter has two pages.
"""

import os
import re
import signal
import sys
import time
import zipfile
import zlib
from html import unescape

BOOKMARK = re.compile(r'<w:bookmarkStart[^>]*w:name="(letter_\d+)"')
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
PAGE = (
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents CONTENTS 0 R"
    "/Resources<</Font<</F1 3 0 R>>>>>>"
)
TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")


def read_letters(path):
    """Return the bookmark and text of each letter in a document."""
    with zipfile.ZipFile(path) as package:
        xml = package.read("word/document.xml").decode()
    marks = list(BOOKMARK.finditer(xml))
    if not marks:
        return [("", " ".join(map(unescape, TEXT.findall(xml))))]
    ends = [mark.start() for mark in marks[1:]] + [len(xml)]
    return [
        (mark[1], " ".join(map(unescape, TEXT.findall(xml[mark.start() : end]))))
        for mark, end in zip(marks, ends, strict=True)
    ]


def make_pdf(letters):
    """Return a PDF with one or two pages for each letter."""
    pages, destinations = [], []
    for mark, text in letters:
        if mark:
            destinations.append((mark, len(pages)))
        pages.append(text)
        if zlib.crc32(text.encode()) % 2:
            pages.append("Page 2 of " + text)
    objects = ["", "", FONT]
    kids = []
    for text in pages:
        escaped = re.sub(r"([\\()])", r"\\\1", text)
        stream = f"BT /F1 12 Tf 50 700 Td ({escaped}) Tj ET"
        length = len(stream.encode("cp1252", "replace"))
        objects.append(f"<</Length {length}>>stream\n{stream}\nendstream")
        objects.append(PAGE.replace("CONTENTS", str(len(objects))))
        kids.append(len(objects))
    names = "".join(
        f"/{mark}[{kids[page]} 0 R/XYZ 0 0 0]" for mark, page in destinations
    )
    objects[0] = f"<</Type/Catalog/Pages 2 0 R/Dests<<{names}>>>>"
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<</Type/Pages/Kids[{listed}]/Count {len(kids)}>>"
    return write_pdf(objects)


def write_pdf(objects):
    """Return a PDF of objects, the first of which is its catalogue."""
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        encoded = body.encode("cp1252", "replace")
        content += b"%d 0 obj\n%s\nendobj\n" % (number, encoded)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n"
    ) % (len(objects) + 1, table, len(objects) + 1, len(content))


def behave(path, output, letters):
    """Write the PDF, or go wrong as the file beside this program says."""
    with open(
        os.path.join(os.path.dirname(os.path.abspath(__file__)), "behave")
    ) as file:
        kind, _space, word = file.read().strip().partition(" ")
    if word and not any(word in text for _mark, text in letters):
        kind = ""
    if kind == "hang":
        # as soffice does: a program that starts another one, and both stay
        if not os.fork():
            time.sleep(600)
        time.sleep(600)
    elif kind == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif kind != "empty":
        pdf = make_pdf(letters)
        with open(output, "wb") as file:
            file.write(pdf[: len(pdf) // 2] if kind == "half" else pdf)


def main():
    folder = sys.argv[sys.argv.index("--outdir") + 1]
    for path in sys.argv[sys.argv.index("--outdir") + 2 :]:
        name = os.path.basename(path).rpartition(".")[0] + ".pdf"
        behave(path, os.path.join(folder, name), read_letters(path))


if __name__ == "__main__":
    main()
