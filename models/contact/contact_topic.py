# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools

from ...tools import arguments


class ContactTopic(models.Model):
    """What e-mails are about, such as a newsletter: who leaves it gets the others.

    A topic may stand for lists of Email Marketing: who left one of them left the topic.
    """

    _name = "contact.topic"
    _inherit = ["contact.rights.mixin"]
    _description = "Topic"
    _order = "sequence, name, id"

    name = fields.Char(
        required=True,
        translate=True,
        help="What readers see on the page to unsubscribe.",
    )
    description = fields.Text(
        translate=True,
        help="What readers see below the name: what they get, and how often.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: shared by all companies."
    )
    opt_out_ids = fields.One2many(
        comodel_name="contact.topic.opt.out",
        inverse_name="topic_id",
        string="Addresses That Left",
        groups="contact_segment.group_manager",
    )
    opt_out_count = fields.Integer(
        string="Number of Addresses That Left",
        compute="_compute_opt_out_count",
        groups="contact_segment.group_manager",
    )
    mailing_list_ids = fields.One2many(
        comodel_name="contact.topic.mailing.list",
        inverse_name="topic_id",
        string="Mailing Lists",
        copy=True,
        help="Who leaves the topic leaves these lists of Email Marketing, and who left "
        "one of them gets no e-mails of the topic.",
    )
    has_mailing_lists = fields.Boolean(compute="_compute_has_mailing_lists")

    @api.depends("opt_out_ids")
    def _compute_opt_out_count(self):
        groups = self.env["contact.topic.opt.out"]._read_group(
            [("topic_id", "in", self.ids)], ["topic_id"], ["__count"]
        )
        counts = dict(groups)
        for topic in self:
            topic.opt_out_count = counts.get(topic._origin, 0)

    def _compute_has_mailing_lists(self):
        self.has_mailing_lists = "mailing.list" in self.env

    @api.model_create_multi
    def create(self, vals_list):
        topics = super().create(vals_list)
        self.env.registry.clear_cache()
        return topics

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @tools.ormcache()
    def _has_any(self):
        """Whether there is a topic at all; whoever opens a contact waits for it.

        For what is shown only: who may be addressed is always looked up.
        """
        return bool(self.sudo().with_context(active_test=False).search([], limit=1))

    def action_view_opt_outs(self):
        """Open the addresses that left this topic.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "contact_segment.contact_topic_opt_out_action"
        )
        action["domain"] = [("topic_id", "=", self.id)]
        action["context"] = {"default_topic_id": self.id}
        return action

    # --------------------------------------------------------------------------------
    # Leaving a topic and coming back: for whoever holds the link of an e-mail, so with
    # the rights of the system.
    # --------------------------------------------------------------------------------

    def _leave(self, emails, reason=False, note=False):
        """Take addresses out of this topic; who left before stays as he is.

        :param list[str] emails: normalised addresses
        :param str reason: one of ``UNSUBSCRIBE_REASONS``, or nothing
        :param str note: what the reader says, or nothing
        """
        self.env["contact.topic.opt.out"]._add(self, emails, reason, note)
        self.mailing_list_ids._write_opt_out(emails, True)

    def _come_back(self, emails):
        """Let addresses have the e-mails of this topic again.

        :param list[str] emails: normalised addresses
        """
        self.env["contact.topic.opt.out"]._find(self, emails).unlink()
        self.mailing_list_ids._write_opt_out(emails, False)

    def _is_left(self, emails):
        """Whether one of some addresses left this topic."""
        return bool(
            self.env["contact.topic.opt.out"]._find(self, emails)
            or self.mailing_list_ids._find_subscriptions(emails, True)
        )
