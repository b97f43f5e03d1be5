# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Make the documents that the installed templates begin with: data/documents/.

Run it with the Python of .odoo/venv after a change; they are in the repository.
"""

import io
import sys
from pathlib import Path

from make_demo_letters import pack_again
from PIL import Image, ImageDraw
from starter_letter_texts import LETTERS, MAILS, PLACE

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "data" / "documents"
# the package above it is Odoo's
sys.path.insert(0, str(ROOT / "tools" / "merge"))
from starter import StarterLetter  # noqa: E402

PARAGRAPH = "<p>{}</p>\n"
CLOSING = "<p>{}<br/>{{{{Salesperson_Name}}}}<br/>{{{{Company_Name}}}}</p>\n"


def draw_placeholder():
    """Draw what each letter replaces by the logo of the company; return a PNG."""
    image = Image.new("RGB", (300, 100), "#dde3ea")
    ImageDraw.Draw(image).rectangle([8, 8, 291, 91], outline="#2f4b6e", width=3)
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def make_letter(lang, texts):
    """Return the Word letter in one language."""
    labels = {**texts, "text": f"{texts['text']} {{{{{PLACE}}}}}"}
    letter = StarterLetter(labels=labels, lang=lang, logo=draw_placeholder())
    return pack_again(letter.build())


def make_mail(texts):
    """Return the text of an e-mail in one language."""
    lines = ["{{Salutation_Formal}}", *texts["text"], f"{{{{{PLACE}}}}}"]
    lines += texts.get("after", [])
    mail = "".join(map(PARAGRAPH.format, lines)) + CLOSING.format(texts["closing"])
    return mail.encode()


def main():
    """Write every document in every language."""
    FOLDER.mkdir(exist_ok=True)
    files = {
        f"letter_{lang.partition('_')[0]}.docx": make_letter(lang, texts)
        for lang, texts in LETTERS.items()
    }
    for name, languages in MAILS.items():
        for lang, texts in languages.items():
            files[f"{name}_{lang}.html"] = make_mail(texts)
    for name, content in files.items():
        (FOLDER / name).write_bytes(content)
        print((FOLDER / name).relative_to(ROOT))


if __name__ == "__main__":
    main()
