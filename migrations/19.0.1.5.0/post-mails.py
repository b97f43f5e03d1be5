# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def migrate(cr, version):
    """Mark e-mails that may have arrived, so that whoever retries them is asked.

    Until now only their message said so, in the language of who sent them.
    """
    cr.execute(
        "UPDATE contact_interaction SET delivery_code = 'unknown' "
        "WHERE delivery_state = 'failed' AND delivery_code IS NULL "
        "AND channel = 'email' AND (delivery_message LIKE %s "
        "OR delivery_message LIKE %s)",
        ("%so it may have arrived%", "%misschien is hij aangekomen%"),
    )
