# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# What the gate reads of a contact.
GATE_FIELDS = ["active", "exclude_from_segments", "email", "email_normalized", "street"]
GATE_FIELDS += ["street2", "city", "phone", "phone_sanitized", "commercial_partner_id"]


class ResPartner(models.Model):
    """The one gate: may this contact be addressed through this channel now?"""

    _inherit = "res.partner"

    opted_out_topic_ids = fields.Many2many(
        comodel_name="contact.topic",
        string="Unsubscribed From",
        compute="_compute_opted_out_topic_ids",
        search="_search_opted_out_topic_ids",
        groups="contact_segment.group_user",
        help="Topics that an address of the contact left: no e-mails about them.",
    )

    def _get_gate_conditions(self, alias, channel=None, topic=None):
        """Return why a contact may not be addressed: the condition of every reason.

        Steps ask without a channel when contacts enter; the check list and the
        delivery ask with one. The most important reason comes first.

        :param str alias: alias of res_partner in a query
        :param SQL channel: an expression for the channel
        :param SQL topic: an expression for the id of the topic, where there may be one
        :return: SQL conditions by reason code
        :rtype: dict[str, SQL]
        """

        def column(name):
            return SQL.identifier(alias, name)

        conditions = {
            "archived": SQL("%s IS NOT TRUE", column("active")),
            "excluded": SQL("%s IS TRUE", column("exclude_from_segments")),
        }
        if channel is None:
            return conditions
        conditions["no_email"] = SQL(
            "%s = 'email' AND COALESCE(%s, '') = ''",
            channel,
            column("email_normalized"),
        )
        conditions["no_address"] = SQL(
            "%s = 'letter' AND COALESCE(NULLIF(TRIM(%s), ''), NULLIF(TRIM(%s), ''), "
            "NULLIF(TRIM(%s), '')) IS NULL "
            "AND %s NOT IN (SELECT contact_id FROM (%s) postal)",
            channel,
            column("street"),
            column("street2"),
            column("city"),
            column("id"),
            self._select_postal(),
        )
        if not self.env["contact.channel"]._has_app("sms"):
            conditions["no_sms"] = SQL("%s = 'sms'", channel)
        # to the contact's own number only: at the company's, whoever reads it first
        conditions["no_sms_number"] = SQL(
            "%s = 'sms' AND COALESCE(%s, '') = ''", channel, column("phone_sanitized")
        )
        spellings = self.env["mail.blacklist"]._get_other_spellings()
        has_number = SQL("COALESCE(TRIM(%s), '') <> ''", column("phone"))
        # who has no number is called at the company
        company = SQL(
            """FROM res_partner company WHERE company.id = %s
            AND COALESCE(TRIM(company.phone), '') <> ''""",
            column("commercial_partner_id"),
        )
        conditions["no_phone"] = SQL(
            "%s = 'phone' AND NOT (%s) AND NOT EXISTS(SELECT %s)",
            channel,
            has_number,
            company,
        )
        conditions["opted_out"] = SQL(
            """(%s = 'email' AND (%s = ANY(%s) OR EXISTS(
                SELECT FROM mail_blacklist blacklist
                WHERE blacklist.active AND blacklist.email = %s
            )) OR %s = 'email' AND %s LIKE '%%@%%@%%' AND (
                %s && %s OR EXISTS(
                SELECT FROM mail_blacklist blacklist
                WHERE blacklist.active AND blacklist.email = ANY(%s)
            )) OR %s = 'phone' AND EXISTS(
                SELECT FROM phone_blacklist blacklist
                WHERE blacklist.active AND blacklist.number = CASE
                    WHEN %s THEN %s ELSE (SELECT company.phone_sanitized %s) END
            ) OR %s = 'sms' AND EXISTS(
                SELECT FROM phone_blacklist blacklist
                WHERE blacklist.active AND blacklist.number = %s
            ))""",
            channel,
            column("email_normalized"),
            spellings,
            column("email_normalized"),
            # an e-mail goes to all the addresses of a contact
            channel,
            column("email"),
            self._split_addresses(column("email")),
            spellings,
            self._split_addresses(column("email")),
            channel,
            has_number,
            column("phone_sanitized"),
            company,
            channel,
            column("phone_sanitized"),
        )
        if topic is not None:
            conditions["opted_out"] = SQL(
                "(%s OR %s = 'email' AND %s)",
                conditions["opted_out"],
                channel,
                self._get_left_condition(alias, topic),
            )
        self._flush_gate()
        return conditions

    @api.model
    def _get_left_condition(self, alias, topic):
        """Return the condition that an address of a contact left a topic.

        :param str alias: alias of res_partner in a query
        :param SQL topic: an expression for the id of the topic
        """
        # twice: only the first can use an index or a hash, and who has several
        # addresses is rare
        return SQL(
            """(EXISTS(
                SELECT FROM (%(all)s) opt_out
                WHERE opt_out.topic_id = %(topic)s
                  AND opt_out.email = %(alias)s.email_normalized
            ) OR %(alias)s.email LIKE '%%@%%@%%' AND EXISTS(
                SELECT FROM (%(all)s) opt_out
                WHERE opt_out.topic_id = %(topic)s
                  AND opt_out.email = ANY(%(addresses)s)
            ))""",
            all=self.env["contact.topic.opt.out"]._select_all(),
            topic=topic,
            alias=SQL.identifier(alias),
            addresses=self._split_addresses(SQL.identifier(alias, "email")),
        )

    @api.model
    def _split_addresses(self, email):
        """Return the SQL of all the addresses in one field, in lower case.

        :param SQL email: the field
        """
        return SQL("REGEXP_SPLIT_TO_ARRAY(LOWER(%s), '[[:space:],;<>\"]+')", email)

    @api.depends("email")
    def _compute_opted_out_topic_ids(self):
        if not self.env["contact.topic"]._has_any():
            self.opted_out_topic_ids = False
            return
        self.flush_model(GATE_FIELDS)
        topics = self.env["contact.topic"]._search([])
        topic_id = SQL.identifier(topics.table, "id")
        topics.add_table("res_partner")
        topics.add_where(SQL("res_partner.id IN %s", self._origin._ids or (0,)))
        topics.add_where(self._get_left_condition("res_partner", topic_id))
        left = defaultdict(list)
        rows = self.env.execute_query(topics.select(SQL("res_partner.id"), topic_id))
        for partner_id, id_ in rows:
            left[partner_id].append(id_)
        for partner in self:
            partner.opted_out_topic_ids = left[partner._origin.id]

    @api.model
    def _search_opted_out_topic_ids(self, operator, value):
        if operator == "any":
            return self._get_left_domain(value)
        if operator != "in":
            return NotImplemented
        left = self._get_left_domain(Domain("id", "in", [id_ for id_ in value if id_]))
        return left | ~self._get_left_domain(Domain.TRUE) if False in value else left

    @api.model
    def _get_left_domain(self, topic_domain):
        """Return the condition of contacts that left one of some topics."""
        self._flush_gate()

        def to_sql(model, alias, query):
            topics = self.env["contact.topic"]._search(topic_domain)
            topic_id = SQL.identifier(topics.table, "id")
            topics.add_where(self._get_left_condition(alias, topic_id))
            return SQL("EXISTS %s", topics.subselect())

        return Domain.custom(to_sql=to_sql)

    def _get_gate_codes(self, channel, topic=None):
        """Return why these contacts may not be addressed through a channel now.

        :param str channel: the channel
        :param contact.topic topic: what it would be about, maybe nothing
        :return: the reasons by id, the most important first; none for those who may be
        :rtype: dict[int, list[str]]
        """
        partners = self.sudo().with_context(active_test=False)
        query = partners._search([("id", "in", self.ids)])
        about = SQL("%s", topic.id) if topic else None
        conditions = self._get_gate_conditions(query.table, SQL("%s", channel), about)
        codes = SQL(", ").join(
            SQL("CASE WHEN %s THEN %s END", condition, code)
            for code, condition in conditions.items()
        )
        codes = SQL("ARRAY_REMOVE(ARRAY[%s], NULL)", codes)
        identity = SQL.identifier(query.table, "id")
        return dict(self.env.execute_query(query.select(identity, codes)))

    def _flush_gate(self):
        """Write down what the gate is about to read."""
        self.flush_model(GATE_FIELDS)
        self.env["mail.blacklist"].flush_model()
        self.env["phone.blacklist"].flush_model()
