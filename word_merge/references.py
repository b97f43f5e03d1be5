# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What names a bookmark: links, and the instructions of fields."""

import re

from .bookmarks import NAME, START, NameSlot
from .names import W

# An argument of an instruction, in quotation marks or without.
ARGUMENT = re.compile(r'"([^"]*)"|([^\s"]+)')
WORD = re.compile(r"\w+")
FIELD_MARK, INSTRUCTION = W + "fldChar", W + "instrText"
# Fields whose quoted arguments are texts to show, and no names.
TEXTS = {"IF", "COMPARE", "QUOTE", "SET", "ASK", "FILLIN", "MACROBUTTON", "ADDIN"}
# What an instruction begins with; other words are bookmarks, as after REF.
FIELDS = TEXTS | set(
    "ADVANCE AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT AUTOTEXT AUTOTEXTLIST BARCODE "
    "BIBLIOGRAPHY CITATION COMMENTS CREATEDATE DATE DISPLAYBARCODE DOCPROPERTY "
    "DOCVARIABLE EDITTIME EQ FILENAME FILESIZE FORMCHECKBOX FORMDROPDOWN FORMTEXT "
    "GOTOBUTTON HYPERLINK INDEX INFO KEYWORDS LASTSAVEDBY LISTNUM MERGEBARCODE "
    "MERGEFIELD MERGEREC MERGESEQ NOTEREF NUMCHARS NUMPAGES NUMWORDS PAGE PAGEREF "
    "PRINT PRINTDATE REF REVNUM SAVEDATE SECTION SECTIONPAGES SEQ STYLEREF SUBJECT "
    "SYMBOL TA TC TEMPLATE TIME TITLE TOA TOC USERADDRESS USERINITIALS USERNAME "
    "XE".split()
)


class References:
    """Marks the names of bookmarks, where they are and where they are referred to.

    :param names: the names in each letter
    :param slots: those of the part
    """

    def __init__(self, names, slots):
        self.names = names
        self.slots = slots
        self._marks = {}

    @property
    def is_used(self):
        """Whether a name was found."""
        return bool(self._marks)

    def mark(self, root):
        """Mark the names in an element."""
        if not self.names.first:
            return
        for start in root.iter(START):
            start.set(NAME, self._get(start.get(NAME)))
        for link in root.iter(W + "hyperlink"):
            if link.get(W + "anchor"):
                link.set(W + "anchor", self._get(link.get(W + "anchor")))
        for texts in _iter_instructions(root):
            instruction = "".join(text.text or "" for text in texts)
            marked = self.mark_instruction(instruction)
            if marked != instruction:
                texts[0].text = marked
                for text in texts[1:]:
                    text.text = ""

    def mark_target(self, target):
        """Return the target of a link, marked where it is a bookmark."""
        return "#" + self._get(target[1:]) if target.startswith("#") else target

    def mark_instruction(self, text):
        """Return an instruction with marks for the names of bookmarks.

        Every word of it is looked up, so that many bookmarks take no longer than one.
        """
        first = text.split(None, 1)[:1]
        field = first[0].upper() if first else ""
        if field not in FIELDS and not field.startswith("="):
            field = "REF"
            return ARGUMENT.sub(lambda found: self._replace(found, field), text)
        begin = text.upper().index(field) + (1 if field.startswith("=") else len(field))
        rest = ARGUMENT.sub(lambda found: self._replace(found, field), text[begin:])
        return text[:begin] + rest

    def _replace(self, found, field):
        quoted, word = found.groups()
        if quoted is not None:
            return found.group() if field in TEXTS else f'"{self._get(quoted)}"'
        if self._get(word) != word:
            return self._get(word)
        if not field.startswith("=") and field not in TEXTS:
            return word
        # in formulas there are names between other signs
        return WORD.sub(lambda part: self._get(part.group()), word)

    def _get(self, name):
        """Return the mark for a name, or what is no name as it is."""
        key = name.lower()
        if key not in self.names.first:
            return name
        if key not in self._marks:
            self._marks[key] = self.slots.mark_text(NameSlot(self.names, key))
        return self._marks[key]


def _iter_instructions(root):
    """Yield the texts of every instruction, which may be cut up."""
    texts = []
    for element in root.iter(FIELD_MARK, INSTRUCTION):
        if element.tag == INSTRUCTION and not len(element):
            texts.append(element)
            continue
        # with a field in it: what is before and after it are words of their own
        if texts:
            yield texts
        texts = []
    if texts:
        yield texts
