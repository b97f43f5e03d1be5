# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.numbers import show_count
from ...tools.opening_hours import get_opening

# More than any mail server takes.
MOST_IN_A_MINUTE = 100_000
DAYS = {"all": range(7), "six": range(6), "five": range(5)}
DAY = 24
WEEK = 7 * DAY
# Where there are hours or days at which no messages go out.
HAS_HOURS = (
    Domain("contact_message_from", "!=", 0)
    | Domain("contact_message_to", "!=", DAY)
    | Domain("contact_message_days", "!=", "all")
)
# Where it depends on the moment whether an e-mail goes out.
IS_PACED = (
    Domain("contact_mail_rate", "!=", 0)
    | Domain("contact_mail_domain_rate", "!=", 0)
    | HAS_HOURS
)


class ResCompany(models.Model):
    """How the e-mails of a company's segments go out, and what comes back of them."""

    _inherit = "res.company"

    contact_mail_server_id = fields.Many2one(
        comodel_name="ir.mail_server",
        string="Mail Server of Segments",
        ondelete="set null",
        domain=[("owner_user_id", "=", False)],
        # as mail servers are
        groups="base.group_system",
        copy=False,
        help="E-mails of segments leave through this outgoing mail server, unless "
        "their template has one; empty: through the one that Odoo chooses by their "
        "sender.",
    )
    contact_mail_rate = fields.Integer(
        string="E-mails in a Minute",
        help="At most so many e-mails of interactions go out in a minute; 0: no limit.",
    )
    contact_mail_domain_rate = fields.Integer(
        string="E-mails to One Provider in a Minute",
        help="At most so many e-mails of interactions go out in a minute to addresses "
        "with the same domain; 0: no limit.",
    )
    contact_message_days = fields.Selection(
        selection=[
            ("all", "Every day"),
            ("six", "Monday to Saturday"),
            ("five", "Monday to Friday"),
        ],
        string="Days for Messages",
        default="all",
        required=True,
    )
    contact_message_from = fields.Float(
        string="Hours for Messages From",
        help="E-mails and text messages of interactions go out from this hour on, in "
        "the time zone of the contact, else the company's.",
    )
    contact_message_to = fields.Float(
        string="Hours for Messages To",
        default=DAY,
        help="E-mails and text messages of interactions go out until this hour.",
    )
    contact_mail_stop_percent = fields.Integer(
        string="Hold Above Failed E-mails (%)",
        help="When more than this share of the e-mails of a segment failed, of at "
        "least fifty, its other e-mails wait until somebody lets them go on; 0: never.",
    )
    contact_mail_retry_hours = fields.Integer(
        string="Retry E-mails For",
        default=24,
        help="E-mails that the mail server does not take yet are tried again by "
        "themselves for so many hours, with growing pauses; 0: never.",
    )
    contact_mail_imprint = fields.Text(
        string="Imprint of E-mails",
        translate=True,
        help="Stands at the end of every e-mail of a segment or an interaction: who "
        "you are and where, as many countries want it. Empty: nothing is added.",
    )
    contact_follow_mails = fields.Boolean(
        string="Opens and Clicks of E-mails",
        default=True,
        help="Notice that e-mails of interactions are opened, and that links in them "
        "are followed. Off: they have no picture for it, and their links stay as they "
        "are.",
    )
    contact_replies_to = fields.Selection(
        selection=[("salesperson", "The salesperson's mailbox"), ("odoo", "Odoo")],
        string="Replies Come To",
        required=True,
        default="salesperson",
        help="Odoo: they stand in the chatter of the contact, and the salesperson is "
        "told. It takes an alias domain and an incoming mail server; without an alias "
        "domain they go to the salesperson.",
    )

    @api.constrains("contact_mail_retry_hours")
    def _check_contact_mail_retry_hours(self):
        for company in self:
            if not 0 <= company.contact_mail_retry_hours <= WEEK:
                raise ValidationError(
                    self.env._(
                        "%(company)s: e-mails can be tried again for 1 to %(most)s "
                        "hours; enter such a number, or 0 for never.",
                        company=company.display_name,
                        most=show_count(self.env, WEEK),
                    )
                )

    @api.constrains("contact_mail_rate", "contact_mail_domain_rate")
    def _check_contact_mail_rates(self):
        for company in self:
            rates = (company.contact_mail_rate, company.contact_mail_domain_rate)
            if not all(0 <= rate <= MOST_IN_A_MINUTE for rate in rates):
                raise ValidationError(
                    self.env._(
                        "%(company)s: from 1 to %(most)s e-mails can go out in a "
                        "minute; enter such a number, or 0 for no limit.",
                        company=company.display_name,
                        most=show_count(self.env, MOST_IN_A_MINUTE),
                    )
                )

    @api.constrains("contact_message_from", "contact_message_to")
    def _check_contact_message_hours(self):
        for company in self:
            begin, end = company.contact_message_from, company.contact_message_to
            if not 0 <= begin < end <= DAY:
                raise ValidationError(
                    self.env._(
                        "%(company)s: the hours for messages begin after they end; "
                        "enter hours between 0:00 and 24:00.",
                        company=company.display_name,
                    )
                )

    @api.constrains("contact_mail_stop_percent")
    def _check_contact_mail_stop_percent(self):
        for company in self:
            if not 0 <= company.contact_mail_stop_percent <= 100:
                raise ValidationError(
                    self.env._(
                        "%(company)s: e-mails can be held above 1 to 100 percent that "
                        "failed; enter such a number, or 0 for never.",
                        company=company.display_name,
                    )
                )

    def _has_message_hours(self):
        """Whether there are hours or days at which no messages go out."""
        self.ensure_one()
        return bool(self.filtered_domain(HAS_HOURS))

    @api.model
    def _get_paced(self):
        """Return the companies of which it depends on the moment when e-mails go out.

        :return: the statement that finds their ids by what their settings are then
        :rtype: odoo.tools.SQL
        """
        # sudo: whoever sends e-mails goes by the settings of their company
        companies = self.sudo().with_context(active_test=False)
        return companies._search(IS_PACED).subselect()

    def _get_message_opening(self, now, zone):
        """Return when messages may go out next; False if they may now.

        :param datetime now: the moment, in UTC
        :param str zone: the time zone of the contact
        """
        self.ensure_one()
        return get_opening(
            now,
            zone,
            self.contact_message_from,
            self.contact_message_to,
            DAYS[self.contact_message_days],
        )
