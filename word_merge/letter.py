# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What one letter adds to the document besides its text: pictures and relations."""

from .escaping import escape
from .picture_xml import Picture, read_picture
from .zip_writer import Member

IMAGE_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
# Higher than the numbers of a document's own drawings, however many letters it has.
FIRST_PICTURE = 1_000_000_000


class Media:
    """The pictures of a file, each of them once.

    :param template: the Template of the file
    """

    def __init__(self, template):
        self.folder = template.folder
        self.prefix = template.prefix
        self.files = {}
        self.count = 0
        self._read = {}

    def add(self, data, name):
        """Keep a picture; return its number, file name and size.

        :raise TemplateError: it is no picture that Word shows
        """
        if data not in self._read:
            _extension, filename, size = read_picture(data, name)
            filename = f"{self.prefix}_{filename}"
            self._read[data] = filename, size
            self.files[filename] = data
        return (self.number(), *self._read[data])

    def number(self):
        """Return the number of a further drawing."""
        self.count += 1
        return FIRST_PICTURE + self.count

    def pack(self):
        """Return the members of the zip with the pictures."""
        return [
            Member(f"{self.folder}media/{filename}", data)
            for filename, data in self.files.items()
        ]


class Letter:
    """One part of a letter being written."""

    def __init__(self, media, index=0):
        self.media = media
        self.index = index
        # the letter whose beginning was written
        self.begun = None
        self.relations = []
        self.rel_ids = {}
        # the bookmark where it ends, and who shows the page of that
        self.end = ""
        self.for_pdf = False
        self._pictures = {}

    def add_picture(self, data, name):
        """Relate the part to a picture.

        :return: its place and size, or None for an empty one
        :rtype: Picture
        """
        if not data:
            return None
        number, filename, size = self.media.add(data, name)
        rel_id = self._pictures.get(filename)
        if rel_id is None:
            rel_id = f"{self.media.prefix}Picture{self.index}x{len(self._pictures)}"
            self._pictures[filename] = rel_id
            self.relate(rel_id, IMAGE_TYPE, f"/{self.media.folder}media/{filename}")
        return Picture(rel_id, number, *size)

    def relate(self, rel_id, kind, target, external=False):
        """Add a relation to the part.

        :param str rel_id: its identifier, ready to be written, as is its kind
        :param str kind: what it leads to
        :param str target: where it leads
        :param bool external: whether out of the document
        """
        mode = ' TargetMode="External"' if external else ""
        self.relations.append(
            f'<Relationship Id="{rel_id}" Type="{kind}" '
            f'Target="{escape(target)}"{mode}/>'
        )
