# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Names that people tell apart: not by capitals, nor by spaces around them."""

from odoo.fields import Domain
from odoo.tools import escape_psql


def has_name(records, name, domain):
    """Whether one of some records has a name, in whichever case it is written.

    :param records: a model, with the context and the rights to search with
    :param str name: the name
    :param domain: where to look
    :rtype: bool
    """
    name = (name or "").strip()
    # the database may leave out accents as well
    like = Domain("name", "ilike", escape_psql(name))
    found = records.search(Domain(domain) & like)
    return any(one.name.strip().casefold() == name.casefold() for one in found)
