# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lists of contacts that people have, pasted or in a file: read to rows of texts.

How a list is written, and what is in a column, is guessed here; whoever has it can say
otherwise. Nothing here knows which contacts there are.
"""

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from itertools import islice

from .numbers import show_count

try:
    import openpyxl
except ImportError:  # Odoo asks for it, but it starts without
    openpyxl = None

MAX_SIZE = 20_000_000
# What a small file may be when it is unpacked.
MAX_UNPACKED = 300_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 100
# Longer than any name or address; the rest is cut off.
MAX_CELL = 500
# How many rows are looked at to guess.
SAMPLE = 500

SEPARATORS = {"tab": "\t", "semicolon": ";", "comma": ",", "line": ""}
# What a contact can be found by, the surest first; what a column holds besides.
KINDS = ("external_id", "email", "phone", "name")
OTHER = "other"
TITLES = {
    "external_id": "id externalid externalidentifier externeid xmlid",
    "email": "email emailaddress emailaddresses mail mailaddress emailadres mailadres "
    "courriel adresseemail adressemail emailadresse mailadresse correo",
    "phone": "phone phonenumber telephone tel telefoon telefoonnummer telefon "
    "telefonnummer téléphone mobile mobilephone mobiel gsm handy portable",
    "name": "name fullname contactname displayname completename contact naam "
    "volledigenaam contactnaam nom nomcomplet nombre",
}
KINDS_BY_TITLE = {title: kind for kind in TITLES for title in TITLES[kind].split()}
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
PHONE = re.compile(r"(?:tel\.?:?)?\s*[+(]?\d[\d\s().\-/]{5,}")
# What stands between the addresses of a list that has nothing else.
ADDRESS_SEPARATORS = (r"[;\n]", r"[,;\t\n]", r"[,;\s]")
# Spaces of any kind, and signs without a width that come along with what is copied.
BLANK = re.compile(r"[\s\u00a0\u200b-\u200d\u2060\ufeff]+")
SAFE_TEXT = re.compile(r"'[=+\-@]")
ZIP_MARK, OLD_EXCEL_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class ListError(ValueError):
    """A list cannot be read.

    :param str code: why; ``describe_error`` says it in a sentence
    """

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def describe_error(env, error):
    """Return why a list cannot be read, and what to do, as a sentence.

    :param ListError error: what was raised
    :rtype: str
    """
    return {
        "empty": env._("The list is empty; paste one, or choose a file."),
        "size": env._(
            "The list is larger than %(limit)s MB; split it into several.",
            limit=show_count(env, MAX_SIZE / 1e6),
        ),
        "rows": env._(
            "The list has more than %(limit)s rows; split it into several.",
            limit=show_count(env, MAX_ROWS),
        ),
        "columns": env._(
            "The list has more than %(limit)s columns; leave out those that are not "
            "needed.",
            limit=show_count(env, MAX_COLUMNS),
        ),
        "values": env._(
            "The list has values that are neither texts nor numbers; leave them out."
        ),
        "format": env._(
            "This file is no list that can be read; save it as .xlsx or .csv."
        ),
        "no_excel": env._(
            "Excel files cannot be read on this server, where the Python package "
            "openpyxl is missing; save the list as .csv."
        ),
    }[error.code]


def read_file(data):
    """Return the rows of a file: a workbook of Excel, or a text.

    :param bytes data: the file
    :rtype: list[list[str]]
    :raise ListError: it cannot be read
    """
    if len(data) > MAX_SIZE:
        raise ListError("size")
    if data.startswith(OLD_EXCEL_MARK):
        raise ListError("format")
    if data.startswith(ZIP_MARK):
        return _tidy(_read_workbook(data))
    return read_text(decode(data))


def decode(data):
    """Return the text of a file, in whichever encoding it is.

    :rtype: str
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    beginning = data[:1000]
    if beginning.count(0) > len(beginning) // 4:
        is_little = beginning[1::2].count(0) > beginning[::2].count(0)
        return data.decode("utf-16-le" if is_little else "utf-16-be", "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_text(text, separator=""):
    """Return the rows of a text.

    :param str separator: a key of SEPARATORS; empty: guessed
    :rtype: list[list[str]]
    :raise ListError: there is nothing in it, or too much
    """
    if len(text) > MAX_SIZE:
        raise ListError("size")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not separator:
        addresses = _split_addresses(text)
        if addresses:
            return _tidy([address] for address in addresses)
        separator = _guess_separator(text)
    if separator == "line":
        return _tidy([line] for line in text.split("\n"))
    rows = _tidy(_split_rows(text, SEPARATORS[separator]))
    if len(rows) == 1 and "@" not in "".join(rows[0]):
        # several of the same on one line
        return [[cell] for cell in rows[0] if cell]
    return rows


def read_values(values):
    """Return the rows of values that a program gives.

    :param list values: texts and numbers, or lists of them
    :rtype: list[list[str]]
    :raise ListError: there is nothing in it, too much, or something else
    """
    rows = [list(row) if isinstance(row, list | tuple) else [row] for row in values]
    if not all(
        isinstance(cell, str | int | float | None) for row in rows for cell in row
    ):
        raise ListError("values")
    return _tidy([_show(cell) for cell in row] for row in rows)


def is_table(rows):
    """Whether a value is rows as the functions above return them."""
    return (
        isinstance(rows, list)
        and bool(rows)
        and all(isinstance(row, list) and bool(row) for row in rows)
        and all(isinstance(cell, str) for row in rows for cell in row)
    )


def _split_addresses(text):
    """Return the e-mail addresses of a text that has nothing else; else nothing.

    They stand there as programs for e-mail copy them: some on a line, with names.
    """
    lines = text.split("\n", SAMPLE)
    if not any(line.count("@") > 1 for line in lines):
        return []
    for pattern in ADDRESS_SEPARATORS:
        parts = [part for part in re.split(pattern, text) if part.strip()]
        if all(part.count("@") == 1 for part in parts):
            return parts
    return []


def _guess_separator(text):
    """Return what separates the columns of a text, as most of its lines say."""
    lines = [line for line in text.split("\n", SAMPLE)[:SAMPLE] if line.strip()]
    best, most = "line", 0
    for name, sign in SEPARATORS.items():
        counts = Counter(_count_outside_quotes(line, sign) for line in lines if sign)
        counts.pop(0, None)
        _number, same = max(counts.items(), key=lambda item: item[1], default=(0, 0))
        # of two that are as frequent, the first is meant
        if same > most and same >= 0.8 * len(lines):
            best, most = name, same
    return best


def _count_outside_quotes(line, sign):
    return "".join(line.split('"')[::2]).count(sign)


def _split_rows(text, sign):
    """Return the rows of a text with a sign between its columns."""
    # one quote that nothing closes would take the rest of the list for one cell
    is_quoted = text.count('"') % 2 == 0
    quoting = csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
    reader = csv.reader(io.StringIO(text), delimiter=sign, quoting=quoting)
    try:
        yield from reader
    except csv.Error as error:
        raise ListError("format") from error


def _read_workbook(data):
    """Return the rows of the sheet of a workbook that is open."""
    if openpyxl is None:
        raise ListError("no_excel")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise ListError("size")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.active or book.worksheets[0]
        # what the file says of its size may be wrong
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            yield [_show(cell) for cell in row]
    except ListError:
        raise
    except Exception as error:
        # a file that is damaged raises anything
        raise ListError("format") from error


def _show(cell):
    """Return the value of a cell as a text; a whole number has no decimals."""
    if cell is None or cell is False:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell)


def _tidy(rows):
    """Return rows with tidy cells, without empty rows.

    :raise ListError: nothing is left, or it is too much
    """
    result = []
    for row in rows:
        cells = [tidy_cell(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise ListError("columns")
        result.append(cells)
        # a row with titles is none of the list
        if len(result) > MAX_ROWS + 1:
            raise ListError("rows")
    if not result:
        raise ListError("empty")
    return result


def tidy_cell(text):
    """Return a text without what nobody sees, and not longer than a cell may be."""
    text = text.encode("utf-8", "ignore").decode().replace("\x00", "")
    text = BLANK.sub(" ", text).strip()
    # as exports keep what begins like a formula from being one
    return (text[1:] if SAFE_TEXT.match(text) else text)[:MAX_CELL]


class ContactList:
    """Rows of texts, and what is in each column.

    :param list[list[str]] rows: as the functions above return them
    :param bool has_titles: whether the first row says what the columns are; None:
        guessed
    :param list[str] kinds: what each column holds, of KINDS or OTHER; empty: guessed
    """

    def __init__(self, rows, has_titles=None, kinds=()):
        self.width = max(map(len, rows))
        self.all_rows = rows
        if has_titles is None:
            has_titles = self._guess_titles()
        self.has_titles = has_titles
        self.rows = rows[1:] if has_titles else rows
        self.titles = self._fill(rows[0]) if has_titles else [""] * self.width
        self.kinds = list(kinds) or self._guess_kinds()

    def get_kinds(self):
        """Return by what contacts of this list can be found, the surest first."""
        return [kind for kind in KINDS if kind in self.kinds]

    def get_entries(self, kind):
        """Return what the rows say in the column of a kind, by the number of the row.

        :rtype: dict[int, str]
        """
        column = self.kinds.index(kind)
        return {
            number: row[column]
            for number, row in enumerate(self.rows)
            if len(row) > column and row[column]
        }

    def get_cells(self, number):
        """Return what a row says of each kind.

        :rtype: dict[str, str]
        """
        row = self._fill(self.rows[number])
        return {
            kind: row[self.kinds.index(kind)] for kind in KINDS if kind in self.kinds
        }

    def get_sample(self, column):
        """Return the first text in a column."""
        return next(iter(self._get_cells_of(column)), "")

    def _fill(self, row):
        return row + [""] * (self.width - len(row))

    def _get_cells_of(self, column):
        """Return the first texts in a column."""
        cells = (row[column] for row in self.rows if len(row) > column and row[column])
        return list(islice(cells, SAMPLE))

    def _guess_titles(self):
        """Whether the first row says what the others hold."""
        first = self.all_rows[0]
        if any(_guess_kind([cell]) in ("email", "phone") for cell in first if cell):
            return False
        if any(_get_titled_kind(cell) for cell in first):
            return True
        # a word above addresses or numbers is a title, whatever it says
        rest = [row[0] for row in self.all_rows[1:SAMPLE] if row[0]]
        return bool(rest) and _guess_kind(rest) in ("email", "phone")

    def _guess_kinds(self):
        """Return what the columns hold: by their titles, else by what is in them."""
        kinds = [_get_titled_kind(title) for title in self.titles]
        kinds = [
            kind if kind and kinds.index(kind) == column else OTHER
            for column, kind in enumerate(kinds)
        ]
        for column, kind in enumerate(kinds):
            guess = _guess_kind(self._get_cells_of(column))
            if kind == OTHER and guess not in kinds:
                kinds[column] = guess
        if not any(kind in KINDS for kind in kinds):
            kinds[0] = "name"
        return kinds


def _get_titled_kind(title):
    """Return what a column with a title holds; nothing, if it does not say it."""
    # in the exports of Odoo that is the number of a record, which others have too
    if title.strip() == ".id":
        return ""
    return KINDS_BY_TITLE.get(re.sub(r"[\W_]", "", title.lower()), "")


def _guess_kind(cells):
    """Return what texts are, as most of them look."""
    count = len(cells)
    if not count:
        return OTHER
    if sum("@" in cell for cell in cells) * 2 > count:
        return "email"
    if sum(bool(PHONE.fullmatch(cell)) for cell in cells) * 2 > count:
        return "phone"
    if sum(cell.startswith(("__export__.", "__import__.")) for cell in cells) == count:
        return "external_id"
    if sum(any(map(str.isalpha, cell)) for cell in cells) * 2 > count:
        return "name"
    return OTHER
