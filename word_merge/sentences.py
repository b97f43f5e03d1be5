# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


class Sentence(str):
    """A sentence in English that can still be translated: it knows what it is made of.

    It stays one when it is the text of an exception.

    :ivar str source: the sentence with the names of its values, such as %(field)s
    :ivar dict values: texts, numbers and further sentences
    """

    def __new__(cls, source, **values):
        """Return the sentence.

        :param str source: the sentence; a percent sign is doubled if it has values
        :param values: what comes in
        """
        shown = {name: _show(value) for name, value in values.items()}
        sentence = super().__new__(cls, source % shown if shown else source)
        sentence.source = source
        sentence.values = values
        return sentence

    def __str__(self):
        """Return the sentence itself, so that it still knows."""
        return self


def _show(value):
    return f"{value:,}" if isinstance(value, int) else value
