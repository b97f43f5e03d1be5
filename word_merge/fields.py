# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Word's own fields: found in a story, understood, and replaced by slots.

A field is begin, instruction, separate, result, end; fields nest. Merge fields and IF
become slots. What Word works out itself (PAGE, HYPERLINK …) stays, with the merge
fields inside it filled in.
"""

from itertools import groupby

from .errors import TemplateError
from .folding import fold
from .formatting import Formatting
from .instruction import Char, Instruction
from .names import W, enclosing
from .nodes import Condition, Field, Phrase
from .program import InstructionSlot, RunsSlot, TextSlot
from .runs import iter_runs, make_run

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
        self.has_object = False

    @property
    def text(self):
        """The instruction without the nested fields."""
        return "".join(atom.text for atom in self.atoms if isinstance(atom, Char))


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

    def _read_run(self, frame, run):
        frame.runs.append(run)
        if frame.is_result:
            frame.result_runs.append(run)
            return
        frame.instruction_runs.append(run)
        paragraph = enclosing(run, W + "p")
        if frame.paragraph is not None and paragraph is not frame.paragraph:
            frame.atoms.append(Char("\n", run))
        frame.paragraph = paragraph
        for child in run:
            if child.tag in (W + "instrText", W + "t"):
                self._read_text(frame, child.text or "", run)
            elif child.tag in (W + "br", W + "cr"):
                frame.atoms.append(Char("\n", run))
            elif child.tag == W + "tab":
                frame.atoms.append(Char("\t", run))
            elif child.tag != W + "rPr":
                frame.has_object = True

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
        like = self._get_formatting_run(frame, node)
        if isinstance(node, Field):
            text = self.slots.make_text(TextSlot(node), node.names)
            fold(frame.runs, make_run(like, text))
            return
        properties = self.properties_xml(like)
        fold(frame.runs, self.slots.mark(RunsSlot(node, properties), node.names))

    @staticmethod
    def _get_formatting_run(frame, node):
        """Return the run that has the formatting of the result."""
        shown = [run for run in frame.result_runs if run.find(W + "t") is not None]
        if shown and not node.formatting.char_format:
            return shown[0]
        return frame.instruction_runs[0] if frame.instruction_runs else frame.runs[0]

    def _understand(self, frame):
        """Return the node of a field, or None for one that stays Word's."""
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
        if frame.has_object:
            raise TemplateError(
                "An IF field of the document contains a picture or table; use text "
                "only."
            )
        phrases = [self._make_phrase(token) for token in instruction.arguments]
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
                'understood; write it as IF field = "value" "text" "other text".'
            )
        phrases = phrases[:1] + phrases[2:4] + (phrases[4:] or [Phrase([])])
        if len(phrases) == 3:
            phrases.append(Phrase([]))
        left, right, then, otherwise = phrases
        formatting = Formatting(instruction.switches, self._get_language(frame))
        return Condition(left, operator, right, then, otherwise, formatting)

    def _make_phrase(self, token):
        """Return the phrase of an argument, or None if it needs Word."""
        parts = []
        # what lies side by side; Odoo's own would join what lies apart
        # pylint: disable-next=bad-builtin-groupby
        for key, atoms in groupby(token.atoms, self._get_kind):
            if isinstance(key, Frame):
                node = self._understand(key)
                if node is None:
                    return None
                like = self._get_formatting_run(key, node)
                parts.append((node, self.properties_xml(like)))
            else:
                parts.append(("".join(atom.text for atom in atoms), key))
        return Phrase(parts)

    def _get_kind(self, atom):
        """Return a nested field, or the properties of a character."""
        return atom if isinstance(atom, Frame) else self.properties_xml(atom.properties)

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
