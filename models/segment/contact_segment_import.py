# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every
from odoo.tools.mail import email_split_tuples

from ...tools import arguments
from ...tools.contact_list import (
    KINDS,
    ContactList,
    ListError,
    describe_error,
    read_text,
    read_values,
)
from ...tools.numbers import show_count
from .list_match import SEVERAL, ListMatch

# More of them are better imported where contacts are, with all that is to be said.
MAX_CREATED = 5000
BATCH = 500


class ContactSegment(models.Model):
    """Contacts of a list that somebody has, pasted or from a file, as one step."""

    _inherit = "contact.segment"

    def import_contacts(
        self,
        values,
        column="auto",
        action="add",
        several="none",
        create_missing=False,
        options=None,
    ):
        """Take a step with the contacts that a list names.

        :param values: the list as a text, as it is pasted; or a list of texts, or of
            rows with a text for each column
        :param str column: by what contacts are found: email, phone, name or
            external_id; auto: the surest of what there is in the list
        :param str action: add, reduce or refine
        :param str several: what to do where several contacts are found: take none, the
            first or all of them
        :param bool create_missing: create contacts that are not found, with the name,
            e-mail and phone that the list has; only to add
        :param dict options: the options of the step that are on
        :return: step_id, matched, added, removed and line_count of the step; column;
            how many contacts the list names as rows, how many of them were found; of
            the others the texts as not_found, several, excluded and archived; the ids
            of those created
        :rtype: dict
        :raise UserError: the list is empty, too large or has no such column, the
            segment is logged, somebody else is changing it, or it was stopped
        :raise AccessError: the user may not create contacts
        """
        arguments.check_one(self)
        request = self._read_import(action, several, create_missing, options)
        listed = self._read_list(values)
        kind = self._read_column(listed, column)
        return self._import_list(listed, kind, *request)

    def preview_import(
        self,
        values,
        column="auto",
        action="add",
        several="none",
        create_missing=False,
        options=None,
    ):
        """Tell what ``import_contacts`` would do, without writing anything.

        :param values: as for ``import_contacts``
        :param str column: as for ``import_contacts``
        :param str action: add, reduce or refine
        :param str several: none, first or all
        :param bool create_missing: as for ``import_contacts``
        :param dict options: the options of the step that are on
        :return: the same values; step_id is 0, created has no ids, and who would be
            created is in not_found and in no figure
        :rtype: dict
        :raise UserError: as for ``import_contacts``
        """
        arguments.check_one(self)
        self.check_access("read")
        request = self._read_import(action, several, create_missing, options)
        action, several, _create, options = request
        listed = self._read_list(values)
        kind = self._read_column(listed, column)
        with self._within_time(flush=False):
            match = self._match_list(listed, kind, action, options)
            domain = [("id", "in", match.get_ids(several))]
            figures = self.preview_step(action, domain, options)
        return {**figures, "column": kind, **match.tell(several), "created": []}

    def _read_import(self, action, several, create_missing, options):
        """Return what shall be done with a list, after checking that it can be.

        :rtype: tuple[str, str, bool, dict]
        """
        env = self.env
        options = self._check_step_options(action, options)
        arguments.read_choice(env, "several", several, SEVERAL)
        create = arguments.read_boolean(env, "create_missing", create_missing)
        if create and action != "add":
            raise UserError(
                env._(
                    "Only contacts that are added can be created; create them first, "
                    "or leave that out."
                )
            )
        if create:
            env["res.partner"].check_access("create")
        return action, several, create, options

    def _read_list(self, values):
        """Return the list that a program or a user gives.

        :rtype: ContactList
        :raise UserError: it cannot be read
        """
        try:
            if isinstance(values, list | tuple):
                return ContactList(read_values(values))
            return ContactList(
                read_text(arguments.read_text(self.env, "values", values))
            )
        except ListError as error:
            raise UserError(describe_error(self.env, error)) from error

    def _read_column(self, listed, column):
        """Return by what the contacts of a list are found.

        :raise UserError: the list does not have it
        """
        arguments.read_choice(self.env, "column", column, ["auto", *KINDS])
        known = listed.get_kinds()
        if column == "auto":
            return known[0]
        if listed.width == 1:
            # whoever says it knows it
            listed.kinds = [column]
        elif column not in known:
            raise UserError(
                self.env._(
                    "No column of the list is %(column)s; it has %(known)s.",
                    column=column,
                    known=known,
                )
            )
        return column

    # --------------------------------------------------------------------------------
    # Who is on the list.
    # --------------------------------------------------------------------------------

    def _match_list(self, listed, kind, action, options):
        """Look up who is on a list, in one statement.

        :param ContactList listed: the list
        :param str kind: by what its contacts are found
        :rtype: ListMatch
        """
        contacts = self.env["res.partner"]
        country = self.company_id.country_id
        match = ListMatch()
        for number, text in listed.get_entries(kind).items():
            match.add(number, text, contacts._get_look_up_keys(kind, text, country))
        # who is on the segment can be removed, whatever has become of him
        reasons = ["archived", "excluded"] if action == "add" else []
        if options.get("ignore_exclusion"):
            reasons.remove("excluded")
        domain = Domain(contacts._check_company_domain(self.company_id))
        statement = contacts._select_looked_up(kind, match.keys, domain, reasons)
        match.take(self._execute_step(domain, lambda: statement))
        return match

    def _import_list(self, listed, kind, action, several, create, options):
        """Take the step of a list.

        :return: as of ``import_contacts``
        :rtype: dict
        """
        self._lock()
        self._check_draft()
        with self._within_time():
            match = self._match_list(listed, kind, action, options)
            created = self.env["res.partner"]
            if create:
                created = self._create_missing(listed, match)
            ids = match.get_ids(several) + created.ids
            figures = self._take_step(
                action,
                [("id", "in", ids)],
                options,
                source="import",
                row_count=len(match.texts),
                found_count=match.count_taken(several) + len(created),
            )
        told = match.tell(several)
        return {**figures, "column": kind, **told, "created": created.ids}

    # --------------------------------------------------------------------------------
    # Who is not there yet.
    # --------------------------------------------------------------------------------

    def _create_missing(self, listed, match):
        """Create the contacts of a list that were not found.

        :return: the new contacts
        :rtype: res.partner
        :raise UserError: they are too many
        """
        prepared = self._prepare_missing(listed, match)
        if len(prepared) > MAX_CREATED:
            raise UserError(
                self.env._(
                    "%(count)s contacts would be created, and %(limit)s is the most at "
                    "once; import them in Contacts first.",
                    count=show_count(self.env, len(prepared)),
                    limit=show_count(self.env, MAX_CREATED),
                )
            )
        contacts = self.env["res.partner"]
        for batch in split_every(BATCH, prepared.values(), list):
            contacts |= contacts.create(batch)
        match.note_created(prepared)
        return contacts

    def _prepare_missing(self, listed, match):
        """Return the values of contacts that are not found, by the number of the row.

        :rtype: dict[int, dict]
        """
        prepared = {}
        for number in match.get_missing():
            vals = self._prepare_contact(listed.get_cells(number))
            if vals:
                prepared[number] = vals
        return prepared

    def _prepare_contact(self, cells):
        """Return the values of a contact, as far as a list says them.

        :param dict cells: what it says of each kind
        """
        vals = {name: cells.get(name, "") for name in ("name", "email", "phone")}
        addresses = email_split_tuples(vals["email"])
        if addresses:
            name, vals["email"] = addresses[0]
            vals["name"] = vals["name"] or name
        elif vals["email"]:
            # no address: nobody could be written to
            vals["email"] = ""
        vals["name"] = vals["name"] or vals["email"] or vals["phone"]
        return {name: value for name, value in vals.items() if value}
