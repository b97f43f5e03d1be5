# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Small letters as different programs write them: what differs are names and signs."""

import io
import re

import docx

from .documents import OFFICE, RELATIONSHIPS, Document, pack, unpack
from .letters import make_letter
from .markup import (
    W,
    complex_field,
    content_control,
    insertion,
    merge_field,
    paragraph,
    picture,
    run,
    simple_field,
    table,
    text_box,
)
from .test_pictures import PNG

BREAK = '<w:r><w:lastRenderedPageBreak/><w:br w:type="page"/></w:r>'
DRAWN = picture("rIdPicture", 60, "{{Logo}}") + picture("rIdPicture", 60)


def make_word():
    """Return a letter with what Word leaves in one that was edited for long."""
    document = make_letter()
    mark = '<w:bookmarkStart w:id="{0}" w:name="{1}"/>{2}<w:bookmarkEnd w:id="{0}"/>'
    document.body += paragraph(
        mark.format(0, "_GoBack", ""), mark.format(1, "_Toc1", run("Title"))
    ).replace("<w:p ", '<w:p w14:paraId="4B3C2D1E" w14:textId="77777777" ')
    document.body += paragraph(
        complex_field(' TOC \\o "1-3" \\b _Toc1 ', run("Title")),
        '<w:hyperlink w:anchor="_Toc1">' + run("Title") + "</w:hyperlink>",
        complex_field(" PAGEREF _Toc1 \\h ", run("1"), pieces=3),
        BREAK,
    )
    document.body += paragraph(mark.format(7, "boxed", text_box(merge_field("Name"))))
    document.body += paragraph(
        content_control(merge_field("City")).replace(
            "<w:sdtPr>", '<w:sdtPr><w:id w:val="12345"/>'
        ),
        insertion(run("new")),
        '<w:del w:id="902" w:author="A">'
        + mark.format(9, "gone", "<w:r><w:delText>old</w:delText></w:r>")
        + "</w:del>",
        DRAWN,
    )
    document.add_picture("old.png", PNG)
    return document.build()


def make_docx4j():
    """Return a letter with a prefix on everything, relations and types as well."""
    parts = unpack(make_word())
    for name, content in parts.items():
        if name.endswith(".rels") or name.startswith("["):
            text = re.sub(r"<(/?)(\w)", r"<\1ns0:\2", content.decode())
            parts[name] = text.replace("xmlns=", "xmlns:ns0=")
        elif name.startswith("word/") and name.endswith(".xml"):
            text = re.sub(r"(</?|\s)w:", r"\1ns2:", content.decode())
            parts[name] = text.replace("xmlns:w=", "xmlns:ns2=")
    return pack(parts)


def make_default_namespace():
    """Return a letter whose elements have no prefix, with comments and CDATA."""
    parts = unpack(make_word())
    for name, content in parts.items():
        text = content
        if name.startswith("word/") and name.endswith(".xml"):
            text = re.sub(r"(</?)w:", r"\1", content.decode())
            text = text.replace("xmlns:w=", f'xmlns="{W[1:-1]}" xmlns:w=', 1)
            text = re.sub(
                r'(<t xml:space="preserve">)([^<]+)</t>',
                r"\1<![CDATA[\2]]></t><!-- </body> <w:body> -->",
                text,
            )
        elif name.endswith((".xml", ".rels")):
            text = content.decode().replace('"', "'")
            text = re.sub(r"(?<!\?)>", "><!-- </Relationships></Types> -->", text)
        parts[name] = text
    return pack(parts)


def make_google():
    """Return a letter as Google Docs writes it: split runs, targets, ids of zero."""
    document = Document(
        paragraph(run("Dear {{Na") + run("me}}"), properties="<w:rPr/>"),
        paragraph(
            *(
                f'<w:bookmarkStart w:colFirst="0" w:colLast="0" w:name="{name}" '
                f'w:id="0"/><w:bookmarkEnd w:id="0"/>'
                for name in ("id.a1b2c3", "id.d4e5f6")
            ),
            '<w:hyperlink w:anchor="id.a1b2c3">' + run("there") + "</w:hyperlink>",
        ),
        table([run("{{Orders.Item}}"), DRAWN], ["x", "y"]),
        paragraph("end"),
    )
    document.add_picture("image1.png", PNG)
    document.add_footer(paragraph("{{City}}", DRAWN.replace("{{Logo}}", "")))
    relations = f'<Relationship Id="rIdPicture" Type="{OFFICE}image" '
    document.parts["word/_rels/footer1.xml.rels"] = (
        f'<Relationships xmlns="{RELATIONSHIPS}">{relations}'
        'Target="media/image1.png"/></Relationships>'
    )
    return document.build()


def make_libreoffice():
    """Return a letter as LibreOffice writes it: simple fields, marks alone."""
    document = Document(
        paragraph(
            '<w:bookmarkEnd w:id="4"/>',
            '<w:bookmarkStart w:id="5" w:name="__RefHeading___Toc1234_1234567890"/>',
            simple_field(" MERGEFIELD Name "),
            '<w:bookmarkEnd w:id="5"/><w:bookmarkStart w:id="6" w:name="open"/>',
        ),
        paragraph(
            '<w:bookmarkStart w:id="7" w:name="Text_2"/>' + run("x"),
            '<w:bookmarkEnd w:id="7"/><w:bookmarkStart w:id="8" w:name="text"/>',
            run("y") + '<w:bookmarkEnd w:id="8"/>',
            complex_field(" REF Text_2 \\h ", run("x")),
            complex_field(" REF text \\h ", run("y")),
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
        ),
        paragraph(properties="<w:rPr></w:rPr>"),
    )
    mark = '<w:bookmarkStart w:id="7" w:name="note"/>@<w:bookmarkEnd w:id="7"/>'
    document.add_notes("x", mark.replace("@", simple_field(" MERGEFIELD City ")))
    document.add_header(mark.replace("note", "head").replace("@", run("{{Name}}")))
    header = document.parts["word/header1.xml"]
    header = re.sub(r"(<w:bookmarkStart.*?)(</w:hdr>)", r"<w:p>\1</w:p>\2", header)
    document.parts["word/header1.xml"] = header
    return document.build()


def make_python_docx():
    """Return a letter made with python-docx and its own template."""
    document = docx.Document()
    document.add_heading("Dear {{Name}}", 1)
    document.add_paragraph("in «City»", style="List Number")
    document.add_picture(io.BytesIO(PNG))
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "{{Orders.Item}}", "x"
    document.sections[0].header.paragraphs[0].text = "header of {{Name}}"
    document.add_section()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_onlyoffice():
    """Return a letter as OnlyOffice writes it: a namespace on every element."""
    parts = unpack(make_google())
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for name, content in parts.items():
        if name.startswith("word/") and name.endswith(".xml"):
            text = content.decode()
            text = re.sub(r"<w:(p|r|rPr|t)([ >])", rf"<w:\1 {names}\2", text)
            # Word's own names of parts, in capitals
            parts[name] = text.replace("</w:p>", "<w:r/></w:p>")
    return pack(parts)


PRODUCERS = {
    "Word": make_word,
    "docx4j": make_docx4j,
    "a default namespace": make_default_namespace,
    "Google Docs": make_google,
    "LibreOffice": make_libreoffice,
    "python-docx": make_python_docx,
    "OnlyOffice": make_onlyoffice,
}
