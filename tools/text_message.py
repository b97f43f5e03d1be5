# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many text messages a text takes, counted as Odoo's own SMS field does.

Phones write the characters of GSM 03.38 with seven bits, 160 of them in one message.
Any other character makes all of them take sixteen, so that 70 fit. Of a text in several
messages, some of each say which one it is. A line break counts twice, as Odoo sends it.
"""

from math import ceil

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\\\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# How many characters one message holds, and each of several.
ROOM = {"GSM7": (160, 153), "UNICODE": (70, 67)}


def count_text(text):
    """Return how long a text message is.

    :param str text: the text, filled in
    :return: the number of characters, of messages, and ``GSM7`` or ``UNICODE``
    :rtype: tuple[int, int, str]
    """
    encoding = "GSM7" if GSM.issuperset(text) else "UNICODE"
    # as browsers count: an emoji is two
    count = len(text.encode("utf-16-le")) // 2 + text.count("\n")
    alone, each = ROOM[encoding]
    if count <= alone:
        return count, int(bool(count)), encoding
    return count, ceil(count / each), encoding
