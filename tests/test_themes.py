# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from pathlib import Path

from odoo.tests import BaseCase

STYLES = Path(__file__).parent.parent / "static" / "src"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\((?!\$)|\b(?:black|white)\b(?!-)")


class TestThemes(BaseCase):
    """Colours are those of the theme, so that dark mode finds them too."""

    def test_no_colour_is_written_down(self):
        styles = sorted(STYLES.rglob("*.scss"))
        self.assertTrue(styles)
        for path in styles:
            text = path.read_text().replace("white-space", "")
            with self.subTest(style=path.name):
                self.assertEqual(COLOUR.findall(text), [])
