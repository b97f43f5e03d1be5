# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""All ways in which deliveries are broken."""

from . import modes, modes_mail, modes_office

MODES = [*modes.MODES, *modes_mail.MODES, *modes_office.MODES]
