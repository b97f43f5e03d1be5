# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A field as it stands in the document: its runs, its instruction, its result."""

from .instruction import Char
from .names import W

NOT_READ = object()
LONGEST_WORD = 8


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

    def begins_with(self, *words):
        """Whether the instruction begins with one of some words, in capitals.

        Before it is read as a whole, which takes a hundred times as long.
        """
        text = ""
        for atom in self.atoms:
            if not isinstance(atom, Char):
                break
            text = (text + atom.text).lstrip()
            if len(text) > LONGEST_WORD:
                break
        return text.upper().startswith(words)

    @property
    def shown(self):
        """The beginning of the instruction, for people."""
        return f"{{ {' '.join(self.text.split())[:60]} }}"

    @property
    def result(self):
        """The text that the author saw last."""
        texts = (text for run in self.result_runs for text in run.iter(W + "t"))
        return " ".join("".join(text.text or "" for text in texts).split())

    def get_formatting_run(self, node):
        """Return the run that has the formatting of the result.

        :param node: what the field is
        """
        shown = [run for run in self.result_runs if run.find(W + "t") is not None]
        if shown and not node.formatting.char_format:
            return shown[0]
        return self.instruction_runs[0] if self.instruction_runs else self.runs[0]

    def get_language(self):
        """Return the language that Word marked the text with, or an empty text."""
        for run in self.result_runs + self.runs:
            language = run.find(f"{W}rPr/{W}lang")
            if language is not None and language.get(W + "val"):
                return language.get(W + "val")
        return ""
