# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.selections import APP_CHANNELS

# What the value of such a channel begins with; the id follows.
PREFIX = "own_"


class ContactChannel(models.Model):
    """A channel of one's own, such as a visit: noted, and delivered by nobody.

    It is a value like the others in every field for a channel.
    """

    _name = "contact.channel"
    _inherit = ["contact.rights.mixin"]
    _description = "Channel"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        compute="_compute_code",
        help="The value of this channel, for imports and integrations.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    def _compute_code(self):
        for channel in self:
            channel.code = f"{PREFIX}{channel._origin.id}" if channel._origin else ""

    @api.model_create_multi
    def create(self, vals_list):
        channels = super().create(vals_list)
        self.env.registry.clear_cache()
        return channels

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        self._check_unused()
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def _check_unused(self):
        """Keep channels that something goes by.

        :raise UserError: one is used
        """
        for channel in self:
            for field in self._get_channel_fields():
                records = self.env[field.model_name].sudo()
                used = [(field.name, "=", channel.code)]
                if records.with_context(active_test=False).search_count(used, limit=1):
                    raise UserError(
                        self.env._(
                            "Channel %(channel)s is used in %(model)s; archive it "
                            "instead.",
                            channel=channel.name,
                            model=records._description,
                        )
                    )

    @api.model
    def _get_channel_fields(self):
        """Return the fields whose column holds channels."""
        return [
            field
            for model in self.env.values()
            if not model._abstract and not model._transient and model._auto
            for field in model._fields.values()
            if isinstance(field, ChannelField) and field.store and field.column_type
        ]

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_own(self):
        """Return values and labels of channels of one's own, archived ones last.

        :rtype: tuple[tuple[str, str], ...]
        """
        # sudo: whoever sees a record with a channel reads what it is called
        # all of them: they are a handful
        every = self.sudo().with_context(active_test=False)
        channels = every.search([("id", "!=", False)])
        in_order = channels.sorted(lambda channel: not channel.active)
        return tuple((channel.code, channel.name) for channel in in_order)

    @api.model
    def _is_offered(self, value):
        """Whether a channel can be chosen.

        One of an app of Odoo needs the app. Where the app was uninstalled, it stays
        for as long as something goes by it, so that it can be read and changed; what
        it sends is refused by the gate.

        :param str value: the channel
        """
        return self._has_app(value) or self._is_used(value)

    @api.model
    def _has_app(self, value):
        """Whether there is what sends by a channel.

        :param str value: the channel
        """
        return value not in APP_CHANNELS or APP_CHANNELS[value] in self.env

    @api.model
    @tools.ormcache("value", cache="stable")
    def _is_used(self, value):
        """Whether anything goes by a channel that cannot be chosen any more."""
        return any(
            self.env.execute_query(
                SQL(
                    "SELECT FROM %s WHERE %s = %s LIMIT 1",
                    SQL.identifier(self.env[field.model_name]._table),
                    SQL.identifier(field.name),
                    value,
                )
            )
            for field in self._get_channel_fields()
        )


class ChannelField(fields.Selection):
    """A channel: those that the program knows, and those of one's own."""

    def _description_selection(self, env):
        known = super()._description_selection(env)
        if "contact.channel" not in env:
            # while the addon is installed, others already ask what this field offers
            return known
        channels = env["contact.channel"]
        offered = [choice for choice in known if channels._is_offered(choice[0])]
        return [*offered, *channels._get_own()]

    def get_values(self, env):
        """Return all values, those of one's own included."""
        return [value for value, _label in self._description_selection(env)]

    def convert_to_cache(self, value, record, validate=True):
        if validate and isinstance(value, str) and value.startswith(PREFIX):
            if value in self.get_values(record.env):
                return value
        if validate and isinstance(value, str) and value in APP_CHANNELS:
            # the selection itself knows it, with its app and without
            if value not in self.get_values(record.env):
                raise ValueError(f"Wrong value for {self}: {value!r}")
        return super().convert_to_cache(value, record, validate)
