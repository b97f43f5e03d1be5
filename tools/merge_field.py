# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is known about a merge field."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class MergeField:
    """A value that a letter can show, by the name used in the document.

    :param str name: the name in the document
    :param label: what it is, translated when it is read
    :param str source: a path from the line or the interaction; or, with a leading
        underscore, the method that gives the values
    :param str example: what it may look like
    :param str model: for lists of rows: the model of the records that give the rows
    :param dict columns: for lists of rows: the path of each column, by its name
    """

    name: str
    label: str
    source: str
    example: str = ""
    model: str = ""
    columns: dict = field(default_factory=dict)

    @property
    def is_method(self):
        """Whether a method gives the values."""
        return self.source.startswith("_")

    @property
    def is_list(self):
        """Whether it is a list for the rows of a table."""
        return bool(self.columns)

    @property
    def is_picture(self):
        """Whether it is a picture."""
        return self.source.endswith((".logo", ".image_512"))
