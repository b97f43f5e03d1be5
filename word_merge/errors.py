# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


class TemplateError(Exception):
    """A document that cannot be used as a template; the text says why and the cure.

    The text is a ``Sentence``, which can be translated.
    """
