# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api

DOCUMENTS = ("contact.interaction.template.document", "contact.segment.document")


def migrate(cr, version):
    """Check the letters that are there already.

    One that cannot be merged stays, with the reason as its warning.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in DOCUMENTS:
        documents = env[name].search([("kind", "=", "word")])
        for field_name in ("field_names", "warnings"):
            env.add_to_compute(documents._fields[field_name], documents)
    env.flush_all()
