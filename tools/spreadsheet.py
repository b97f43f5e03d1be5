# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rows as .csv or .xlsx, written while they are read, and safe to open.

Whoever may write a name or a note could otherwise have a formula run on the computer of
whoever opens the file. In a .csv such values get an apostrophe before them, as OWASP
advises, telephone numbers with + included; in an .xlsx every text is a cell of text,
which needs none.
"""

import csv
import io
import unicodedata
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

# What a spreadsheet takes for the beginning of a formula.
FORMULA_STARTS = frozenset("=+-@")
# After one of these a formula may begin in the next cell or line.
CONTROLS = frozenset("\t\r\n")
MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
PIECE = 1 << 16


def make_safe(text):
    """Return a text with an apostrophe before it where it could be a formula.

    Full-width and other variants of the signs count too: some programs fold them.

    :param str text: the value of a cell
    :rtype: str
    """
    if not text:
        return text
    first = next((char for char in text if not _is_blank(char)), "")
    folded = unicodedata.normalize("NFKC", first)[:1]
    if folded in FORMULA_STARTS or text[0] in CONTROLS:
        return f"'{text}"
    return text


def _is_blank(char):
    """Whether a program may skip a character when it looks for a formula."""
    return char.isspace() or unicodedata.category(char) in ("Cc", "Cf", "Zs")


def iterate_csv(header, rows, delimiter=",", decimal_point="."):
    """Yield a .csv in pieces: UTF-8 with the mark by which Excel knows it.

    :param list[str] header: the titles of the columns
    :param rows: an iterable of lists of values
    :param str delimiter: between the columns
    :param str decimal_point: of numbers
    """
    buffer = io.StringIO()
    # QUOTE_ALL: leading zeros and line breaks survive, and no value can end its cell
    writer = csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    buffer.write("\ufeff")
    writer.writerow([make_safe(title) for title in header])
    for row in rows:
        writer.writerow([_to_csv(value, decimal_point) for value in row])
        if buffer.tell() > PIECE:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _to_csv(value, decimal_point):
    if value is None:
        return ""
    if isinstance(value, str):
        return make_safe(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return repr(value).replace(".", decimal_point)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def write_xlsx(file, header, rows, title, folder=None):
    """Write an .xlsx into a file; only one row at a time is in memory.

    :param file: an open binary file, or its path
    :param list[str] header: the titles of the columns
    :param rows: an iterable of lists of values
    :param str title: the name of the sheet
    :param str folder: where to keep what is not written yet
    :raise OSError: there is no room left for it
    """
    try:
        _write_book(file, header, rows, title, folder)
    except FileCreateError as error:
        raise error.args[0] from error


def _write_book(file, header, rows, title, folder):
    options = {
        "tmpdir": folder,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        # Excel refuses sheets with such names
        name = "".join(" " if char in "[]:*?/\\'" else char for char in title)
        sheet = book.add_worksheet(name[:31].strip() or None)
        sheet.set_column(0, max(0, len(header) - 1), 20)
        sheet.freeze_panes(1, 0)
        writer = SheetWriter(book, sheet)
        writer.write_header(header)
        for number, row in enumerate(rows, start=1):
            writer.write_row(number, row)


class SheetWriter:
    """Writes values into cells of their own type."""

    def __init__(self, book, sheet):
        self.sheet = sheet
        self.bold = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def write_header(self, header):
        """Write the titles of the columns."""
        for column, title in enumerate(header):
            self.sheet.write_string(0, column, title, self.bold)

    def write_row(self, number, row):
        """Write one row; cells without a value stay empty."""
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                self._write_text(number, column, value)
            elif isinstance(value, bool):
                self.sheet.write_boolean(number, column, value)
            elif isinstance(value, datetime):
                self._write_moment(number, column, value, self.moment)
            elif isinstance(value, date):
                self._write_moment(number, column, value, self.day)
            else:
                self.sheet.write_number(number, column, value)

    def _write_text(self, number, column, text):
        if len(text) > MAX_TEXT:
            text = f"{text[: MAX_TEXT - 1]}…"
        # never write(): it would decide by the text what the cell is
        self.sheet.write_string(number, column, text)

    def _write_moment(self, number, column, value, style):
        if value.year < 1900:
            # the calendar of Excel begins then
            self._write_text(number, column, value.isoformat())
        else:
            self.sheet.write_datetime(number, column, value, style)
