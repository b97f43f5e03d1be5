# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..tools.numbers import show_count

# What can be logged by itself, and the field that says with which template.
EVENT_FIELDS = {
    "mail_in": "contact_mail_in_template_id",
    "mail_out": "contact_mail_out_template_id",
    "meeting": "contact_meeting_template_id",
    "call": "contact_call_template_id",
    "quotation": "contact_quotation_template_id",
    "invoice": "contact_invoice_template_id",
}
# Workers of Odoo end earlier than that anyway.
LONGEST = 24 * 60 * 60
# Who logs a segment wants it to go out; nobody waits longer for somebody else's regret.
LONGEST_UNDO = 10 * 60


class ResCompany(models.Model):
    """What a company logs by itself: an interaction template for each kind of event."""

    _name = "res.company"
    _inherit = ["res.company", "contact.rights.mixin"]

    contact_mail_in_template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        string="E-mails Received",
        ondelete="set null",
        copy=False,
        groups="contact_segment.group_user",
        help="Every e-mail that comes in from a contact becomes an interaction.",
    )
    contact_mail_out_template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        string="E-mails Sent",
        ondelete="set null",
        copy=False,
        groups="contact_segment.group_user",
        help="Every e-mail that a user sends to a contact becomes an interaction. "
        "Notes, automatic messages and mailings do not.",
    )
    contact_meeting_template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        string="Meetings Held",
        ondelete="set null",
        copy=False,
        groups="contact_segment.group_user",
        help="A meeting becomes an interaction with every contact who did not decline, "
        "after it ended.",
    )
    contact_call_template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        string="Calls Done",
        ondelete="set null",
        copy=False,
        groups="contact_segment.group_user",
        help="A call that was planned as an activity becomes an interaction when it is "
        "marked as done.",
    )
    contact_quotation_template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        string="Quotations Sent",
        ondelete="set null",
        copy=False,
        groups="contact_segment.group_user",
        help="A quotation becomes an interaction when it is sent or marked as sent; "
        "its e-mail is not logged as well.",
    )
    contact_invoice_template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        string="Invoices Sent",
        ondelete="set null",
        copy=False,
        groups="contact_segment.group_user",
        help="An invoice, credit note or receipt for a customer becomes an interaction "
        "when it is sent or printed; its e-mail is not logged as well.",
    )
    contact_meeting_since = fields.Datetime(
        string="Meetings Logged Since",
        readonly=True,
        help="Meetings that ended earlier are not logged.",
    )
    contact_outgoing_call_template_id = fields.Many2one(
        comodel_name="contact.interaction.template",
        string="Template for Outgoing Calls",
        default=lambda self: self._default_outgoing_call_template(),
        ondelete="restrict",
        copy=False,
        groups="contact_segment.group_user",
        help="What a call that somebody makes says: its description, cost and group.",
    )
    contact_step_timeout = fields.Integer(
        string="Time Limit of Steps",
        default=60,
        help="A step, a preview or a count that takes more seconds is stopped and "
        "changes nothing; 0: there is no limit.",
    )
    contact_undo_seconds = fields.Integer(
        string="Seconds to Undo Logging",
        default=10,
        help="What is logged in the dialog can be undone for so many seconds, and is "
        "delivered after them; 0: it cannot be undone.",
    )

    @api.constrains(*EVENT_FIELDS.values())
    def _check_event_templates(self):
        for company in self.sudo():
            for name in EVENT_FIELDS.values():
                template = company[name]
                if template.company_id not in (company.browse(), company):
                    raise ValidationError(
                        self.env._(
                            "Template %(template)s belongs to another company; choose "
                            "one of %(company)s or one without a company.",
                            template=template.name,
                            company=company.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._fill_call_templates(vals_list)
        companies._note_event_templates(set().union(*vals_list))
        return companies

    def write(self, vals):
        name = EVENT_FIELDS["meeting"]
        is_on = isinstance(vals, dict) and vals.get(name)
        switched_on = self.filtered(lambda company: is_on and not company[name])
        result = super().write(vals)
        switched_on._note_event_templates({name})
        self._note_event_templates(set(vals) - {name})
        return result

    def _note_event_templates(self, names):
        """Take notice of templates that were chosen or removed.

        :param set names: the fields that were written
        """
        if EVENT_FIELDS["meeting"] in names:
            held = self.sudo().filtered(EVENT_FIELDS["meeting"])
            held.contact_meeting_since = fields.Datetime.now()
        if not names.isdisjoint(EVENT_FIELDS.values()):
            self.env.registry.clear_cache()

    @api.model
    @tools.ormcache()
    def _get_event_templates(self):
        """Return what companies log by themselves, without a query once it is known.

        :return: the ids of templates by event by id of the company; those that log
            nothing are not in it
        :rtype: dict[int, dict[str, int]]
        """
        # pylint: disable-next=no-search-all
        companies = self.sudo().with_context(active_test=False).search([])
        settings = {
            company.id: {
                event: company[name].id
                for event, name in EVENT_FIELDS.items()
                if company[name]
            }
            for company in companies
        }
        return {id_: events for id_, events in settings.items() if events}

    @api.model
    def _is_event_logged(self, *events):
        """Return whether any company logs one of these events by itself."""
        settings = self._get_event_templates().values()
        return any(event in templates for templates in settings for event in events)

    # --------------------------------------------------------------------------------
    # The template for calls that somebody makes.
    # --------------------------------------------------------------------------------

    def _fill_call_templates(self, vals_list):
        """Give every new company its template, whoever creates it.

        Odoo leaves out the defaults of fields that the user may not see.
        """
        name = "contact_outgoing_call_template_id"
        for company, vals in zip(self.sudo(), vals_list, strict=True):
            if name not in vals and not company[name]:
                company[name] = self._default_outgoing_call_template()

    @api.model
    def _default_outgoing_call_template(self):
        return self.env.ref(
            "contact_segment.template_outgoing_call", raise_if_not_found=False
        )

    @api.model
    def _set_outgoing_call_template(self):
        """Give the companies their template that were there before this addon."""
        companies = self.with_context(active_test=False).search(
            [("contact_outgoing_call_template_id", "=", False)]
        )
        companies.contact_outgoing_call_template_id = (
            self._default_outgoing_call_template()
        )

    def _get_outgoing_call_template(self):
        """Return the template for calls.

        :raise UserError: the company has none
        """
        # sudo: the settings of a company are no secret to its callers
        template = self.sudo().contact_outgoing_call_template_id.sudo(False)
        if not template:
            raise UserError(
                self.env._(
                    "%(company)s has no template for outgoing calls; an administrator "
                    "can choose one in the settings of Segments.",
                    company=self.display_name,
                )
            )
        return template

    # --------------------------------------------------------------------------------
    # How long the steps of a company's segments may take.
    # --------------------------------------------------------------------------------

    @api.constrains("contact_step_timeout")
    def _check_contact_step_timeout(self):
        for company in self:
            if not 0 <= company.contact_step_timeout <= LONGEST:
                raise ValidationError(
                    self.env._(
                        "%(company)s: a step can take from 1 to %(most)s seconds; "
                        "enter such a number, or 0 for no limit.",
                        company=company.display_name,
                        most=show_count(self.env, LONGEST),
                    )
                )

    # --------------------------------------------------------------------------------
    # How long logging can be undone.
    # --------------------------------------------------------------------------------

    @api.constrains("contact_undo_seconds")
    def _check_contact_undo_seconds(self):
        for company in self:
            if not 0 <= company.contact_undo_seconds <= LONGEST_UNDO:
                raise ValidationError(
                    self.env._(
                        "%(company)s: logging can be undone for 1 to %(most)s seconds; "
                        "enter such a number, or 0 for never.",
                        company=company.display_name,
                        most=show_count(self.env, LONGEST_UNDO),
                    )
                )
