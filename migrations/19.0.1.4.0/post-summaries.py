# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def migrate(cr, version):
    """Drop the sentences of steps; they named contacts, whoever read them.

    They are made for the reader now.
    """
    cr.execute("ALTER TABLE contact_segment_step DROP COLUMN IF EXISTS summary")
