# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The logo in the letters of the sample data, drawn here."""

import io

from PIL import Image, ImageDraw

GROUND, SEAT, CUSHION = "#1f6f64", "#f4efe6", "#e0b04c"


def draw_logo(size=360):
    """Draw an armchair on a round ground; return a PNG."""
    scale = 4
    image = Image.new("RGBA", (size * scale, size * scale), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    unit = size * scale / 100

    def block(left, top, right, bottom, radius, color):
        box = [value * unit for value in (left, top, right, bottom)]
        draw.rounded_rectangle(box, radius * unit, fill=color)

    edge = size * scale // 60
    draw.ellipse([edge, edge] + [size * scale - edge] * 2, fill=GROUND)
    for left in (31, 62):
        block(left, 68, left + 7, 82, 2, CUSHION)
    block(31, 22, 69, 62, 9, SEAT)
    block(33, 50, 67, 64, 4, CUSHION)
    block(20, 42, 34, 72, 6, SEAT)
    block(66, 42, 80, 72, 6, SEAT)
    block(20, 62, 80, 72, 5, SEAT)
    stream = io.BytesIO()
    image.resize((size, size), Image.LANCZOS).save(stream, "PNG", optimize=True)
    return stream.getvalue()
