# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Word documents put together from parts, good ones and bad ones."""

import io
import zipfile

from .markup import paragraph, root, section

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DEFAULTS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
}
NOTE_MARKS = (
    '<w:{tag} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
    "</w:{tag}>"
    '<w:{tag} w:type="continuationSeparator" w:id="0"><w:p><w:r>'
    "<w:continuationSeparator/></w:r></w:p></w:{tag}>"
)


class Document:
    """A .docx in the making: parts, their types and the relations of the main part."""

    main_type = f"{WORD}document.main+xml"

    def __init__(self, *body, section_properties=None):
        self.parts = {}
        self.types = {}
        self.relations = []
        self.references = ""
        self.settings = ""
        self.body = "".join(body)
        self.section_properties = section_properties

    def add_header(self, *content, kind="default", tag="hdr"):
        """Add a header to the last section and return its name."""
        word = "header" if tag == "hdr" else "footer"
        number = sum(name.startswith(f"word/{word}") for name in self.parts) + 1
        name = f"{word}{number}.xml"
        self.add_part(name, root(tag, "".join(content)), word)
        relation = self.relations[-1][0]
        self.references += f'<w:{word}Reference w:type="{kind}" r:id="{relation}"/>'
        return name

    def add_footer(self, *content, kind="default"):
        """Add a footer to the last section and return its name."""
        return self.add_header(*content, kind=kind, tag="ftr")

    def end_section(self, title_page=False, properties=""):
        """End a section with the headers added since the one before it."""
        settings = section(self.references, title_page, properties)
        self.body += paragraph(properties=settings)
        self.references = ""

    def add_notes(self, *content, kind="footnote"):
        """Add footnotes or endnotes 1, 2, …, each with the content of a paragraph."""
        notes = NOTE_MARKS.format(tag=kind)
        for number, text in enumerate(content, start=1):
            notes += f'<w:{kind} w:id="{number}">{paragraph(text)}</w:{kind}>'
        self.add_part(f"{kind}s.xml", root(f"{kind}s", notes), f"{kind}s")

    def add_part(self, name, content, kind, content_type=None):
        """Add a part in the folder word and a relation of the main part to it."""
        self.parts[f"word/{name}"] = content
        self.types[f"word/{name}"] = content_type or f"{WORD}{kind}+xml"
        self.add_relation(f"rId{len(self.relations) + 1}", OFFICE + kind, name)

    def add_picture(self, name, data, relation="rIdPicture"):
        """Add a picture in the folder word/media."""
        self.parts[f"word/media/{name}"] = data
        self.add_relation(relation, f"{OFFICE}image", f"media/{name}")

    def add_relation(self, relation, kind, target, external=False):
        """Add a relation of the main part."""
        mode = ' TargetMode="External"' if external else ""
        markup = (
            f'<Relationship Id="{relation}" Type="{kind}" Target="{target}"{mode}/>'
        )
        self.relations.append((relation, markup))

    def get_parts(self):
        """Return the content of all parts by name."""
        last = self.section_properties or section(self.references)
        types = {"word/document.xml": self.main_type, **self.types}
        types["word/settings.xml"] = f"{WORD}settings+xml"
        relations = "".join(markup for _relation, markup in self.relations)
        relations += (
            f'<Relationship Id="rId100" Type="{OFFICE}settings" Target="settings.xml"/>'
        )
        return {
            "[Content_Types].xml": _get_types(types),
            "_rels/.rels": _get_relations(
                f'<Relationship Id="rId1" Type="{OFFICE}officeDocument" '
                'Target="word/document.xml"/>'
            ),
            "word/document.xml": root(
                "document", f"<w:body>{self.body}{last}</w:body>"
            ),
            "word/settings.xml": root("settings", self.settings),
            "word/_rels/document.xml.rels": _get_relations(relations),
            **self.parts,
        }

    def build(self):
        """Return the .docx."""
        return pack(self.get_parts())


def build(*body):
    """Return a .docx with nothing but a body; text is a paragraph."""
    return Document(
        *(piece if piece.startswith("<w:") else paragraph(piece) for piece in body)
    ).build()


def pack(parts, compression=zipfile.ZIP_DEFLATED):
    """Return a zip of parts.

    :param parts: a dictionary, or pairs, among which names may be twice
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, content)
    return buffer.getvalue()


def unpack(data):
    """Return the content of the parts of a .docx by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def replace_part(data, name, content):
    """Return a .docx with one part replaced or added.

    :param content: the new content, or a function that makes it from the old one
    """
    parts = unpack(data)
    parts[name] = content(parts[name]) if callable(content) else content
    return pack(parts)


def _get_types(types):
    lines = [
        f'<Default Extension="{name}" ContentType="{kind}"/>'
        for name, kind in DEFAULTS.items()
    ]
    lines += [
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in types.items()
    ]
    return f'{XML}<Types xmlns="{CONTENT_TYPES}">{"".join(lines)}</Types>'


def _get_relations(content):
    return f'{XML}<Relationships xmlns="{RELATIONSHIPS}">{content}</Relationships>'
