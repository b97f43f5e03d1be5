# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ContactTopicMailingList(models.Model):
    """A list of Email Marketing that a topic stands for."""

    _name = "contact.topic.mailing.list"
    _inherit = ["contact.rights.mixin"]
    _description = "Mailing List of a Topic"

    topic_id = fields.Many2one(
        comodel_name="contact.topic", required=True, ondelete="cascade"
    )
    # no plain link: the addon works without the app that has the lists
    list_model = fields.Char(default="mailing.list", readonly=True)
    list_id = fields.Many2oneReference(
        string="Mailing List", model_field="list_model", required=True
    )

    _list_uniq = models.UniqueIndex(
        "(topic_id, list_id)", "This mailing list belongs to the topic already."
    )

    def _find_subscriptions(self, emails, is_left):
        """Return the subscriptions of addresses to these lists; none without the app.

        :param list[str] emails: normalised addresses
        :param bool is_left: those that the address left, or the others
        """
        if not self or "mailing.subscription" not in self.env:
            return self.browse()
        subscriptions = self.env["mailing.subscription"]
        return subscriptions.with_context(active_test=False).search(
            [
                ("list_id", "in", self.mapped("list_id")),
                ("contact_id.email_normalized", "in", list(emails)),
                ("opt_out", "=", is_left),
            ]
        )

    def _write_opt_out(self, emails, is_left):
        """Take addresses off these lists, or let them come back."""
        changed = self._find_subscriptions(emails, not is_left)
        if changed:
            changed.write({"opt_out": is_left})
