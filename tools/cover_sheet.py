# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The cover sheet that goes with papers to a contact, as a Word template."""

from docx.shared import Pt

from .merge.starter import GREY, StarterLetter

TICKED, EMPTY = "☒", "☐"
# The remarks of which some are ticked, in the order of the sheet.
REMARKS = (
    "as_agreed",
    "for_information",
    "comments_please",
    "for_approval",
    "please_call",
    "returned_after_use",
)
TEXT, CUSTOM, CUSTOM_BOX = "Cover_Text", "Cover_Remark", "Cover_Box_custom"


class CoverSheet(StarterLetter):
    """A page with the own company, the contact, a text and remarks to tick.

    It needs the labels ``title``, ``date``, ``from``, ``page``, ``vat`` and those of
    the remarks.
    """

    def _write_body(self, document):
        self._add_line(document, "Contact_Name")
        self._add_line(document, "Contact_Address", after=Pt(30))
        title = document.add_paragraph()
        title.paragraph_format.space_after = Pt(12)
        self._add_run(title, self.labels["title"], bold=True, size=Pt(20))
        self._add_labelled(document, "date", "Date")
        self._add_labelled(document, "from", "Salesperson_Name", after=Pt(18))
        self._add_line(document, TEXT, after=Pt(18))
        for remark in REMARKS:
            paragraph = self._add_box(document, get_box(remark))
            self._add_run(paragraph, self.labels[remark])
        self._add_field(self._add_box(document, CUSTOM_BOX), CUSTOM)

    def _add_box(self, document, name):
        """Add a line that begins with the box of a remark; return it."""
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(4)
        self._add_field(paragraph, name, size=Pt(14))
        self._add_run(paragraph, "  ")
        return paragraph

    def _add_labelled(self, document, label, field, after=None):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = after
        self._add_run(paragraph, f"{self.labels[label]}: ", color=GREY)
        self._add_field(paragraph, field)


def get_box(remark):
    """Return the name of the merge field with the box of a remark.

    :param str remark: one of ``REMARKS``
    :rtype: str
    """
    return f"Cover_Box_{remark}"


def get_values(text, remarks, custom):
    """Return the values of the merge fields that are the same for all contacts.

    :param str text: the lines of the user
    :param remarks: the remarks that are ticked
    :param str custom: a remark of the user's own; empty for none
    :rtype: dict[str, str]
    """
    return {
        TEXT: text,
        CUSTOM: custom,
        CUSTOM_BOX: TICKED if custom else "",
        **{
            get_box(remark): TICKED if remark in remarks else EMPTY
            for remark in REMARKS
        },
    }
