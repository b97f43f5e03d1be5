# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Word documents to PDF by LibreOffice, which may neither hang nor fetch anything."""

from .conversion import MESSAGES, ConversionError, convert_to_pdf, find_libreoffice

__all__ = ["MESSAGES", "ConversionError", "convert_to_pdf", "find_libreoffice"]
