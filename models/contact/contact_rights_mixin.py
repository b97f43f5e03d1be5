# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import ormcache

from ...tools import arguments

MODULE = "contact_segment"
# In the context of values that a method of this addon made or has checked. What comes
# over RPC can be equal to it in no way: it is compared by identity.
CHECKED = object()
CONTEXT_KEY = "contact_rights_checked"


class ContactRightsMixin(models.AbstractModel):
    """Rights where a record is named, for every model of this addon.

    Values, defaults in the context or of the user, ``onchange`` and dialogs are all
    input of a stranger. So, for whoever is not the system:

    - a stored field that is read-only is written by methods, never by values;
    - whoever names a record must be allowed to read it;
    - a record stays with what it belongs to.

    A model of Odoo that inherits it is asked about the fields of this addon only.
    """

    _name = "contact.rights.mixin"
    _description = "Rights Where a Record Is Named"
    # Read-only in forms, but callers may give them; their model checks what is given.
    _open_fields = ()
    # Links that stay as they were created, besides those to what a record dies with.
    _identity_links = ()

    @api.model_create_multi
    def create(self, vals_list):
        """Create records of values that the user may give."""
        self._check_values(vals_list)
        model = self._as_unchecked()._without_own_defaults()
        return super(ContactRightsMixin, model).create(vals_list)

    def write(self, vals):
        """Write values that the user may give."""
        self._check_values([vals])
        return super(ContactRightsMixin, self._as_unchecked()).write(vals)

    def copy_data(self, default=None):
        """Copy nothing that only methods write: the copy has no such past."""
        default = arguments.read_options(self.env, "default", default)
        vals_list = super().copy_data(default)
        if self.env.su:
            return vals_list
        past = self._get_method_fields() - default.keys()
        return [
            {name: vals[name] for name in vals if name not in past}
            for vals in vals_list
        ]

    @api.model
    def default_get(self, fields):
        """Return defaults; a default of the user is a value he gives."""
        model = self._without_own_defaults()
        defaults = super(ContactRightsMixin, model).default_get(fields)
        # a user sets defaults of his own for any field
        of_user = self.env["ir.default"]._get_model_defaults(self._name)
        for name in self._get_readonly_fields() & of_user.keys() & defaults.keys():
            field = self._fields[name]
            value = field.default(self) if field.default else False
            value = field.convert_to_cache(value, self, validate=False)
            defaults[name] = field.convert_to_write(value, self)
        if self._is_stranger():
            self._drop_hidden_defaults(defaults)
        return defaults

    def onchange(self, values, field_names, fields_spec):
        """Recompute a form, unless it names what the user may not read."""
        if self._is_stranger() and isinstance(values, dict):
            self._check_named([values])
        return super().onchange(values, field_names, fields_spec)

    def _as_checked(self):
        """Return these records for values that need no further check.

        They hold for one ``create`` or ``write`` of this model: records that are
        created along with it, by commands, are checked as always.
        """
        return self.with_context(**{CONTEXT_KEY: CHECKED})

    def _as_unchecked(self):
        """Return these records with everything checked again."""
        return self._without_context_keys({CONTEXT_KEY})

    def _without_context_keys(self, keys):
        """Return these records without some keys in their context."""
        context = self.env.context
        if keys.isdisjoint(context):
            return self
        context = {key: context[key] for key in context.keys() - keys}
        return self.with_env(self.env(context=context))

    def _without_own_defaults(self):
        """Return these records without defaults in the context that are no values.

        Those of methods, and of fields that only the users of this addon see: whoever
        goes on from one of their records is not stopped by it.
        """
        keys = {
            f"default_{name}"
            for name in self._get_own_fields()
            if f"default_{name}" in self.env.context
            and (
                name in self._get_readonly_fields()
                or not self._has_field_access(self._fields[name], "write")
            )
        }
        return self._without_context_keys(keys)

    def _is_stranger(self):
        """Whether values come from a user, and not from a method of this addon."""
        return not self.env.su and not self._is_checked()

    def _is_checked(self):
        """Whether a method of this addon vouches for the values."""
        return self.env.context.get(CONTEXT_KEY) is CHECKED

    def _check_values(self, vals_list):
        """Check what a user gives to these records, or to new ones.

        :raise AccessError: it is not his to give, or names what he may not read
        """
        if not self._is_stranger():
            return
        for vals in arguments.read_vals_list(self, vals_list):
            self._check_protected(vals)
            self._check_identity(vals)
        self._check_named(vals_list)

    @api.model
    def _check_protected(self, vals):
        """Refuse values that only methods write."""
        protected = self._get_method_fields() & vals.keys()
        if protected:
            raise AccessError(
                self.env._(
                    "%(fields)s of %(model)s cannot be written directly; use the "
                    "actions of the record.",
                    fields=", ".join(sorted(protected)),
                    model=self.env["ir.model"]._get(self._name).sudo().name,
                )
            )

    def _check_identity(self, vals):
        """Refuse to hand a record over to another one than it belongs to."""
        for name in self._get_identity_links() & vals.keys():
            others = self.sudo().filtered(lambda one, n=name: one[n].id != vals[n])
            if others:
                raise AccessError(
                    self.env._(
                        "%(record)s stays with its %(field)s; create another one there "
                        "instead.",
                        record=self.browse(others[0].id)._get_own_name(),
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    def _get_own_name(self):
        """Return the name of a record that its user has at hand."""
        model = self.env["ir.model"]._get(self._name).sudo().name
        return f"{model} #{self.id}"

    def _check_named(self, vals_list):
        """Check that the user may read every record that values name."""
        named = defaultdict(set)
        for vals in vals_list:
            self._collect_named(vals, named)
        for model, ids in named.items():
            self.env[model].browse(ids).check_access("read")

    def _collect_named(self, vals, named):
        """Add the records that values name anew.

        :param dict vals: values as in ``create``, ``write`` or ``onchange``
        :param dict named: sets of ids by name of the model, which grow
        """
        for name in self._get_links() & vals.keys():
            field, value = self._fields[name], vals[name]
            model = field.comodel_name
            if field.type == "many2one_reference":
                model = self._get_referenced_model(field, vals)
            elif field.type == "reference" and isinstance(value, str):
                model, _comma, value = value.partition(",")
                value = int(value) if value.isdecimal() else 0
            if not value or model not in self.env:
                continue
            if field.type in ("one2many", "many2many"):
                ids = self._collect_commands(field, value, named)
            else:
                ids = self._read_link(field, value, named)
            if ids and (fresh := ids - self._get_known_ids(field)):
                named[model].update(fresh)

    def _get_referenced_model(self, field, vals):
        """Return the model of a link whose model is another value."""
        model = vals.get(field.model_field)
        return model or self[:1].sudo()[field.model_field]

    @api.model
    def _read_link(self, field, value, named):
        """Return the ids that the value of a link means, in all its spellings."""
        if isinstance(value, dict):
            self._collect_nested(field, value, named)
            value = value.get("id")
        elif isinstance(value, tuple):
            value = value[0] if value else 0
        elif field.type == "many2one_reference" and isinstance(value, str | float):
            # such a link is a number to Odoo, however it is written
            value = int(value) if str(value).replace(".0", "").isdecimal() else 0
        return {value} if type(value) is int and value > 0 else set()

    @api.model
    def _collect_commands(self, field, commands, named):
        """Return the ids that commands name; collect those in their values."""
        ids = set()
        for command in commands if isinstance(commands, tuple | list) else ():
            if isinstance(command, dict):
                self._collect_nested(field, command, named)
            elif type(command) is int:
                ids.add(command)
            elif isinstance(command, tuple | list) and len(command) > 1:
                if command[0] in (Command.UPDATE, Command.LINK):
                    ids.add(command[1])
                elif command[0] == Command.SET and len(command) > 2:
                    ids.update(command[2] or ())
                if command[0] in (Command.CREATE, Command.UPDATE, Command.LINK):
                    values = command[2] if len(command) > 2 else None
                    self._collect_nested(field, values, named)
        return {id_ for id_ in ids if type(id_) is int and id_ > 0}

    @api.model
    def _collect_nested(self, field, vals, named):
        """Collect what the values of a linked record name."""
        comodel = self.env[field.comodel_name]
        if isinstance(vals, dict) and hasattr(comodel, "_collect_named"):
            comodel._collect_named(vals, named)

    def _get_known_ids(self, field):
        """Return what all of these records are linked to already: nothing new."""
        if not self or not all(self._ids):
            return set()
        records = self.sudo().with_context(active_test=False)
        if field.type == "many2one_reference":
            known = [{record[field.name]} for record in records]
        else:
            known = [set(record[field.name].ids) for record in records]
        return set.intersection(*known)

    @api.model
    def _drop_hidden_defaults(self, defaults):
        """Take defaults away that name what the user may not read."""
        for name in self._get_links() & defaults.keys():
            try:
                self._check_named([{name: defaults[name]}])
            except AccessError:
                if self._is_of_odoo():
                    del defaults[name]
                else:
                    raise

    @api.model
    def _is_of_odoo(self):
        """Whether this is a model of Odoo that the addon only extends."""
        return self._original_module != MODULE

    @api.model
    @ormcache()
    def _get_own_fields(self):
        """Return the names of the fields of this addon."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if field._module == MODULE and name not in models.MAGIC_COLUMNS
        )

    @api.model
    @ormcache()
    def _get_readonly_fields(self):
        """Return the names of the fields whose values come from methods.

        In dialogs nothing is: what they hold is what their user said.
        """
        return frozenset(
            name
            for name in self._get_own_fields()
            if self._fields[name].store
            and self._fields[name].readonly
            and not self._transient
        )

    @api.model
    def _get_method_fields(self):
        """Return the names of the fields that callers may not give."""
        return self._get_readonly_fields() - set(self._open_fields)

    @api.model
    @ormcache()
    def _get_links(self):
        """Return the names of the fields that name other records."""
        kinds = ("many2one", "one2many", "many2many", "reference", "many2one_reference")
        return frozenset(
            name for name in self._get_own_fields() if self._fields[name].type in kinds
        )

    @api.model
    @ormcache()
    def _get_identity_links(self):
        """Return the names of the links that never change: what a record is part of."""
        if self._transient:
            return frozenset()
        parts = {
            name
            for name in self._get_links()
            if (field := self._fields[name]).type == "many2one"
            and field.store
            and field.ondelete == "cascade"
            and self.env[field.comodel_name]._original_module == MODULE
        }
        return frozenset(parts | set(self._identity_links))

    # --------------------------------------------------------------------------------
    # Rights where a value is read through a link, for every model of this addon.
    # --------------------------------------------------------------------------------

    def _compute_field_value(self, field):
        """Compute a value for whoever may read the records that it comes from.

        Rights are asked about when a record is fetched, and it may be in memory already
        because its name was shown: so they are asked about here. In dialogs that goes
        for every value. Elsewhere records are guarded by their own rules, and only what
        is read straight through a link is asked about.
        """
        if not self.env.su and field._module == "contact_segment":
            for name in self._get_sources(field):
                self.mapped(name)._origin.check_access("read")
        return super()._compute_field_value(field)

    def _get_sources(self, field):
        """Return the names of the links that a computed value is read through."""
        if not (field.related or self._transient):
            return set()
        paths = self.pool.field_depends[field]
        names = {path.partition(".")[0] for path in paths}
        return {name for name in names if self._fields[name].relational}

    @api.model
    def _tell_name(self, record):
        """Return what a record is called, for a sentence that the user reads.

        :param record: one record, in any environment
        :rtype: str
        """
        # Odoo checks constraints as sudo; who reads the sentence is the user
        if record.with_env(self.env).sudo(False).has_access("read"):
            return record.display_name
        return {
            "res.partner": self.env._("a contact you may not see"),
            "contact.segment": self.env._("a segment you may not see"),
        }.get(record._name) or self.env._("something you may not see")
