# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tables of a document as HTML."""

from ..limits import MAX_COLUMNS
from ..names import W
from .formats import (
    make_style,
    points,
    read_border,
    read_paragraph_properties,
    read_run_properties,
    read_shading,
    to_int,
    value_of,
)

SIDES = ("top", "right", "bottom", "left")
OTHER_NAMES = {"left": "start", "right": "end"}
ALIGNED = {"center": "center", "right": "right", "end": "right"}
VERTICAL = {"center": "middle", "bottom": "bottom"}
PART = W + "tblStylePr"
PADDING = {"top": 0, "right": 5.4, "bottom": 0, "left": 5.4}
TRANSPARENT = {W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}


def iter_inside(container, tag):
    """Yield the rows of a table or the cells of a row."""
    for child in container:
        if child.tag == tag:
            yield child
        elif child.tag in TRANSPARENT:
            yield from iter_inside(child, tag)


class Cell:
    """A cell and its place in the grid."""

    def __init__(self, element, column):
        self.element = element
        self.properties = element.find(W + "tcPr")
        self.column = column
        span = to_int(value_of(self.properties, "gridSpan"), 1, MAX_COLUMNS)
        self.span = span or 1
        self.rows = 1
        merge = self.properties is not None and self.properties.find(W + "vMerge")
        self.goes_on = (
            merge is not None
            and merge is not False
            and merge.get(W + "val") != "restart"
        )


class TableWriter:
    """Writes one table.

    :param blocks: the BlockWriter of the text around it
    :param table: the ``w:tbl``
    """

    def __init__(self, blocks, table):
        self.blocks = blocks
        self.styles = blocks.styles
        self.properties = table.find(W + "tblPr")
        name = value_of(self.properties, "tblStyle")
        if name not in self.styles.elements:
            name = self.styles.default_names.get("table")
        self.chain = self.styles.get_chain(name)
        self.run_format = self.styles.get_run(name)
        self.paragraph_format = self.styles.get_paragraph(name)
        self.grid = [
            to_int(column.get(W + "w"), 0) or 0
            for column in table.findall(f"{W}tblGrid/{W}gridCol")
        ]
        self.total = sum(self.grid)
        self.conditions = self._read_conditions()
        self.rows = [self._read_row(row) for row in iter_inside(table, W + "tr")]
        self._merge_cells()
        self.columns = max(
            (cells[-1].column + cells[-1].span for cells in self.rows if cells),
            default=0,
        )
        all_properties = [style.find(W + "tblPr") for style in self.chain]
        all_properties.append(self.properties)
        self.borders = self._read_sides(all_properties, "tblBorders", read_border)
        self.padding = {
            **PADDING,
            **self._read_sides(all_properties, "tblCellMar", self._read_margin),
        }

    @staticmethod
    def _read_row(row):
        skipped = to_int(value_of(row.find(W + "trPr"), "gridBefore"), 0, MAX_COLUMNS)
        column = skipped or 0
        cells = []
        for element in iter_inside(row, W + "tc"):
            cells.append(Cell(element, column))
            column += cells[-1].span
        return cells

    def _merge_cells(self):
        """Count how many rows every cell reaches over."""
        above = {}
        for cells in self.rows:
            here = {}
            for cell in cells:
                first = above.get(cell.column)
                if cell.goes_on and first is not None and first.span == cell.span:
                    first.rows += 1
                    here[cell.column] = first
                else:
                    cell.goes_on = False
                    here[cell.column] = cell
            above = here

    @staticmethod
    def _read_sides(all_properties, name, read):
        """Return what is said about the sides of cells, the last word counting."""
        result = {}
        for properties in all_properties:
            element = None if properties is None else properties.find(W + name)
            for side in (*SIDES, "insideH", "insideV") if element is not None else ():
                value = read(element.find(W + side))
                if value is None and side in OTHER_NAMES:
                    value = read(element.find(W + OTHER_NAMES[side]))
                if value is not None:
                    result[side] = value
        return result

    @staticmethod
    def _read_margin(element):
        width = None if element is None else to_int(element.get(W + "w"), 0, 2000)
        return None if width is None else width / 20

    def make_html(self):
        """Return the HTML of the table."""
        rows = []
        for index, cells in enumerate(self.rows):
            written = [self._write_cell(cell, index) for cell in cells]
            written[:0] = ["<td></td>"] * (cells[0].column if cells else 0)
            if any(written):
                rows.append(f"<tr>{''.join(written)}</tr>")
        if not rows:
            return ""
        # in old modes of browsers a table has the format of no text around it
        css = ["border-collapse:collapse", "font:inherit", "color:inherit"]
        css += self._get_width()
        align = ALIGNED.get(value_of(self.properties, "jc"))
        attributes = ' cellspacing="0" cellpadding="0"'
        if align:
            attributes += f' align="{align}"'
            css.append("margin:0 auto" if align == "center" else "margin-left:auto")
        return f"<table{attributes}{make_style(css)}>{''.join(rows)}</table>"

    def _get_width(self):
        """Yield the width of the table in percents of the text's."""
        element = None
        if self.properties is not None:
            element = self.properties.find(W + "tblW")
        kind = None if element is None else element.get(W + "type")
        width = None if element is None else element.get(W + "w") or ""
        percent = None
        if kind == "pct":
            number = to_int(width.rstrip("%"), 0, 5000)
            percent = number if width.endswith("%") else (number or 0) / 50
        elif self.total:
            percent = self.total * 100 / self.blocks.document.text_width
        if percent:
            yield f"width:{min(round(percent), 100)}%"

    def _write_cell(self, cell, row):
        if cell.goes_on:
            return ""
        conditions = self._get_conditions(cell, row)
        run_format, paragraph_format = (
            dict(self.run_format),
            dict(self.paragraph_format),
        )
        background = None
        for condition in conditions:
            run_format.update(read_run_properties(condition.find(W + "rPr")))
            paragraph_format.update(
                read_paragraph_properties(condition.find(W + "pPr"))
            )
            shading = read_shading(condition.find(W + "tcPr"))
            background = shading or background
        background = read_shading(cell.properties) or background
        content = self.blocks.write_inside(cell.element, run_format, paragraph_format)
        attributes = f' colspan="{cell.span}"' if cell.span > 1 else ""
        attributes += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        if background:
            attributes += f' bgcolor="{background}"'
        css = self._get_cell_css(cell, row, conditions)
        if background:
            css.append(f"background-color:{background}")
        return f"<td{attributes}{make_style(css)}>{content}</td>"

    def _get_conditions(self, cell, row):
        """Return the parts of the table's style that apply to a cell."""
        look = None
        if self.properties is not None:
            look = self.properties.find(W + "tblLook")
        flags = _read_look(look)
        banded = row - (1 if flags["firstRow"] else 0)
        names = []
        if not flags["noHBand"] and banded >= 0:
            names.append("band2Horz" if banded % 2 else "band1Horz")
        if flags["firstColumn"] and cell.column == 0:
            names.append("firstCol")
        if flags["lastColumn"] and cell.column + cell.span == self.columns:
            names.append("lastCol")
        if flags["lastRow"] and row == len(self.rows) - 1:
            names.append("lastRow")
        if flags["firstRow"] and row == 0:
            names.append("firstRow")
        return [found for name in names for found in self.conditions.get(name, ())]

    def _read_conditions(self):
        """Return the parts of the table's style by what they are for."""
        found = {}
        for style in self.chain:
            # of several for the same the last one counts
            own = {part.get(W + "type"): part for part in style.findall(PART)}
            for kind, part in own.items():
                found.setdefault(kind, []).append(part)
        return found

    def _get_cell_css(self, cell, row, conditions):
        end = cell.column + cell.span
        css = []
        if self.total:
            width = sum(self.grid[cell.column : end]) * 100 / self.total
            css.append(f"width:{round(width)}%")
        vertical = VERTICAL.get(value_of(cell.properties, "vAlign"), "top")
        css.append(f"vertical-align:{vertical}")
        padding = dict(self.padding)
        padding.update(self._read_sides([cell.properties], "tcMar", self._read_margin))
        css.append("padding:" + " ".join(points(padding[side]) for side in SIDES))
        is_last = row + cell.rows >= len(self.rows)
        names = {
            "top": "insideH" if row else "top",
            "right": "right" if end >= self.columns else "insideV",
            "bottom": "bottom" if is_last else "insideH",
            "left": "insideV" if cell.column else "left",
        }
        borders = {side: self.borders.get(names[side]) for side in SIDES}
        own = [condition.find(W + "tcPr") for condition in conditions]
        borders.update(
            self._read_sides([*own, cell.properties], "tcBorders", read_border)
        )
        lines = [borders.get(side) for side in SIDES]
        if lines[0] and len(set(lines)) == 1:
            return [*css, f"border:{lines[0]}"]
        shown = zip(SIDES, lines, strict=True)
        return css + [f"border-{side}:{line}" for side, line in shown if line]


LOOKS = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
}


def _read_look(element):
    """Return which parts of its style a table uses."""
    if element is None:
        return {name: name == "noHBand" for name in LOOKS}
    try:
        bits = int(element.get(W + "val") or "0", 16)
    except ValueError:
        bits = 0
    flags = {}
    for name, bit in LOOKS.items():
        said = element.get(W + name)
        flags[name] = bool(bits & bit) if said is None else said in ("1", "true", "on")
    return flags
