# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Word's own fields: found in a story, understood, and replaced by slots.

A field is begin, instruction, separate, result, end; fields nest. Merge fields and IF
become slots. What Word works out itself (PAGE, HYPERLINK …) stays, with the merge
fields inside it filled in.
"""

from itertools import groupby, takewhile

from lxml.etree import ProcessingInstruction

from .errors import TemplateError
from .folding import fold, fold_blocks, make_paragraph, take_table
from .formatting import Formatting
from .instruction import Block, Char, Instruction, Thing
from .names import W, enclosing
from .nodes import Condition, Field, Phrase, Picture
from .program import ChoiceSlot, InstructionSlot, RunsSlot, TextSlot
from .runs import iter_runs, make_run, make_texts

REFUSED = {
    "NEXT": "every contact gets a letter of his own",
    "NEXTIF": "every contact gets a letter of his own",
    "SKIPIF": "leave contacts out of the segment instead",
    "INCLUDETEXT": "it reads a file outside the document; insert the text itself",
    "INCLUDEPICTURE": "it reads a file outside the document; insert the picture itself",
    "DDE": "it reads a file outside the document; insert the text itself",
    "DDEAUTO": "it reads a file outside the document; insert the text itself",
    "LINK": "it reads a file outside the document; insert the text itself",
    "DATABASE": "it reads a database outside the document; use a repeated table row",
    "IMPORT": "it reads a file outside the document; insert the picture itself",
    "RD": "it reads a file outside the document; insert the text itself",
    "ADDRESSBLOCK": "use the merge field with the address",
    "GREETINGLINE": "use the merge field with the salutation",
}
OPERATORS = ("=", "<>", "<=", ">=", "<", ">")
ASKING = {"ASK", "FILLIN"}
# Where the branches of an IF are among its arguments.
BRANCHES = (3, 4)
# What begins the marks between the branches and after them.
PLACES = ("else", "end")
NOT_READ = object()
MAX_DEPTH = 20
# Of all instructions of a part: where each of them stands is remembered.
MAX_CHARACTERS = 2_000_000


class Frame:
    """A field that has begun."""

    def __init__(self, run):
        self.runs = [run]
        self.instruction_runs = []
        self.result_runs = []
        self.atoms = []
        self.children = []
        self.is_result = False
        self.paragraph = None
        # what the field is, once it was looked at
        self.node = NOT_READ

    @property
    def text(self):
        """The instruction as it is written, with the nested fields."""
        return "".join(
            atom.text
            if isinstance(atom, Char)
            else f"{{ {atom.text.strip()} }}"
            if isinstance(atom, Frame)
            else "*"
            for atom in self.atoms
        )


class FieldParser:
    """Replaces the merge fields of one story by slots."""

    def __init__(self, slots, language, properties_xml):
        self.slots = slots
        self.language = language
        self.properties_xml = properties_xml
        self.warnings = []
        self.characters = 0

    def parse(self, story):
        """Replace the fields of a story.

        :raise TemplateError: a field is not closed, cannot be understood or cannot be
            used in a letter
        """
        stack, complete = [], []
        for run in list(iter_runs(story)):
            mark = run.find(W + "fldChar")
            kind = mark.get(W + "fldCharType") if mark is not None else None
            if kind == "begin":
                if stack and not stack[-1].is_result:
                    self._enter_paragraph(stack[-1], run)
                stack.append(Frame(run))
                self._check_depth(stack)
            elif kind in ("separate", "end") and not stack:
                raise TemplateError(
                    "A field of the document has no beginning; insert it again in Word."
                )
            elif kind == "separate":
                stack[-1].runs.append(run)
                stack[-1].is_result = True
            elif kind == "end":
                frame = stack.pop()
                frame.runs.append(run)
                (stack[-1].children if stack else complete).append(frame)
                if stack:
                    self._nest(stack[-1], frame)
            elif stack:
                self._read_run(stack[-1], run)
        if stack:
            raise TemplateError(
                f"The field {{ {stack[0].text.strip()[:60]} }} of the document is not "
                "closed; delete it and insert it again in Word."
            )
        for frame in complete:
            self._resolve(frame)

    @staticmethod
    def _check_depth(stack):
        if len(stack) > MAX_DEPTH:
            raise TemplateError(
                f"The document has fields in more than {MAX_DEPTH} levels; use fewer."
            )

    def _nest(self, outer, inner):
        outer.runs += inner.runs
        if not outer.is_result:
            outer.atoms.append(inner)
            outer.instruction_runs += inner.runs
            outer.paragraph = enclosing(inner.runs[-1], W + "p")

    def _read_run(self, frame, run):
        frame.runs.append(run)
        if frame.is_result:
            frame.result_runs.append(run)
            return
        frame.instruction_runs.append(run)
        self._enter_paragraph(frame, run)
        for child in run:
            if child.tag in (W + "instrText", W + "t"):
                self._read_text(frame, child.text or "", run)
            elif child.tag in (W + "br", W + "cr"):
                frame.atoms.append(Char("\n", run))
            elif child.tag == W + "tab":
                frame.atoms.append(Char("\t", run))
            elif child.tag != W + "rPr":
                frame.atoms.append(Thing(child, run))

    @staticmethod
    def _enter_paragraph(frame, run):
        """Note where a paragraph of an instruction ends, and the tables after it."""
        paragraph, before = enclosing(run, W + "p"), frame.paragraph
        frame.paragraph = paragraph
        if before is None or paragraph is before:
            return
        frame.atoms.append(Char("\n", run, True))
        if paragraph is not None and before.getparent() is paragraph.getparent():
            siblings = takewhile(
                lambda one: one is not paragraph, before.itersiblings()
            )
            tables = (Block(one) for one in siblings if one.tag == W + "tbl")
            frame.atoms += tables

    def _read_text(self, frame, text, run):
        self.characters += len(text)
        if self.characters > MAX_CHARACTERS:
            raise TemplateError(
                f"The fields of the document have more than {MAX_CHARACTERS:,} "
                "characters; use fewer fields, or shorter ones."
            )
        chars = {char: Char(char, run) for char in set(text)}
        frame.atoms += map(chars.get, text)

    def _resolve(self, frame):
        """Replace a field by a slot, or leave it to Word and go on inside it."""
        node = self._understand(frame)
        if node is not None:
            self._replace(frame, node)
            return
        instruction_runs = set(frame.instruction_runs)
        for child in frame.children:
            node = self._understand(child)
            inside = child.runs[0] in instruction_runs
            if node is None:
                self._resolve(child)
            elif inside:
                text = self.slots.make_text(
                    InstructionSlot(node), node.names, W + "instrText"
                )
                fold(child.runs, make_run(child.runs[0], text))
            else:
                self._replace(child, node)

    def _replace(self, frame, node):
        if isinstance(node, Condition) and node.has_blocks:
            begin, middle, end = self._mark_choice(node)
            then, otherwise = map(self._make_blocks, (node.then, node.otherwise))
            fold_blocks(frame.runs, [begin, *then, middle, *otherwise, end])
        else:
            fold(frame.runs, self._make_elements(frame, node))

    def _make_elements(self, frame, node):
        """Return what stands in the place of a field.

        :rtype: list
        """
        like = self._get_formatting_run(frame, node)
        if isinstance(node, Field):
            text = self.slots.make_text(TextSlot(node), node.names)
            return [make_run(like, text)]
        if node.is_text:
            slot = RunsSlot(node, self.properties_xml(like))
            return [self.slots.mark(slot, node.names)]
        begin, middle, end = self._mark_choice(node)
        then, otherwise = (
            self._make_runs(branch.atoms) for branch in (node.then, node.otherwise)
        )
        return [begin, *then, middle, *otherwise, end]

    def _mark_choice(self, node):
        """Return the marks before, between and after the branches of a condition."""
        begin = self.slots.mark(ChoiceSlot(node), node.names)
        marks = (ProcessingInstruction("m", word + begin.text) for word in PLACES)
        return [begin, *marks]

    def _make_blocks(self, phrase):
        """Return the paragraphs and tables of a branch."""
        blocks, line = [], []
        for atom in [*phrase.atoms, Char("\n", None, True)]:
            if isinstance(atom, Char) and atom.is_end:
                if line:
                    paragraph = enclosing(_get_first_run(line[0]), W + "p")
                    blocks.append(make_paragraph(paragraph, self._make_runs(line)))
                line = []
            elif isinstance(atom, Block):
                blocks.append(take_table(atom.element))
            else:
                line.append(atom)
        return blocks

    def _make_runs(self, atoms):
        """Return the runs of a branch, or of a paragraph of it."""
        elements = []
        # what lies side by side; Odoo's own would join what lies apart
        # pylint: disable-next=bad-builtin-groupby
        for key, alike in groupby(atoms, _get_run):
            if isinstance(key, Block):
                raise TemplateError(
                    "An IF field inside another one contains a table; give the table "
                    "an IF field of its own."
                )
            if isinstance(key, Frame):
                elements += self._make_nested(key)
            elif isinstance(key, Thing):
                elements.append(make_run(key.properties, key.element))
            else:
                text = "".join(atom.text for atom in alike)
                elements.append(make_run(key, *make_texts(text)))
        return elements

    def _make_nested(self, frame):
        """Return what stands in the place of a field in a branch."""
        node = self._understand(frame)
        if node is not None:
            return self._make_elements(frame, node)
        first, last = frame.runs[0], frame.runs[-1]
        self._resolve(frame)
        elements = [first]
        for element in first.itersiblings():
            elements.append(element)
            if element is last:
                return elements
        raise TemplateError(
            f"The field {{ {frame.text.strip()[:60]} }} in an IF field of the document "
            "reaches over several paragraphs; write it in one."
        )

    @staticmethod
    def _get_formatting_run(frame, node):
        """Return the run that has the formatting of the result."""
        shown = [run for run in frame.result_runs if run.find(W + "t") is not None]
        if shown and not node.formatting.char_format:
            return shown[0]
        return frame.instruction_runs[0] if frame.instruction_runs else frame.runs[0]

    def _understand(self, frame):
        """Return the node of a field, or None for one that stays Word's."""
        if frame.node is NOT_READ:
            frame.node = self._read_field(frame)
        return frame.node

    def _read_field(self, frame):
        instruction = Instruction(frame.atoms)
        name = instruction.name
        if name in REFUSED:
            raise TemplateError(
                f"The field {name} cannot be used here: {REFUSED[name]}."
            )
        if name == "MERGEFIELD":
            return self._make_field(instruction, frame)
        if name == "IF":
            return self._make_condition(instruction, frame)
        if name.startswith("=") and any(map(self._understand, frame.children)):
            self._warn(
                "A formula with merge fields is only worked out when the letter is "
                "opened in Word."
            )
        if name in ASKING:
            self._warn(f"The field {name} asks a question, which nobody will answer.")
        return None

    def _make_field(self, instruction, frame):
        if not instruction.arguments or not instruction.arguments[0].text.strip():
            raise TemplateError(
                "A merge field of the document has no name; insert it again in Word."
            )
        formatting = Formatting(instruction.switches, self._get_language(frame))
        return Field(instruction.arguments[0].text.strip(), formatting)

    def _make_condition(self, instruction, frame):
        """Return a condition; one that asks for a page number stays Word's."""
        phrases = [
            self._make_phrase(token, place in BRANCHES)
            for place, token in enumerate(instruction.arguments)
        ]
        if None in phrases:
            self._warn(
                "An IF field that asks for something other than merge fields is left "
                "to Word."
            )
            return None
        operator = instruction.arguments[1].text if len(phrases) > 1 else ""
        if operator not in OPERATORS or not 3 <= len(phrases) <= 5:
            raise TemplateError(
                f"The field {{ {frame.text.strip()[:60]} }} of the document is not "
                'understood; write it as IF field = "value" "text" "other text", with '
                "a space between all of them."
            )
        phrases = phrases[:1] + phrases[2:4] + (phrases[4:] or [Phrase([])])
        if len(phrases) == 3:
            phrases.append(Phrase([]))
        left, right, then, otherwise = phrases
        if not (left.is_text and right.is_text):
            raise TemplateError(
                f"The field {{ {frame.text.strip()[:60]} }} of the document compares "
                "with a picture or a symbol; use text there."
            )
        formatting = Formatting(instruction.switches, self._get_language(frame))
        return Condition(left, operator, right, then, otherwise, formatting)

    def _make_phrase(self, token, is_branch=False):
        """Return the phrase of an argument, or None if it needs Word.

        :param bool is_branch: it is shown, so fields of Word's own may be in it
        """
        parts = []
        # what lies side by side; Odoo's own would join what lies apart
        # pylint: disable-next=bad-builtin-groupby
        for key, atoms in groupby(token.atoms, self._get_kind):
            if isinstance(key, Frame):
                node = self._understand(key)
                if node is None and not is_branch:
                    return None
                if node is None:
                    parts.append((Picture(), None))
                    continue
                like = self._get_formatting_run(key, node)
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

    def _get_language(self, frame):
        """Return the language of the text of a field."""
        for run in frame.result_runs + frame.runs:
            language = run.find(f"{W}rPr/{W}lang")
            if language is not None and language.get(W + "val"):
                return language.get(W + "val")
        return self.language

    def _warn(self, sentence):
        if sentence not in self.warnings:
            self.warnings.append(sentence)


def _get_first_run(atom):
    return atom.runs[0] if isinstance(atom, Frame) else atom.properties


def _get_run(atom):
    """Return a nested field or a thing, or the run of a character."""
    return atom.properties if isinstance(atom, Char) else atom
