# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Plain texts of several lines, as text messages are."""

import pytest

from word_merge import compile_text


def test_fields_are_found_once_each():
    template = compile_text("«A»{{ a }} {{Long name}}\n{{B}} 1 < 2 {{}} {{")
    assert template.field_names == ["A", "Long name", "B"]
    assert template.value_names == template.field_names
    assert template.get_typed("a") == "«A»"
    assert template.get_typed("b") == "{{B}}"
    assert template.get_typed("other") == ""
    assert not template.warnings


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("Dear {{A}},\n\nbye «B»", {"A": "x", "B": "y"}, "Dear x,\n\nbye y"),
        # what is no field stays, and an empty value is one
        ("«quoted» {{unknown}} {{A}}.", {"A": ""}, "«quoted» {{unknown}} ."),
        # a value adds no line and no field
        ("{{A}}", {"A": "one\r\ntwo\x00\u202e{{B}}", "B": "no"}, "one two{{B}}"),
        ("{{A}}", {"A": [{"B": 1}]}, ""),
        ("a < b & c", {}, "a < b & c"),
        (None, {}, ""),
    ],
)
def test_values_are_filled_in(text, values, expected):
    assert compile_text(text).render(values) == expected
