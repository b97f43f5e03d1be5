# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def migrate(cr, version):
    """Let what waits be merged with the rights of who logged it, as it was to be."""
    cr.execute(
        "UPDATE contact_interaction SET sender_id = logged_by_id "
        "WHERE sender_id IS NULL AND delivery_state = 'queued'"
    )
