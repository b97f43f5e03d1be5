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
from .frames import Frame
from .instruction import Block, Char, Thing
from .limits import MAX_DEPTH
from .names import W, enclosing
from .nodes import Condition, Field
from .program import ChoiceSlot, InstructionSlot, RunsSlot, TextSlot
from .runs import iter_runs, make_run, make_texts
from .sentences import Sentence as _lt

# What begins the marks between the branches of an IF and after them.
PLACES = ("else", "end")
# Of all instructions of a part: where each of them stands is remembered.
MAX_CHARACTERS = 2_000_000


class FieldParser:
    """Replaces the fields of one part by slots.

    :param Slots slots: where they are kept
    :param FieldReader reader: understands them
    """

    def __init__(self, slots, reader):
        self.slots = slots
        self.reader = reader
        self.characters = 0

    def replace(self, stories):
        """Replace the fields of all stories of the part.

        :raise TemplateError: a field is not closed, cannot be understood or cannot be
            used in a letter
        """
        frames = [frame for story in stories for frame in self._parse(story)]
        self.reader.read_bookmarks(frames)
        for frame in frames:
            self.reader.pass_by(frame)
            self._resolve(frame)

    def _parse(self, story):
        """Return the fields of a story; those inside them are their children."""
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
                    _lt(
                        "A field of the document has no beginning; insert it again "
                        "in Word."
                    )
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
                _lt(
                    "The field %(field)s of the document is not closed; delete it "
                    "and insert it again in Word.",
                    field=stack[0].shown,
                )
            )
        return complete

    @staticmethod
    def _check_depth(stack):
        if len(stack) > MAX_DEPTH:
            raise TemplateError(
                _lt(
                    "The document has fields in more than %(limit)s levels; use fewer.",
                    limit=MAX_DEPTH,
                )
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
                _lt(
                    "The fields of the document have more than %(limit)s "
                    "characters; use fewer fields, or shorter ones.",
                    limit=MAX_CHARACTERS,
                )
            )
        chars = {char: Char(char, run) for char in set(text)}
        frame.atoms += map(chars.get, text)

    def _resolve(self, frame):
        """Replace a field by a slot, or leave it to Word and go on inside it."""
        node = self.reader.understand(frame)
        if node is not None:
            self._replace(frame, node)
            return
        instruction_runs = set(frame.instruction_runs)
        for child in frame.children:
            node = self.reader.understand(child)
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
        like = frame.get_formatting_run(node)
        if isinstance(node, Field):
            text = self.slots.make_text(TextSlot(node), node.names)
            return [make_run(like, text)]
        if node.is_text:
            slot = RunsSlot(node, self.reader.properties_xml(like))
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
                    _lt(
                        "An IF field inside another one contains a table; give the "
                        "table an IF field of its own."
                    )
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
        node = self.reader.understand(frame)
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
            _lt(
                "The field %(field)s in an IF field of the document reaches over "
                "several paragraphs; write it in one.",
                field=frame.shown,
            )
        )


def _get_first_run(atom):
    return atom.runs[0] if isinstance(atom, Frame) else atom.properties


def _get_run(atom):
    """Return a nested field or a thing, or the run of a character."""
    return atom.properties if isinstance(atom, Char) else atom
