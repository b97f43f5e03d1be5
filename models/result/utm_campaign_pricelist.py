# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.actions import notify, reload
from ...tools.locks import wait_for_rows
from ...tools.numbers import show_count

FEATURE = "product.group_product_pricelist"
COLUMN = SQL.identifier("specific_property_product_pricelist")


class UtmCampaign(models.Model):
    """A price list for the targets of a campaign, for as long as it runs.

    Price lists are those of customers: Odoo keeps one for a company and its people. So
    what a target gets, his company and his colleagues get. It is one statement for all
    of them; what each had before is kept until the campaign takes its list back.
    """

    _inherit = "utm.campaign"

    contact_pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        string="Price List",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups=FEATURE,
        help="What the targets on logged segments pay by while the campaign runs.",
    )
    contact_pricelist_count = fields.Integer(
        string="Customers with the Price List",
        compute="_compute_contact_pricelist_count",
        groups=FEATURE,
        help="Companies and private persons who have the price list through the "
        "campaign, in this company.",
    )

    @api.depends_context("company")
    def _compute_contact_pricelist_count(self):
        groups = self._get_given_pricelists()._read_group(
            self._get_given_domain(), ["campaign_id"], ["partner_id:count_distinct"]
        )
        counts = {campaign.id: count for campaign, count in groups}
        for campaign in self:
            campaign.contact_pricelist_count = counts.get(campaign._origin.id, 0)

    @api.constrains("contact_pricelist_id")
    def _check_contact_pricelist(self):
        """Refuse another price list while customers have the first one."""
        for campaign in self:
            given = self._get_given_pricelists().search_count(
                [
                    ("campaign_id", "=", campaign.id),
                    ("pricelist_id", "!=", campaign.contact_pricelist_id.id),
                ],
                limit=1,
            )
            if given:
                raise ValidationError(
                    self.env._(
                        "Customers have the price list of campaign %(campaign)s; take "
                        "it back before you choose another one.",
                        campaign=campaign.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_pricelists(self):
        for given in self._get_given_pricelists().search(
            [("campaign_id", "in", self.ids)], limit=1
        ):
            raise UserError(
                self.env._(
                    "Customers have the price list of campaign %(campaign)s; take it "
                    "back before you delete the campaign.",
                    campaign=given.campaign_id.display_name,
                )
            )

    def give_pricelist(self):
        """Give the targets on logged segments the price list of the campaign.

        May be called again, for those who are targets since. Customers whom the user
        may not change stay as they are.

        :return: changed and unchanged: how many customers
        :rtype: dict[str, int]
        :raise UserError: the campaign has no price list, Odoo uses none, or somebody
            else is doing it
        :raise AccessError: the user is no administrator of segments, or may not change
            contacts
        """
        pricelist = self._check_give_pricelist()
        self._lock_for_pricelists()
        customers = self._query_customers()
        self._wait_for_customers(customers.subselect())
        self.env.cr.execute(
            SQL(
                """WITH given AS (%(give)s), changed AS (
                    UPDATE res_partner contact SET %(column)s = %(value)s
                    FROM given WHERE contact.commercial_partner_id = given.partner_id
                ) SELECT COUNT(*) FROM given""",
                give=self._build_gift(customers, pricelist),
                column=COLUMN,
                value=self._build_value("contact", SQL("%s::int", pricelist.id)),
            )
        )
        ((changed,),) = self.env.cr.fetchall()
        self.env.invalidate_all()
        return {"changed": changed, "unchanged": len(customers) - changed}

    def take_pricelist_back(self):
        """Give customers the price list again that they had before the campaign.

        Who got another one in the meantime keeps it.

        :return: changed and unchanged: how many customers
        :rtype: dict[str, int]
        :raise UserError: somebody else is doing it
        :raise AccessError: as ``give_pricelist``
        """
        self._check_pricelist_rights()
        self._lock_for_pricelists()
        own = SQL("campaign_id = %s AND company_id = %s", self.id, self.env.company.id)
        self._wait_for_customers(
            SQL("(SELECT partner_id FROM contact_campaign_pricelist WHERE %s)", own)
        )
        self.env.cr.execute(
            SQL(
                """WITH gone AS (
                    DELETE FROM contact_campaign_pricelist WHERE %(own)s RETURNING *
                ), given AS (
                    SELECT DISTINCT ON (partner_id) * FROM gone ORDER BY partner_id, id
                ), handed_on AS (
                    -- another campaign that came later gives back what was before both
                    UPDATE contact_campaign_pricelist later
                    SET previous_id = given.previous_id
                    FROM given WHERE later.partner_id = given.partner_id
                      AND later.company_id = given.company_id
                      AND later.campaign_id != given.campaign_id
                      AND later.previous_id = given.pricelist_id
                ), changed AS (
                    UPDATE res_partner contact SET %(column)s = %(value)s
                    FROM given WHERE contact.commercial_partner_id = given.partner_id
                      AND %(current)s = given.pricelist_id
                      AND NOT EXISTS (
                        SELECT FROM contact_campaign_pricelist other
                        WHERE other.partner_id = given.partner_id
                          AND other.company_id = given.company_id
                          AND other.campaign_id != given.campaign_id
                          AND other.pricelist_id = given.pricelist_id
                      )
                    RETURNING contact.commercial_partner_id
                )
                SELECT (SELECT COUNT(*) FROM given),
                    (SELECT COUNT(DISTINCT commercial_partner_id) FROM changed)""",
                own=own,
                column=COLUMN,
                value=self._build_value("contact", SQL("given.previous_id")),
                current=self._get_current("contact"),
            )
        )
        ((total, changed),) = self.env.cr.fetchall()
        self.env.invalidate_all()
        return {"changed": changed, "unchanged": total - changed}

    def action_give_pricelist(self):
        """Give the targets the price list, and tell how many customers got it.

        :return: an action
        :rtype: dict
        """
        result = self.give_pricelist()
        return notify(
            self.env._(
                "Customers who have the price list now: %(changed)s; left as they "
                "were: %(unchanged)s.",
                **{name: show_count(self.env, result[name]) for name in result},
            ),
            next=reload(),
        )

    def action_take_pricelist_back(self):
        """Take the price list back, and tell how many customers had it.

        :return: an action
        :rtype: dict
        """
        result = self.take_pricelist_back()
        return notify(
            self.env._(
                "Customers who have their own price list again: %(changed)s; left as "
                "they were: %(unchanged)s.",
                **{name: show_count(self.env, result[name]) for name in result},
            ),
            next=reload(),
        )

    # --------------------------------------------------------------------------------
    # Who may do it, and the parts of the statements.
    # --------------------------------------------------------------------------------

    def _check_pricelist_rights(self):
        """Check that the user may change the price lists of contacts."""
        arguments.check_one(self)
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "contact_segment.group_manager"
        ):
            raise AccessError(
                self.env._(
                    "Only an administrator of segments may change price lists for "
                    "campaign %(campaign)s.",
                    campaign=self.display_name,
                )
            )
        self.env["res.partner"].check_access("write")

    def _check_give_pricelist(self):
        """Check that the price list can be given; return it.

        :rtype: product.pricelist
        """
        self._check_pricelist_rights()
        if not self.env["res.groups"]._is_feature_enabled(FEATURE):
            raise UserError(
                self.env._(
                    "Odoo uses no price lists; switch them on in the settings of Sales "
                    "first."
                )
            )
        pricelist = self.sudo().contact_pricelist_id
        if not pricelist:
            raise UserError(
                self.env._(
                    "Campaign %(campaign)s has no price list; choose one first.",
                    campaign=self.display_name,
                )
            )
        if pricelist.company_id not in (
            pricelist.company_id.browse(),
            self.env.company,
        ):
            raise UserError(
                self.env._(
                    "Price list %(pricelist)s belongs to another company than "
                    "%(company)s; change to that company first.",
                    pricelist=pricelist.name,
                    company=self.env.company.name,
                )
            )
        return pricelist

    def _lock_for_pricelists(self):
        """Take the campaign for this transaction, or tell that somebody else has it."""
        try:
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(
                self.env._(
                    "Somebody else is changing the price lists of campaign "
                    "%(campaign)s right now; try again in a moment.",
                    campaign=self.display_name,
                )
            ) from None
        self.env.flush_all()

    def _wait_for_customers(self, customers):
        """Lock customers and their people, who have the same price list."""
        condition = SQL("commercial_partner_id IN %s", customers)
        wait_for_rows(self.env, {"res_partner": condition})

    @api.model
    def _get_given_pricelists(self):
        # sudo: which customers they are is not told
        return self.env["contact.campaign.pricelist"].sudo()

    def _get_given_domain(self):
        return [
            ("campaign_id", "in", self._origin.ids),
            ("company_id", "=", self.env.company.id),
        ]

    def _query_customers(self):
        """Return the query of the customers whose people are targets.

        Those that the user may see, and change.
        """
        contacts = self.env["res.partner"].with_context(active_test=False)
        logged = [
            ("campaign_id", "=", self.id),
            ("campaign_target", "=", True),
            ("state", "=", "done"),
            ("segment_id", "!=", False),
            ("company_id", "=", self.env.company.id),
        ]
        targets = contacts._search(Domain("interaction_ids", "any", logged))
        writable = self.env["ir.rule"]._compute_domain(contacts._name, "write")
        customers = contacts._search(Domain(writable))
        customers.add_where(
            SQL(
                "%s IN %s",
                SQL.identifier(customers.table, "id"),
                targets.subselect(
                    SQL.identifier(targets.table, "commercial_partner_id")
                ),
            )
        )
        return customers

    def _build_gift(self, customers, pricelist):
        """Return the statement that notes who gets the list, and what each had."""
        customer = customers.table
        return SQL(
            """INSERT INTO contact_campaign_pricelist (campaign_id, partner_id,
                company_id, pricelist_id, previous_id, create_uid, create_date,
                write_uid, write_date)
            SELECT %(campaign)s, customer.id, %(company)s, %(pricelist)s, former.id,
                %(user)s, %(now)s, %(user)s, %(now)s
            FROM res_partner customer
            LEFT JOIN product_pricelist former ON former.id = %(current)s
            WHERE customer.id IN %(customers)s
              -- what somebody changed since is his
              AND NOT EXISTS (
                SELECT FROM contact_campaign_pricelist own
                WHERE own.partner_id = customer.id AND own.campaign_id = %(campaign)s
                  AND own.company_id = %(company)s
              )
              -- who has the list from another campaign has it from both
              AND (former.id IS DISTINCT FROM %(pricelist)s OR EXISTS (
                SELECT FROM contact_campaign_pricelist other
                WHERE other.partner_id = customer.id AND other.company_id = %(company)s
                  AND other.pricelist_id = %(pricelist)s
              ))
            ORDER BY customer.id
            RETURNING partner_id""",
            campaign=self.id,
            company=self.env.company.id,
            pricelist=pricelist.id,
            user=self.env.uid,
            now=self.env.cr.now(),
            current=self._get_current("customer"),
            customers=customers.subselect(SQL.identifier(customer, "id")),
        )

    @api.model
    def _get_current(self, alias):
        """Return the SQL of the price list of a contact in this company."""
        column = SQL.identifier(alias, "specific_property_product_pricelist")
        return SQL("(%s->>%s)::int", column, str(self.env.company.id))

    @api.model
    def _build_value(self, alias, pricelist_id):
        """Return the SQL of what the column is to hold: one list for each company."""
        return SQL(
            "CASE WHEN %(id)s IS NULL THEN NULLIF(%(column)s - %(company)s, '{}') "
            "ELSE COALESCE(%(column)s, '{}') || "
            "jsonb_build_object(%(company)s::text, %(id)s) END",
            column=SQL.identifier(alias, "specific_property_product_pricelist"),
            company=str(self.env.company.id),
            id=pricelist_id,
        )
