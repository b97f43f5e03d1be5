# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import MissingError

from ...tools import arguments

AGGREGATES = [
    ("count", "Number of records"),
    ("count_distinct", "Number of different values"),
    ("sum", "Sum"),
    ("average", "Average"),
    ("minimum", "Lowest or earliest"),
    ("maximum", "Highest or latest"),
    ("first", "That of the first record"),
    ("last", "That of the last record"),
]


class ContactMeasure(models.Model):
    """A figure about a contact, such as the revenue of the last year.

    It is made of the records of any model with a path to contacts, and computed when it
    is asked for: nothing is stored, nothing is out of date.
    """

    _name = "contact.measure"
    _inherit = ["contact.rights.mixin", "contact.condition.mixin"]
    _description = "Measure"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    model = fields.Char(
        string="Records",
        required=True,
        help="The technical name of the model whose records are counted or added up.",
    )
    partner_path = fields.Char(
        string="Contact",
        required=True,
        compute="_compute_partner_path",
        store=True,
        readonly=False,
        precompute=True,
        help="The path from a record to the contact it counts for.",
    )
    domain = fields.Char(
        string="Condition", help="Which records count; all of them where it is empty."
    )
    aggregate = fields.Selection(
        selection=AGGREGATES, string="Figure", required=True, default="count"
    )
    field_name = fields.Char(
        string="Of",
        help="The field whose values are added up or compared, or the path to it.",
    )
    date_field = fields.Char(
        string="Date",
        help="The date that decides whether a record is in the period, which record is "
        "the first or the last one, and at which rate an amount is converted.",
    )
    date_from = fields.Char(
        string="From",
        help="The beginning of the period, such as today -365d or 2026-01-31.",
    )
    date_to = fields.Char(
        string="Before",
        help="The end of the period, such as today; this day itself does not count.",
    )
    by_company = fields.Boolean(
        string="Count for the Company",
        help="Records of people count for their company and for everybody in it.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Who uses this measure, and in whose currency it tells amounts; all "
        "companies, each in its own currency, where it is empty.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        default=lambda self: self.env.user,
        ondelete="set null",
        help="Who may change this measure, besides administrators.",
    )
    key = fields.Char(
        readonly=True,
        copy=False,
        help="Which one of the measures that the addon brings this is.",
    )

    _key_uniq = models.UniqueIndex("(key) WHERE key IS NOT NULL")

    def copy_data(self, default=None):
        default = arguments.read_options(self.env, "default", default)
        return [
            {**vals, "name": self.env._("%s (copy)", measure.name), **default}
            for measure, vals in zip(
                self, super().copy_data(default=default), strict=True
            )
        ]

    def _get_condition_model(self, name, vals):
        model = arguments.read_text(self.env, "model", vals.get("model"))
        return model or self[:1].model or super()._get_condition_model(name, vals)

    def get_values(self, partner_ids):
        """Tell the value of contacts, with the rights of the user on what it is about.

        :param partner_ids: ids of contacts
        :return: by the id of each contact, as text: a number, a date or a time as text,
            or False where there is no value
        :rtype: dict[str, Any]
        :raise UserError: the measure cannot be used; the sentence says why
        """
        arguments.check_one(self)
        ids = arguments.read_ids(self.env, "partner_ids", partner_ids)
        partners = self.env["res.partner"].browse(ids)
        missing = partners - partners.exists()
        if missing:
            raise MissingError(
                self.env._(
                    "partner_ids: there is no contact with the id %(id)s.",
                    id=str(missing[:1].id),
                )
            )
        partners.check_access("read")
        return {
            str(id_): self._tell_raw(value)
            for id_, value in self._read_values(partners).items()
        }

    def _read_values(self, partners):
        """Return the value of contacts by id; None where there is none.

        :rtype: dict[int, Any]
        """
        query = self._make_query()
        owners = {partner.id: partner.id for partner in partners}
        if self.by_company:
            owners = {one.id: one.commercial_partner_id.id for one in partners}
        found = query.read_values(owners.values())
        return {id_: found.get(owner, query.absent) for id_, owner in owners.items()}

    @api.model
    def _tell_raw(self, value):
        """Return a value for JSON."""
        if value is None:
            return False
        if isinstance(value, int):
            return value
        if hasattr(value, "isoformat"):
            is_time = hasattr(value, "hour")
            kind = fields.Datetime if is_time else fields.Date
            return kind.to_string(value)
        return float(value)

    def action_view_records(self):
        """Open the records behind the figure of the contact in the context.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        self._make_query()
        partner = arguments.read_record(
            self.env,
            "example_partner_id",
            self.env.context.get("example_partner_id"),
            "res.partner",
            optional=True,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.model,
            "views": [(False, "list"), (False, "form")],
            "domain": list(self._get_records_domain(partner)),
        }
