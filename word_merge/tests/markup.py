# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""WordprocessingML as Word writes it, piece by piece, as text."""

from xml.sax.saxutils import escape, quoteattr

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
W, R, WP, A = (f"{{{NAMESPACES[prefix]}}}" for prefix in ("w", "r", "wp", "a"))
DECLARATIONS = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMESPACES.items())
# What Word leaves between the runs of a field.
NOISE = (
    '<w:proofErr w:type="spellStart"/>',
    '<w:bookmarkStart w:id="7{n}" w:name="noise{n}"/><w:bookmarkEnd w:id="7{n}"/>',
    '<w:proofErr w:type="spellEnd"/>',
)


def root(tag, content):
    """Return a whole part."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:{tag} {DECLARATIONS} mc:Ignorable="w14">{content}</w:{tag}>'
    )


def run(text, properties=""):
    """Return a run of text."""
    return _run(f'<w:t xml:space="preserve">{escape(text)}</w:t>', properties)


def paragraph(*content, properties=""):
    """Return a paragraph; what is no markup is a run of text."""
    joined = "".join(
        piece if piece.startswith("<w:") or piece.startswith("<mc:") else run(piece)
        for piece in content
    )
    properties = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f'<w:p w:rsidR="00A1B2C3">{properties}{joined}</w:p>'


def merge_field(name, switches="", pieces=1, noise=False, properties="", shown=None):
    """Return a complex MERGEFIELD that shows «name»."""
    instruction = f" MERGEFIELD {name} {switches}".rstrip() + " "
    shown = run(f"«{name}»" if shown is None else shown, properties)
    return complex_field(instruction, shown, pieces, noise, properties)


def complex_field(instruction, result="", pieces=1, noise=False, properties=""):
    """Return a field of runs; its instruction is text, or markup with fields in it.

    :param int pieces: over how many runs a text is split
    :param bool noise: whether marks of the spelling check and bookmarks are between
    """
    if not instruction.startswith("<w:"):
        instruction = instruction_runs(instruction, pieces, noise, properties)
    return (
        _run('<w:fldChar w:fldCharType="begin"/>', properties)
        + instruction
        + _run('<w:fldChar w:fldCharType="separate"/>', properties)
        + result
        + _run('<w:fldChar w:fldCharType="end"/>', properties)
    )


def instruction_runs(text, pieces=1, noise=False, properties=""):
    """Return the instruction of a field, split over runs."""
    result = []
    for number, piece in enumerate(split(text, pieces)):
        if noise:
            result.append(NOISE[number % len(NOISE)].format(n=number))
        markup = f'<w:instrText xml:space="preserve">{escape(piece)}</w:instrText>'
        result.append(_run(markup, properties))
    return "".join(result)


def if_field(left, operator, right, yes, no=""):
    """Return an IF field; each part is text, which is quoted, or markup."""
    left, right, yes, no = (
        piece if piece.startswith("<w:") else instruction_runs(f'"{piece}"')
        for piece in (left, right, yes, no)
    )
    space = instruction_runs(" ")
    instruction = [instruction_runs(" IF "), left, instruction_runs(f" {operator} ")]
    instruction += [right, space, yes, space, no, space]
    return complex_field("".join(instruction), run("old result"))


def quoted(markup):
    """Return markup between quotation marks, as a branch of an IF field."""
    return instruction_runs('"') + markup + instruction_runs('"')


def simple_field(instruction, result=None):
    """Return a w:fldSimple."""
    result = run("«simple»") if result is None else result
    return f"<w:fldSimple w:instr={quoteattr(instruction)}>{result}</w:fldSimple>"


def split_runs(text, pieces, noise=False):
    """Return text split over runs, as Word does after editing and spell checking."""
    result = []
    for number, piece in enumerate(split(text, pieces)):
        if noise:
            result.append(NOISE[number % len(NOISE)].format(n=number))
        result.append(run(piece, "<w:noProof/>" if number % 2 else ""))
    return "".join(result)


def split(text, pieces):
    """Return a text in so many pieces of about the same length."""
    size = -(-len(text) // pieces)
    return [text[start : start + size] for start in range(0, len(text), size)]


def insertion(content):
    """Return content that was inserted while changes were tracked."""
    author = 'w:id="901" w:author="A" w:date="2026-01-01T00:00:00Z"'
    return f"<w:ins {author}>{content}</w:ins>"


def hyperlink(content, relation="rIdLink"):
    """Return content that links to the target of a relation."""
    return f'<w:hyperlink r:id="{relation}" w:history="1">{content}</w:hyperlink>'


def content_control(content, tag="control"):
    """Return an inline content control."""
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{tag}"/><w:tag w:val="{tag}"/></w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def table(*rows, row_properties=""):
    """Return a table of rows of cells; a cell is the content of its paragraph."""
    lines = []
    for cells in rows:
        columns = "".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in cells)
        lines.append(f"<w:tr><w:trPr>{row_properties}</w:trPr>{columns}</w:tr>")
    grid = "".join('<w:gridCol w:w="2000"/>' for _cell in rows[0])
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def text_box(content, number=50):
    """Return a text box for new and for old versions of Word."""
    inner = f"<w:txbxContent>{paragraph(content)}</w:txbxContent>"
    choice = drawing(
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/'
        'wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="2000000" cy="500000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        f"<wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>",
        number,
    )
    return _run(
        f'<mc:AlternateContent><mc:Choice Requires="wps">{choice}</mc:Choice>'
        '<mc:Fallback><w:pict><v:shape style="width:100pt;height:30pt">'
        f"<v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )


def picture(relation, number=60, description=""):
    """Return a run with an inline picture."""
    data = (
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="logo.png"/>'
        "<pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch>'
        "<a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
        '<a:off x="0" y="0"/><a:ext cx="900000" cy="300000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData>"
    )
    return _run(drawing(data, number, description, "900000", "300000"))


def drawing(data, number, description="", width="2000000", height="500000"):
    """Return an inline drawing."""
    return (
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="Drawing" descr={quoteattr(description)}/>'
        f"<wp:cNvGraphicFramePr/><a:graphic>{data}</a:graphic></wp:inline></w:drawing>"
    )


def section(references="", title_page=False, properties=""):
    """Return the properties of a section."""
    title_page = "<w:titlePg/>" if title_page else ""
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1417" w:right="1417" w:bottom="1134" w:left="1417" '
        'w:header="708" w:footer="708" w:gutter="0"/>'
        f"{properties}{title_page}</w:sectPr>"
    )


def _run(content, properties=""):
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{properties}{content}</w:r>"
