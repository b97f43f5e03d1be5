# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a field of Word means: a node for what is worked out here, or nothing.

What Word works out itself (PAGE, HYPERLINK …) has no node and stays.
"""

from itertools import groupby

from lxml.etree import ProcessingInstruction

from .computed import FormulaNode, LetterNumber, Moment
from .errors import TemplateError
from .formatting import Formatting
from .formula import CellRange, parse_formula
from .frames import NOT_READ, Frame
from .instruction import Block, Char, Instruction, Thing
from .names import W
from .nodes import Condition, Field, Phrase, Picture, make_quote
from .number_picture import check_picture
from .number_words import explain
from .sentences import Sentence as _lt
from .values import LETTER_NUMBER, NOW

REFUSED = {
    "NEXT": _lt("every contact gets a letter of his own"),
    "NEXTIF": _lt("every contact gets a letter of his own"),
    "SKIPIF": _lt("leave contacts out of the segment instead"),
    "INCLUDETEXT": _lt("it reads a file outside the document; insert the text itself"),
    "INCLUDEPICTURE": _lt(
        "it reads a file outside the document; insert the picture itself"
    ),
    "DDE": _lt("it reads a file outside the document; insert the text itself"),
    "DDEAUTO": _lt("it reads a file outside the document; insert the text itself"),
    "LINK": _lt("it reads a file outside the document; insert the text itself"),
    "DATABASE": _lt(
        "it reads a database outside the document; use a repeated table row"
    ),
    "IMPORT": _lt("it reads a file outside the document; insert the picture itself"),
    "RD": _lt("it reads a file outside the document; insert the text itself"),
    "ADDRESSBLOCK": _lt("use the merge field with the address"),
    "GREETINGLINE": _lt("use the merge field with the salutation"),
}
OPERATORS = ("=", "<>", "<=", ">=", "<", ">")
# Where the branches of an IF are among its arguments.
BRANCHES = (3, 4)
CONDITION = 'IF field = "value" "text" "other text"'
COMPARISON = 'COMPARE field = "value"'
KNOWN_FORMATS = {"mergeformat", "charformat", "upper", "lower", "firstcap", "caps"}
# Fields that are left to Word, and are worked out when a letter is shown or printed, or
# stand for something that never changes.
UP_TO_DATE = set(
    "ADDIN ADVANCE AUTONUM AUTONUMLGL AUTONUMOUT BARCODE BIBLIOGRAPHY BIDIOUTLINE "
    "CITATION CONTROL DISPLAYBARCODE EMBED EQ FORMCHECKBOX FORMDROPDOWN FORMTEXT "
    "GOTOBUTTON HYPERLINK INDEX LISTNUM MACROBUTTON NOTEREF NUMPAGES PAGE PAGEREF "
    "PRINT PRIVATE REF SECTION SECTIONPAGES SEQ SHAPE STYLEREF SYMBOL TA TC TOA TOC "
    "XE".split()
)


class FieldReader:
    """Understands the fields of one part.

    :param str language: that of the document
    :param properties_xml: returns the properties of a run as text
    :param dict bookmarks: what SET and ASK named, by the name in small letters; all
        parts of a document share it
    :param str list_separator: what stands between the values of functions, if known
    :ivar list formulas: those that read cells of their table
    :ivar dict references: the fields that repeat a text of the document, by the name
        of its bookmark in small letters
    :ivar set uses: ``NOW`` and ``LETTER_NUMBER``, where fields show them
    """

    def __init__(self, language, properties_xml, bookmarks, list_separator=None):
        self.language = language
        self.properties_xml = properties_xml
        self.bookmarks = bookmarks
        self.list_separator = list_separator
        self.warnings = []
        self.formulas = []
        self._named = {}
        self.references = {}
        # what values hold besides those of fields, see values.py
        self.uses = set()

    def warn(self, sentence):
        """Remember a sentence for the user, once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def understand(self, frame):
        """Return the node of a field, or None for one that stays Word's.

        :raise TemplateError: it is not understood, or cannot be used in a letter
        """
        if frame.node is NOT_READ:
            frame.node = self._read(frame)
        return frame.node

    def read_bookmarks(self, frames):
        """Take over what SET and ASK name, also for fields that stand before them."""
        # the first of a name counts for what stands before all of them
        for frame in reversed(frames):
            if frame.begins_with("SET", "ASK"):
                self.understand(frame)

    def warn_of_references(self, root):
        """Warn where a text is repeated that differs from letter to letter.

        :param root: the part, with the marks of its fields
        """
        if not self.references:
            return
        opened = {}
        for element in root.iter():
            if element.tag == W + "bookmarkStart":
                name = (element.get(W + "name") or "").lower()
                opened[element.get(W + "id")] = name
            elif element.tag == W + "bookmarkEnd":
                opened.pop(element.get(W + "id"), None)
            elif element.tag is ProcessingInstruction:
                for frame in filter(None, map(self.references.get, opened.values())):
                    self._leave(frame)

    def pass_by(self, frame):
        """Take over what a field names, for those after it."""
        self.bookmarks.update(self._named.get(frame, {}))

    def _read(self, frame):
        instruction = Instruction(frame.atoms)
        name = instruction.name
        if name in REFUSED:
            raise TemplateError(
                _lt(
                    "The field %(name)s cannot be used here: %(reason)s.",
                    name=name,
                    reason=REFUSED[name],
                )
            )
        if frame.begins_with("="):
            return self._read_formula(instruction, frame)
        if read := READERS.get(name):
            return read(self, instruction, frame)
        if name.lower() in self.bookmarks and not instruction.arguments:
            return self._quote(self.bookmarks[name.lower()], instruction, frame)
        if name not in UP_TO_DATE and frame.result:
            self.warn(
                _lt(
                    "The field %(field)s shows in every letter what the author saw "
                    "last: “%(text)s”; write the text itself.",
                    field=frame.shown,
                    text=frame.result[:60],
                )
            )
        return None

    def _make_formatting(self, instruction, frame):
        formatting = Formatting(
            instruction.switches, frame.get_language() or self.language
        )
        if formatting.number_picture:
            problem = check_picture(formatting.number_picture)
            if problem:
                self.warn(problem)
        for name in formatting.names:
            if name.lower() not in KNOWN_FORMATS:
                # in which language is not known yet
                problem = explain(name, "en")
                if problem:
                    self.warn(problem)
        return formatting

    def _quote(self, phrase, instruction, frame):
        return make_quote(phrase, self._make_formatting(instruction, frame))

    # --- fields -----------------------------------------------------------------

    def _read_merge_field(self, instruction, frame):
        if not instruction.arguments or not instruction.arguments[0].text.strip():
            raise TemplateError(
                _lt(
                    "A merge field of the document has no name; insert it again in "
                    "Word."
                )
            )
        name = instruction.arguments[0].text.strip()
        return Field(name, self._make_formatting(instruction, frame))

    def _read_condition(self, instruction, frame):
        """Return a condition; one that asks for a page number stays Word's."""
        phrases = [
            self._make_phrase(token, place in BRANCHES)
            for place, token in enumerate(instruction.arguments)
        ]
        if None in phrases:
            self.warn(
                _lt(
                    "An IF field that asks for something other than merge fields "
                    "is left to Word: in PDFs it shows what the author saw last."
                )
            )
            return None
        phrases, operator = self._check_operator(phrases, instruction, frame)
        if not 2 <= len(phrases) <= 4:
            raise TemplateError(_explain_syntax(frame, CONDITION))
        left, right, then, otherwise = [*phrases, Phrase([]), Phrase([])][:4]
        return self._make_condition(
            frame, (left, operator, right, then, otherwise), instruction
        )

    def _check_operator(self, phrases, instruction, frame, syntax=CONDITION):
        """Return the phrases without the operator, and the operator."""
        operator = instruction.arguments[1].text if len(phrases) > 1 else ""
        if operator not in OPERATORS:
            raise TemplateError(_explain_syntax(frame, syntax))
        return phrases[:1] + phrases[2:], operator

    def _make_condition(self, frame, parts, instruction):
        left, _operator, right, *_branches = parts
        if not (left.is_text and right.is_text):
            raise TemplateError(
                _lt(
                    "The field %(field)s of the document compares with a picture "
                    "or a symbol; use text there.",
                    field=frame.shown,
                )
            )
        return Condition(*parts, self._make_formatting(instruction, frame))

    def _read_compare(self, instruction, frame):
        phrases = [self._make_phrase(token) for token in instruction.arguments]
        if None in phrases:
            return self._leave(frame)
        phrases, operator = self._check_operator(
            phrases, instruction, frame, COMPARISON
        )
        if len(phrases) != 2:
            raise TemplateError(_explain_syntax(frame, COMPARISON))
        parts = (phrases[0], operator, phrases[1], _literal("1"), _literal("0"))
        return self._make_condition(frame, parts, instruction)

    def _read_quote(self, instruction, frame):
        phrase = self._join(instruction.arguments)
        return self._quote(phrase, instruction, frame)

    def _read_set(self, instruction, frame):
        """Name a text; nothing is shown."""
        name, *values = instruction.arguments or [None]
        if name is None or not name.text.strip():
            raise TemplateError(_explain_syntax(frame, 'SET name "text"'))
        self._name(name.text, self._join(values), frame)
        return self._quote(Phrase([]), instruction, frame)

    def _name(self, name, phrase, frame):
        if not phrase.is_text:
            raise TemplateError(
                _lt(
                    "The field %(field)s of the document names a picture or a "
                    "field of Word's own; use text there.",
                    field=frame.shown,
                )
            )
        self._named[frame] = {name.strip().lower(): phrase}
        self.pass_by(frame)

    def _read_reference(self, instruction, frame):
        """Return what SET named; a reference to a place in the document is Word's."""
        name = instruction.arguments[0].text if instruction.arguments else ""
        phrase = self.bookmarks.get(name.strip().lower())
        if phrase is None:
            self.references[name.strip().lower()] = frame
        return phrase and self._quote(phrase, instruction, frame)

    def _read_question(self, instruction, frame):
        """Return the default answer of ASK, which names it, or of FILLIN."""
        default = self._join(instruction.switches.get("d", []))
        self.warn(
            _lt(
                "The field %(field)s asks a question, which nobody will answer; its "
                "default answer is taken.",
                field=frame.shown,
            )
            if default.parts
            else _lt(
                "The field %(field)s asks a question, which nobody will answer; its "
                "answer is blank.",
                field=frame.shown,
            )
        )
        if instruction.name == "FILLIN":
            return self._quote(default, instruction, frame)
        if not instruction.arguments:
            raise TemplateError(_explain_syntax(frame, 'ASK name "question"'))
        self._name(instruction.arguments[0].text, default, frame)
        return self._quote(Phrase([]), instruction, frame)

    def _read_moment(self, instruction, frame):
        self.uses.add(NOW)
        return Moment(instruction.name, self._make_formatting(instruction, frame))

    def _read_letter_number(self, instruction, frame):
        self.uses.add(LETTER_NUMBER)
        return LetterNumber(self._make_formatting(instruction, frame))

    def _read_bar_code(self, instruction, frame):
        """Leave out a bar code of a contact: it is the one that the author saw."""
        is_own = instruction.name == "DISPLAYBARCODE" and not frame.children
        if is_own:
            return None
        self.warn(
            _lt(
                "The bar code %(field)s is left out, because only Word can draw "
                "it; use a merge field with a picture.",
                field=frame.shown,
            )
        )
        return self._quote(Phrase([]), instruction, frame)

    def _read_formula(self, instruction, frame):
        formula = parse_formula(frame.atoms, self.list_separator)
        operands = {}
        for operand in formula.operands:
            node = self._find_operand(operand)
            if node is None:
                return self._leave(frame)
            operands[operand] = node
        node = FormulaNode(
            formula, operands, self._make_formatting(instruction, frame), frame
        )
        if node.ranges:
            if any(cells.table for cells in node.ranges):
                return self._leave(frame)
            if node.cell is None:
                self.warn(
                    _lt(
                        "The formula %(field)s reads cells, but stands in no "
                        "table, so it shows an error; put it into a cell.",
                        field=frame.shown,
                    )
                )
            else:
                self.formulas.append(node)
        return node

    def _find_operand(self, operand):
        """Return what the value of an operand is asked of, or None."""
        if isinstance(operand, CellRange):
            return self.bookmarks.get(operand.text.lower(), operand)
        if isinstance(operand, Frame):
            node = self.understand(operand)
            return node if node is None or node.is_text else None
        return self.bookmarks.get(getattr(operand, "text", "").lower())

    def _leave(self, frame):
        self.warn(
            _lt(
                "The field %(field)s is only worked out when the letter is opened "
                "in Word: in PDFs it shows what the author saw last.",
                field=frame.shown,
            )
        )

    # --- phrases ----------------------------------------------------------------

    def _join(self, tokens):
        """Return one phrase of several arguments, with blanks between them."""
        parts, atoms = [], []
        for token in tokens:
            phrase = self._make_phrase(token, True)
            if parts:
                parts.append((" ", None))
                # after a field or a table it looks like what is around it
                like = getattr(atoms[-1], "properties", None) if atoms else None
                atoms.append(Char(" ", like))
            parts += phrase.parts
            atoms += phrase.atoms
        return Phrase(parts, atoms)

    def _make_phrase(self, token, is_branch=False):
        """Return the phrase of an argument, or None if it needs Word.

        :param bool is_branch: it is shown, so fields of Word's own may be in it
        """
        named = "" if token.quoted or token.fields else token.text.strip().lower()
        if named in self.bookmarks and not is_branch:
            return self.bookmarks[named]
        parts = []
        # what lies side by side; Odoo's own would join what lies apart
        # pylint: disable-next=bad-builtin-groupby
        for key, atoms in groupby(token.atoms, self._get_kind):
            if isinstance(key, Frame):
                node = self.understand(key)
                if node is None and not is_branch:
                    return None
                if node is None:
                    parts.append((Picture(), None))
                    continue
                like = key.get_formatting_run(node)
                parts.append((node, self.properties_xml(like)))
            elif isinstance(key, (Thing, Block)):
                parts.append((Picture(), None))
            else:
                parts.append(("".join(atom.text for atom in atoms), key))
        return Phrase(parts, token.atoms)

    def _get_kind(self, atom):
        """Return a nested field or a thing, or the properties of a character."""
        if not isinstance(atom, Char):
            return atom
        return self.properties_xml(atom.properties)


READERS = {
    "MERGEFIELD": FieldReader._read_merge_field,
    "IF": FieldReader._read_condition,
    "COMPARE": FieldReader._read_compare,
    "QUOTE": FieldReader._read_quote,
    "SET": FieldReader._read_set,
    "REF": FieldReader._read_reference,
    "ASK": FieldReader._read_question,
    "FILLIN": FieldReader._read_question,
    "DATE": FieldReader._read_moment,
    "TIME": FieldReader._read_moment,
    "MERGEREC": FieldReader._read_letter_number,
    "MERGESEQ": FieldReader._read_letter_number,
    "MERGEBARCODE": FieldReader._read_bar_code,
    "DISPLAYBARCODE": FieldReader._read_bar_code,
}


def _literal(text):
    return Phrase([(text, None)])


def _explain_syntax(frame, syntax):
    return _lt(
        "The field %(field)s of the document is not understood; write it as "
        "%(syntax)s, with a space between all of them.",
        field=frame.shown,
        syntax=syntax,
    )
