# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize

from ...tools import arguments
from ...tools.selections import UNSUBSCRIBE_REASONS


class ContactTopicOptOut(models.Model):
    """An address that wants no more e-mails of a topic.

    It is the address that left and not a contact, so it stays when contacts with it are
    merged, deleted or imported anew.
    """

    _name = "contact.topic.opt.out"
    _inherit = ["contact.rights.mixin"]
    _description = "Address That Left a Topic"
    _order = "opted_out_on desc, id desc"
    _rec_name = "email"

    topic_id = fields.Many2one(
        comodel_name="contact.topic", required=True, index=True, ondelete="cascade"
    )
    email = fields.Char(string="E-mail Address", required=True)
    opted_out_on = fields.Datetime(
        string="Unsubscribed On", default=fields.Datetime.now, readonly=True
    )
    reason = fields.Selection(selection=UNSUBSCRIBE_REASONS)
    note = fields.Text(string="In Their Words")

    # what the gate looks up
    _email_topic_uniq = models.UniqueIndex(
        "(email, topic_id)", "This address left the topic already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Create opt-outs; addresses are normalised as Odoo's blacklist does."""
        vals_list = arguments.read_vals_list(self, vals_list)
        return super().create([self._normalize(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalize(arguments.read_vals(self, vals)))

    @api.model
    def _normalize(self, vals):
        """Return values with the address as the gate looks it up.

        :raise UserError: it is none
        """
        if "email" not in vals:
            return vals
        email = email_normalize(vals["email"] or "")
        if not email:
            raise UserError(
                self.env._(
                    "%(email)s is no e-mail address; enter one like anna@example.com.",
                    email=arguments.show(vals["email"]),
                )
            )
        return {**vals, "email": email}

    @api.model
    def _find(self, topic, emails):
        """Return the opt-outs of addresses from a topic."""
        spellings = self._get_spellings(emails)
        return self.search([("topic_id", "=", topic.id), ("email", "in", spellings)])

    @api.model
    def _add(self, topic, emails, reason=False, note=False):
        """Note that addresses left a topic, each once, whoever does so at this moment.

        :param list[str] emails: normalised addresses
        """
        self.flush_model()
        now = self.env.cr.now()
        rows = SQL(", ").join(
            SQL(
                "%s",
                (
                    topic.id,
                    email,
                    now,
                    reason or None,
                    note or None,
                    *(self.env.uid, now) * 2,
                ),
            )
            for email in self._get_spellings(emails)
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO contact_topic_opt_out (
                    topic_id, email, opted_out_on, reason, note,
                    create_uid, create_date, write_uid, write_date
                ) VALUES %s ON CONFLICT (email, topic_id) DO NOTHING""",
                rows,
            )
        )
        topic.invalidate_recordset(["opt_out_ids", "opt_out_count"])

    @api.model
    def _get_spellings(self, emails):
        """Return addresses with those that are the same in another spelling.

        :rtype: list[str]
        """
        blacklist = self.env["mail.blacklist"]
        others = [blacklist._get_other_spelling(email) for email in emails]
        return list(dict.fromkeys(filter(None, [*emails, *others])))

    @api.model
    def _select_all(self):
        """Return the query of every topic and address that left it.

        Lists of Email Marketing that a topic stands for count too.

        :rtype: SQL
        """
        own = SQL("SELECT topic_id, email FROM contact_topic_opt_out")
        self.flush_model(["topic_id", "email"])
        if "mailing.subscription" not in self.env:
            return own
        self.env["contact.topic.mailing.list"].flush_model()
        self.env["mailing.subscription"].flush_model(["opt_out"])
        self.env["mailing.contact"].flush_model(["email_normalized"])
        return SQL(
            """%s UNION ALL
            SELECT link.topic_id, contact.email_normalized
            FROM contact_topic_mailing_list link
            JOIN mailing_subscription subscription
                ON subscription.list_id = link.list_id AND subscription.opt_out IS TRUE
            JOIN mailing_contact contact ON contact.id = subscription.contact_id""",
            own,
        )
