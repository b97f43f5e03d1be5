# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, Query, format_date

# What decides whether the address of a child replaces that of its parent.
POSTAL_FIELDS = ["postal_from", "postal_until", "postal_yearly", "type", "parent_id"]
POSTAL_FIELDS += ["active", "street", "street2", "city"]
# Other addresses that somebody lives at for a while; those for invoices have a use.
POSTAL_TYPES = ("other", "delivery")


class ResPartner(models.Model):
    """Where the letters of a contact go: an address that holds for a while, or its own.

    The one place that decides it; the gate, the merge fields and the order of what is
    printed ask here.
    """

    _inherit = "res.partner"

    postal_from = fields.Date(
        string="Address Valid From",
        help="From this day letters go to this address instead of the contact's own.",
    )
    postal_until = fields.Date(
        string="Address Valid Until",
        help="The last day on which letters go to this address.",
    )
    postal_yearly = fields.Boolean(
        string="Address Valid Every Year",
        help="The same days count in every year, as for a house in summer.",
    )
    postal_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Address for Letters",
        compute="_compute_postal_partner_id",
        search="_search_postal_partner_id",
        help="Where letters to the contact go today: another address of the contact "
        "that is valid now, or else the contact itself.",
    )

    # few contacts have such an address, and every letter asks
    _postal_idx = models.Index(
        "(parent_id) WHERE postal_from IS NOT NULL OR postal_until IS NOT NULL"
    )

    @api.constrains("postal_from", "postal_until", "postal_yearly")
    def _check_postal_dates(self):
        for address in self:
            start, end = address.postal_from, address.postal_until
            if address.postal_yearly and not (start and end):
                raise ValidationError(
                    self.env._(
                        "The address %(address)s is valid every year, so it needs the "
                        "first and the last day of the time it is valid.",
                        address=address.display_name,
                    )
                )
            if start and end and start > end and not address.postal_yearly:
                raise ValidationError(
                    self.env._(
                        "The address %(address)s is valid until %(end)s, which is "
                        "before it begins on %(start)s; choose a later day.",
                        address=address.display_name,
                        end=format_date(self.env, end),
                        start=format_date(self.env, start),
                    )
                )

    @api.depends("child_ids.postal_from", "child_ids.postal_until")
    def _compute_postal_partner_id(self):
        rows = SQL(
            "SELECT contact_id, address_id FROM (%s) postal WHERE contact_id IN %s",
            self._select_postal(),
            self._origin._ids or (0,),
        )
        found = dict(self.env.execute_query(rows))
        for partner in self:
            partner_id = partner._origin.id
            partner.postal_partner_id = found.get(partner_id, partner_id)

    @api.model
    def _select_postal(self):
        """Return the SQL of the contacts whose letters go to another address today.

        Only those: ``contact_id``, and ``address_id``, the contact with the address.
        Of several the one that began last counts.
        """
        self.flush_model(POSTAL_FIELDS)
        today = fields.Date.context_today(self)
        return SQL(
            """SELECT DISTINCT ON (parent_id)
                parent_id AS contact_id, id AS address_id
            FROM res_partner
            WHERE (postal_from IS NOT NULL OR postal_until IS NOT NULL)
              AND parent_id IS NOT NULL AND active AND type IN %(types)s
              AND COALESCE(NULLIF(TRIM(street), ''), NULLIF(TRIM(street2), ''),
                  NULLIF(TRIM(city), '')) IS NOT NULL
              AND CASE WHEN postal_yearly IS NOT TRUE THEN
                  COALESCE(postal_from <= %(today)s, TRUE)
                  AND COALESCE(postal_until >= %(today)s, TRUE)
              -- from December to March
              WHEN TO_CHAR(postal_from, 'MMDD') > TO_CHAR(postal_until, 'MMDD') THEN
                  %(day)s >= TO_CHAR(postal_from, 'MMDD')
                  OR %(day)s <= TO_CHAR(postal_until, 'MMDD')
              ELSE %(day)s BETWEEN TO_CHAR(postal_from, 'MMDD')
                  AND TO_CHAR(postal_until, 'MMDD') END
            ORDER BY parent_id, postal_from DESC NULLS LAST, id""",
            types=POSTAL_TYPES,
            today=today,
            day=today.strftime("%m%d"),
        )

    @api.model
    def _list_postal_joins(self, contact):
        """Return the joins that lead from a contact to where its letters go.

        :param str contact: the alias of the contact in a query
        :return: alias, table and condition of each; the last one is ``res_partner``
        :rtype: list[tuple[str, SQL, SQL]]
        """
        other, postal = Query.make_alias(contact, "o"), Query.make_alias(contact, "p")
        own = SQL.identifier(contact, "id")
        address = SQL.identifier(other, "address_id")
        return [
            (
                other,
                SQL("(%s)", self._select_postal()),
                SQL("%s = %s", SQL.identifier(other, "contact_id"), own),
            ),
            (
                postal,
                SQL.identifier("res_partner"),
                SQL(
                    "%s = COALESCE(%s, %s)", SQL.identifier(postal, "id"), address, own
                ),
            ),
        ]

    @api.model
    def _search_postal_partner_id(self, operator, value):
        if operator == "in":
            domain = Domain("id", "in", [id_ for id_ in value if id_])
        elif operator == "any":
            domain = Domain(value)
        else:
            return NotImplemented

        def to_sql(model, alias, query):
            own = SQL.identifier(alias, "id")
            postal = self._select_postal()
            meets = self._search(domain, active_test=False).subselect()
            return SQL(
                """(CASE WHEN %(own)s IN (SELECT contact_id FROM (%(postal)s) postal)
                THEN %(own)s IN (SELECT contact_id FROM (%(postal)s) postal
                    WHERE address_id IN %(meets)s)
                ELSE %(own)s IN %(meets)s END)""",
                own=own,
                postal=postal,
                meets=meets,
            )

        return Domain.custom(to_sql=to_sql)
