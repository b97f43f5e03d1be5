# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Letters: in one print file each, attached, and in the zip, with the right text."""

import io
import zipfile
from collections import defaultdict
from pathlib import Path

from pypdf import PdfReader

from .evidence import Problem


class LetterCheck:
    """Checks the letters of one segment."""

    def __init__(self, checker):
        self.reader = checker.reader
        self.filestore = Path(checker.filestore)
        self.evidence = checker.evidence
        self.interactions = [
            row for row in checker.interactions if row["channel"] == "letter"
        ]
        self.tokens = {person.token for person in self.evidence.persons.values()}
        self.problems = []

    def check(self):
        """Return what is wrong."""
        self.files = self.reader.rows(
            "SELECT f.id, f.is_part, f.letter_count, f.page_count, a.store_fname "
            "FROM contact_print_file f LEFT JOIN ir_attachment a "
            "ON a.res_model = 'contact.print.file' AND a.res_field = 'content' "
            "AND a.res_id = f.id WHERE f.segment_id = %s ORDER BY f.id",
            self.evidence.segment_id,
        )
        letters = defaultdict(list)
        for row in self.interactions:
            if row["delivery_state"] == "sent":
                self._check_attachment(row)
                letters[row["print_file_id"]].append(row)
            else:
                self._check_not_made(row)
        known = {file["id"] for file in self.files}
        for file_id in letters.keys() - known:
            for row in letters[file_id]:
                self._found("lost", f"letter {row['id']} is in no print file")
        for file in self.files:
            self._check_print_file(file, letters[file["id"]])
        return self.problems

    def _found(self, code, text):
        self.problems.append(Problem(code, text))

    def _get_token(self, row):
        person = self.evidence.persons.get(row["id"])
        return person.token if person else ""

    def _read(self, store_fname):
        path = self.filestore / (store_fname or "none")
        return path.read_bytes() if path.is_file() else b""

    def _check_text(self, place, text, row):
        """The text names whom the letter addresses, and nobody else."""
        found = {token for token in self.tokens if token in text}
        if found != {self._get_token(row)}:
            self._found(
                "text", f"letter {row['id']} {place} names {sorted(found) or 'nobody'}"
            )

    def _check_not_made(self, row):
        if row["print_file_id"]:
            self._found(
                "left over", f"letter {row['id']} was not sent, but is to be printed"
            )
        if self._get_attachments(row):
            self._found(
                "left over", f"letter {row['id']} was not sent, but is attached"
            )

    def _get_attachments(self, row):
        return self.reader.rows(
            "SELECT a.id, a.store_fname, r.ir_attachment_id IS NOT NULL AS related "
            "FROM ir_attachment a LEFT JOIN contact_interaction_ir_attachment_rel r "
            "ON r.ir_attachment_id = a.id AND r.contact_interaction_id = a.res_id "
            "WHERE a.res_model = 'contact.interaction' AND a.res_id = %s "
            "AND a.res_field IS NULL",
            row["id"],
        )

    def _check_attachment(self, row):
        attachments = self._get_attachments(row)
        if len(attachments) != 1:
            code = "twice" if attachments else "lost"
            self._found(code, f"letter {row['id']} has {len(attachments)} attachments")
            return
        [attachment] = attachments
        if attachment["id"] != row["document_attachment_id"] or (
            not attachment["related"]
        ):
            self._found("lost", f"letter {row['id']} does not name its attachment")
        texts = read_texts(self._read(attachment["store_fname"]))
        if row["page_count"] and len(texts) != row["page_count"]:
            self._found(
                "text",
                f"letter {row['id']} has {len(texts)} pages, not {row['page_count']}",
            )
        for text in texts or [""]:
            self._check_text("as attached", text, row)

    def _check_print_file(self, file, rows):
        name = f"print file {file['id']}"
        if file["is_part"]:
            self._found("stuck", f"{name} is only a part")
        if file["letter_count"] != len(rows):
            self._found(
                "counter", f"{name} counts {file['letter_count']}, not {len(rows)}"
            )
        texts = read_texts(self._read(file["store_fname"]))
        if not texts:
            self._found("lost", f"{name} cannot be read")
        elif file["page_count"]:
            self._check_pages(name, file, rows, texts)
        else:
            self._check_word(name, rows, texts)
        self._check_zip(file, rows)

    def _check_pages(self, name, file, rows, texts):
        """Every page belongs to one letter, and says so."""
        if file["page_count"] != len(texts):
            self._found(
                "counter", f"{name} counts {file['page_count']} pages, not {len(texts)}"
            )
        owners = defaultdict(list)
        for row in rows:
            for page in range(row["print_page"], row["print_page"] + row["page_count"]):
                owners[page].append(row)
        for page, text in enumerate(texts, start=1):
            if len(owners[page]) != 1:
                code = "twice" if owners[page] else "left over"
                ids = [row["id"] for row in owners[page]]
                self._found(code, f"page {page} of {name} belongs to letters {ids}")
            for row in owners.pop(page):
                self._check_text(f"on page {page} of {name}", text, row)
        for page in sorted(owners):
            self._found("lost", f"page {page} of {name} is missing")

    def _check_word(self, name, rows, texts):
        """Without LibreOffice: one Word document, or a zip of several."""
        text = "\n".join(texts)
        for row in rows:
            count = text.count(self._get_token(row))
            if count != 1:
                code = "twice" if count else "lost"
                self._found(code, f"letter {row['id']} is {count} times in {name}")
        others = self.tokens - {self._get_token(row) for row in rows}
        for token in others:
            if token in text:
                self._found("text", f"{name} names {token}")

    def _check_zip(self, file, rows):
        zips = self.reader.rows(
            "SELECT id, store_fname FROM ir_attachment WHERE res_model = "
            "'contact.print.file' AND res_id = %s AND res_field IS NULL",
            file["id"],
        )
        for found in zips:
            try:
                with zipfile.ZipFile(
                    io.BytesIO(self._read(found["store_fname"]))
                ) as archive:
                    contents = [archive.read(name) for name in archive.namelist()]
            except zipfile.BadZipFile:
                self._found("lost", f"zip {found['id']} is damaged")
                continue
            texts = ["\n".join(read_texts(content)) for content in contents]
            for row in rows:
                count = sum(self._get_token(row) in text for text in texts)
                if count != 1:
                    code = "twice" if count else "lost"
                    self._found(code, f"letter {row['id']} is {count} times in the zip")
            if len(texts) != len(rows):
                self._found(
                    "left over", f"the zip has {len(texts)} files for {len(rows)}"
                )


def read_texts(content):
    """Return the text of each page of a PDF, or of each Word document.

    :param bytes content: a PDF, a Word document, or a zip of Word documents
    :return: nothing where it is damaged
    :rtype: list[str]
    """
    try:
        if content.startswith(b"%PDF"):
            pages = PdfReader(io.BytesIO(content)).pages
            return [page.extract_text() for page in pages]
        if content.startswith(b"PK"):
            return _read_word(content)
    except Exception:
        # whatever a damaged file makes its reader raise
        return []
    return []


def _read_word(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if package.testzip():
            return []
        names = package.namelist()
        if "word/document.xml" in names:
            return [package.read("word/document.xml").decode()]
        texts = []
        for name in names:
            texts += _read_word(package.read(name))
        return texts
