# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import SUPERUSER_ID, api

# Each is read, and its letter compiled.
BATCH = 200
DOCUMENTS = ("contact.interaction.template.document", "contact.segment.document")


def migrate(cr, version):
    """Tell again what documents with warnings are warned of.

    What is said about fields of Word was kept as an English text.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for model in DOCUMENTS:
        documents = env[model].search([("warnings", "!=", False)])
        for start in range(0, len(documents), BATCH):
            batch = documents[start : start + BATCH]
            env.add_to_compute(batch._fields["warnings"], batch)
            env.flush_all()
            env.invalidate_all()
