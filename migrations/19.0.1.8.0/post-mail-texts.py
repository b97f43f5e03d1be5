# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import SUPERUSER_ID, api

# Each is read, and its text looked through.
BATCH = 200
DOCUMENTS = ("contact.interaction.template.document", "contact.segment.document")


def migrate(cr, version):
    """Say of the e-mail texts that are there what is said of new ones.

    The texts stay where they are: the editor shows the file of the document.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for model in DOCUMENTS:
        documents = env[model].search([("kind", "=", "html")])
        for start in range(0, len(documents), BATCH):
            batch = documents[start : start + BATCH]
            for name in ("field_names", "warnings"):
                env.add_to_compute(batch._fields[name], batch)
            env.flush_all()
            env.invalidate_all()
