# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import re
from collections import defaultdict
from datetime import datetime

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.merge.catalogue import FIELDS, OPPORTUNITIES, ORDERS
from ...tools.merge.format import format_day, format_value, to_local
from ...tools.merge.storage import dump_row, load_row
from ...tools.way_out import EXAMPLE
from ...word_merge import LANGUAGE, LETTER_NUMBER, NOW

# A longer way from a contact to its value is a mistake; each link is read by itself.
MAX_LINKS = 20
PREFIX = "merge picture "


class Checked:
    """What was checked while values are read; no context of a caller can be one.

    Twelve fields of a letter are twelve times the same contacts, for whom record rules
    would be evaluated each time.

    :ivar set records: environment, model and ids of the records that may be read
    """

    def __init__(self):
        self.records = set()

    def check(self, records):
        """Check once that the user may read records.

        :raise AccessError: he may not
        """
        # the environment says with whose rights, and in which companies
        key = records.env, records._name, records._ids
        if key not in self.records:
            records.check_access("read")
            self.records.add(key)


class ContactMergeMixin(models.AbstractModel):
    """The values that a letter to one contact shows.

    Inherited by what a letter is made from: the line of a segment before logging and
    the interaction after it. Everything is read with the rights of the user.
    """

    _name = "contact.merge.mixin"
    _description = "Merge Fields"

    @api.model
    def _get_merge_fields(self):
        """Return the merge fields by name; extend it to add further ones.

        :rtype: dict[str, MergeField]
        """
        merge_fields = [*FIELDS, OPPORTUNITIES]
        if "sale.order" in self.env:
            merge_fields.append(ORDERS)
        return {field.name: field for field in merge_fields}

    def _get_merge_values(self, field_names):
        """Return what the letters to these contacts show.

        A name is a merge field, in any case and with spaces for underscores; a column
        of a list as ``Orders.Name``; or a path from the record. An unknown name gives
        no value: what was typed stays, and a merge field of Word is empty.

        :param list[str] field_names: the names as they are in the document, or the
            ``value_names`` of a template
        :return: one dict by name for each record, in their order; the rows of a column
            are under the name of its list, and the language of the letter under
            ``LANGUAGE``; ``NOW`` and ``LETTER_NUMBER`` where they are asked for
        :rtype: list[dict]
        :raise AccessError: the user may not read a field or a record
        """
        # their own prefetching, wherever the records come from
        letters = self.browse(self._ids)
        letters.check_access("read")
        sources = {
            key: source
            for key, source in self._get_merge_sources(field_names).items()
            if self._is_merge_source(source[0])
        }
        by_id = {}
        for lang, records in letters._group_by_merge_lang().items():
            records = records.with_context(lang=lang, contact_merge_checked=Checked())
            rows = records._read_merge_sources(sources)
            for row in rows.values():
                row[LANGUAGE] = lang
            by_id.update(rows)
        letters._add_letter_values(by_id, field_names)
        return [by_id[record.id] for record in self]

    def _add_letter_values(self, values, names):
        """Add what a document shows of its letters besides fields.

        :param dict values: the values of each letter, by id
        :param list[str] names: ``value_names`` of a template
        """
        if NOW in names:
            now = to_local(fields.Datetime.now(), str(self.env.tz))
            for row in values.values():
                row[NOW] = now
        if LETTER_NUMBER in names:
            for id_, number in self._count_letters_before():
                values[id_][LETTER_NUMBER] = number

    def _count_letters_before(self):
        """Return ids and which letter of its segment each of them is, from 1."""
        # the same before logging and after it
        order = "segment_line_id" if "segment_line_id" in self._fields else "id"
        self.flush_model(["segment_id", order])
        # a window over whole segments: to count for each letter would be quadratic
        return self.env.execute_query(
            SQL(
                "SELECT id, number FROM (SELECT id, ROW_NUMBER() OVER "
                "(PARTITION BY segment_id ORDER BY %(order)s) AS number FROM %(table)s "
                "WHERE segment_id IN "
                "(SELECT segment_id FROM %(table)s WHERE id IN %(ids)s)) AS letters "
                "WHERE id IN %(ids)s",
                table=SQL.identifier(self._table),
                order=SQL.identifier(order),
                ids=self._ids or (0,),
            )
        )

    @api.model
    def _get_merge_sources(self, field_names):
        """Find out where the values of names come from.

        :return: by the key of the values, the merge field or the path, and the columns
            of a list
        :rtype: dict[str, tuple[MergeField or str, list[str]]]
        """
        catalogue = self._get_merge_fields_by_key()
        sources = {}
        for name in field_names:
            field = catalogue.get(self._get_merge_key(name))
            list_name, _dot, column = name.strip().partition(".")
            rows = catalogue.get(self._get_merge_key(list_name)) if column else None
            if field:
                sources[name] = (field, list(field.columns))
            elif rows and rows.is_list:
                _field, columns = sources.setdefault(rows.name, (rows, []))
                columns.append(column)
            else:
                sources[name] = (name.strip(), [])
        return sources

    @api.model
    def _is_merge_source(self, source):
        """Whether there is such a merge field or path."""
        return not isinstance(source, str) or bool(self._split_merge_path(self, source))

    @api.model
    def _get_merge_fields_by_key(self):
        return {
            self._get_merge_key(name): field
            for name, field in self._get_merge_fields().items()
        }

    @api.model
    def _get_merge_key(self, name):
        """Return a name as it is looked up: Word makes underscores of spaces."""
        return name.strip().replace(" ", "_").casefold()

    def _group_by_merge_lang(self):
        """Return the records by the language of their letter."""
        installed = dict(self.env["res.lang"].get_installed())
        default = self.env.user.lang or "en_US"
        groups = defaultdict(list)
        for record in self:
            langs = (record.lang, record.partner_id.lang, default)
            lang = next((code for code in langs if code in installed), default)
            groups[lang].append(record.id)
        # all share the prefetching: what has no language is read once
        return {
            lang: self.browse(ids).with_prefetch(self._ids)
            for lang, ids in groups.items()
        }

    def _read_merge_sources(self, sources):
        """Return the values of these records, which share a language, by id."""
        values = {id_: {} for id_ in self._ids}
        for key, (source, columns) in sources.items():
            for id_, value in self._read_merge_source(source, columns).items():
                values[id_][key] = value
        return values

    def _read_merge_source(self, source, columns):
        """Return the values of one merge field or path by id."""
        if isinstance(source, str):
            return self._read_merge_path(source)
        if not source.is_method:
            return self._read_merge_path(source.source)
        method = getattr(self, source.source)
        if source.is_list:
            return method(source, columns)
        return method(source.record_id) if source.record_id else method()

    @api.model
    def _dump_merge_values(self, values):
        """Return merge values as JSON, from which the same letter can be made.

        :param dict values: one of those that ``_get_merge_values`` returns
        :rtype: dict
        """
        return dump_row(values, self._keep_merge_picture)

    @api.model
    def _load_merge_values(self, values):
        """Return the merge values of what ``_dump_merge_values`` returned.

        :param dict values: merge values as JSON
        :rtype: dict
        """
        return load_row(values, self._load_merge_picture)

    # --------------------------------------------------------------------------------
    # Values by paths such as ``partner_id.country_id.name``. Rights are checked at
    # every step of a path, because a value that somebody else read before in this
    # transaction is in the cache, where nothing is checked any more.
    # --------------------------------------------------------------------------------

    def _read_merge_path(self, path):
        """Return the formatted values of a path by id; empty when it leads nowhere.

        :raise AccessError: the user may not read a field or a record on the path
        """
        return self._read_path_from(self, path, self._get_merge_zones())

    def _get_merge_zones(self):
        """Return the time zone of each contact, by id: his, else the user's."""
        default = str(self.env.tz)
        return {record.id: record.partner_id.tz or default for record in self}

    @api.model
    def _read_path_from(self, records, path, zones):
        """Return the formatted values of a path from any records, by their id."""
        names = self._split_merge_path(records, path)
        if not names:
            return dict.fromkeys(records._ids, "")
        *links, name = names
        ends = {record.id: record for record in records}
        for link in links:
            self._check_merge_field(records, link)
            ends = {id_: end[link] for id_, end in ends.items()}
            records = records[link]
        self._check_merge_field(records, name)
        field = records._fields[name]
        if field.relational:
            self._check_merge_records(records[name])
        return self._format_merge_ends(ends, field, zones)

    @api.model
    def _split_merge_path(self, model, path):
        """Return the names of the fields of a path, or None when one is unknown."""
        *links, name = path.split(".")
        if len(links) > MAX_LINKS:
            return None
        for link in links:
            field = model._fields.get(link)
            if not field or not field.relational:
                return None
            model = self.env[field.comodel_name]
        return [*links, name] if name in model._fields else None

    @api.model
    def _check_merge_field(self, records, name):
        """Check that the user may read a field of records.

        :raise AccessError: he may not
        """
        self._check_merge_records(records)
        records._check_field_access(records._fields[name], "read")

    @api.model
    def _check_merge_records(self, records):
        """Check that the user may read records, once in each reading of values.

        :raise AccessError: he may not
        """
        checked = records.env.context.get("contact_merge_checked")
        if isinstance(checked, Checked):
            checked.check(records)
        else:
            records.check_access("read")

    @api.model
    def _format_merge_ends(self, ends, field, zones):
        """Return the formatted values of a field at the ends of paths, by id."""
        # 500 letters share one logo and a few countries
        formatted = {}

        def read(end, zone):
            key = (end.id, zone)
            if key not in formatted:
                formatted[key] = self._format_merge_field(end, field, zone)
            return formatted[key]

        result = {}
        for id_, end in ends.items():
            zone = zones[id_] if field.type == "datetime" else ""
            values = [value for record in end if (value := read(record, zone))]
            is_text = len(values) > 1 and not isinstance(values[0], bytes)
            result[id_] = ", ".join(values) if is_text else next(iter(values), "")
        return result

    @api.model
    def _format_merge_field(self, record, field, zone):
        """Return the formatted value of one field of one record."""
        if not field.relational and field.type != "reference":
            return format_value(record, field, zone)
        targets = record[field.name]
        if not targets:
            return ""
        targets.check_access("read")
        return ", ".join(filter(None, targets.mapped("display_name")))

    # --------------------------------------------------------------------------------
    # Merge fields that repeat a row of a table.
    # --------------------------------------------------------------------------------

    def _merge_opportunities(self, merge_field, columns):
        """Return the rows of open opportunities by id."""
        domain = Domain("type", "=", "opportunity")
        domain &= Domain("won_status", "=", "pending")
        return self._read_merge_rows(domain, merge_field, columns)

    def _merge_orders(self, merge_field, columns):
        """Return the rows of quotations and of orders to invoice by id."""
        domain = Domain("state", "in", ["draft", "sent"]) | (
            Domain("state", "=", "sale") & Domain("invoice_status", "!=", "invoiced")
        )
        return self._read_merge_rows(domain, merge_field, columns)

    def _read_merge_rows(self, domain, merge_field, columns):
        """Return the rows of each contact by id, from what the user may see.

        :param Domain domain: which of the records of its model, which has
            ``partner_id`` and ``company_id``
        :param MergeField merge_field: the list
        :param list[str] columns: its columns, or paths from its records
        :raise AccessError: the user may not read the model, or a column
        """
        contacts = self.partner_id.commercial_partner_id
        domain &= Domain("partner_id", "child_of", contacts.ids)
        domain &= Domain("company_id", "in", [*self.company_id.ids, False])
        found = self.env[merge_field.model].search(domain, order="id")
        rows = self._format_merge_rows(found, merge_field, columns)
        # Only to tell whose row it is: the user may see the row and not its contact.
        owners = {
            record.id: (record.partner_id.commercial_partner_id, record.company_id)
            for record in found.sudo()
        }
        result = {}
        for record in self:
            contact = record.partner_id.commercial_partner_id
            result[record.id] = [
                rows[id_]
                for id_, (owner, company) in owners.items()
                if owner == contact and company in (record.company_id, company.browse())
            ]
        return result

    @api.model
    def _format_merge_rows(self, found, merge_field, columns):
        """Return the row of each found record by its id.

        A row knows its values by the column and by the name in the document.
        """
        default = str(self.env.tz)
        zones = {row.id: row.partner_id.tz or default for row in found.sudo()}
        paths = {name.casefold(): path for name, path in merge_field.columns.items()}
        rows = {id_: {} for id_ in found._ids}
        for column in columns:
            path = paths.get(column.casefold())
            values = self._read_path_from(found, path or column, zones)
            for id_, value in values.items():
                raw = getattr(value, "raw", None)
                if path and isinstance(raw, datetime):
                    # nobody wants the minute of an order in a letter
                    value = format_day(self.env, raw.date())
                rows[id_][column] = rows[id_][f"{merge_field.name}.{column}"] = value
        return rows

    # --------------------------------------------------------------------------------
    # Merge fields about the contact, the own company and the date that are no path.
    # --------------------------------------------------------------------------------

    def _merge_contact_name(self):
        partners = self._get_merge_partners()
        return {id_: self._get_merge_name(partner) for id_, partner in partners.items()}

    def _merge_contact_first_name(self):
        partners = self._get_merge_partners()
        return {
            id_: self._get_merge_first_name(partner)
            for id_, partner in partners.items()
        }

    def _merge_contact_address(self):
        partners = self._get_merge_partners()
        addresses = self.partner_id.postal_partner_id
        addresses.check_access("read")
        return {
            record.id: self._get_merge_address(
                partners[record.id].postal_partner_id,
                record.company_id.country_id,
                # another address is not that of his company
                without_company=partners[record.id].is_company
                or partners[record.id].postal_partner_id != partners[record.id],
            )
            for record in self
        }

    def _merge_company_address(self):
        self.company_id.check_access("read")
        self.company_id.partner_id.check_access("read")
        return {
            record.id: self._get_merge_address(
                record.company_id.partner_id,
                record.company_id.country_id,
                without_company=True,
            )
            for record in self
        }

    def _merge_date(self):
        # the date of a letter is the day at the sender, wherever it is going
        zone = str(self.env.tz)
        is_moment = self._fields["date"].type == "datetime"
        days = {
            record.id: to_local(record.date, zone).date()
            if is_moment and record.date
            else record.date
            for record in self
        }
        return {id_: format_day(self.env, day) for id_, day in days.items()}

    def _merge_today(self):
        today = format_day(self.env, fields.Date.context_today(self))
        return dict.fromkeys(self._ids, today)

    def _merge_unsubscribe_link(self):
        """Return the way out of the e-mail to each contact: here one that does nothing.

        Nobody can press it on paper.
        """
        return {
            record.id: record.get_base_url() + EXAMPLE
            if record.channel == "email"
            else ""
            for record in self
        }

    def _get_merge_partners(self):
        """Return the contact of each record by id.

        :raise AccessError: the user may not read one of them
        """
        self.partner_id.check_access("read")
        return {record.id: record.partner_id for record in self}

    def _get_merge_name(self, partner):
        """Return the name of a contact; an address without one has its company's."""
        return partner.name or partner.commercial_company_name or ""

    def _get_merge_first_name(self, partner):
        """Return the first name of a person.

        The field of an addon for names wins. Else it is the first word, but for
        initials and titles ("J. Smith", "Dr. Smith"): they stay with the whole name.
        """
        name = self._get_merge_name(partner)
        if partner.is_company or not partner.name:
            return name
        if "firstname" in partner._fields:
            return partner.firstname or name
        given = name.partition(",")[2].strip() or name
        first = given.split()[0] if given.split() else ""
        return name if not first or first.endswith(".") else first

    def _get_merge_address(self, partner, home, without_company):
        """Return the lines of an address in the manner of its country.

        :param home: the country whose own letters do not name it
        :param bool without_company: leave out the company of a person
        :rtype: str
        """
        layout, values = partner._prepare_display_address(without_company)
        if partner.country_id == home:
            values["country_name"] = ""
        lines = [
            re.sub(r"\s+", " ", line).strip(" ,")
            for line in (layout % values).split("\n")
        ]
        return "\n".join(filter(None, lines))

    # --------------------------------------------------------------------------------
    # The salutations of letters.
    # --------------------------------------------------------------------------------

    def _merge_salutation_formal(self):
        """Return the formal salutation of each contact by id."""
        return self._merge_salutation("formal")

    def _merge_salutation_informal(self):
        """Return the informal salutation of each contact by id."""
        return self._merge_salutation("informal")

    def _merge_salutation(self, kind):
        """Return the salutation of each contact, who share a language, by id.

        Without a formula it is the name: a letter is not held up by it.
        """
        Salutation = self.env["contact.salutation"]
        texts = Salutation._find_texts(self.env.lang or "en_US", kind)
        names = {
            name for text in texts.values() for name in Salutation._get_names(text)
        }
        values = self._read_merge_sources(
            self._get_merge_sources(["Contact_Name", *names])
        )
        result = {}
        for record in self:
            row = values[record.id]
            is_company = record.partner_id.is_company
            text = texts.get("company" if is_company else "person")
            filled = Salutation._fill_text(text, row) if text else ""
            result[record.id] = filled or row["Contact_Name"]
        return result

    # --------------------------------------------------------------------------------
    # Pictures of letters, kept once, so that a letter can be made again.
    # --------------------------------------------------------------------------------

    @api.model
    def _keep_merge_picture(self, picture):
        """Store a picture, if it is not yet, and return its checksum.

        :param bytes picture: its content
        :rtype: str
        """
        checksum = hashlib.sha1(picture, usedforsecurity=False).hexdigest()
        # Looked for every time: what is remembered of it would outlive a rollback.
        if not self._find_merge_picture(checksum):
            self._create_merge_picture(checksum, picture)
        return checksum

    @api.model
    def _load_merge_picture(self, checksum):
        """Return the content of a kept picture, or an empty text."""
        return self._find_merge_picture(checksum).raw or ""

    @api.model
    def _find_merge_picture(self, checksum):
        # Only what was kept by its mark: a checksum must not open other files. Their
        # reader need not be who kept them, so nobody's rights count.
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("checksum", "=", checksum),
                    ("name", "=", PREFIX + checksum),
                    ("res_model", "=", self._get_merge_picture_model()),
                ],
                limit=1,
            )
        )

    @api.model
    def _create_merge_picture(self, checksum, picture):
        return (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": PREFIX + checksum,
                    "raw": picture,
                    "res_model": self._get_merge_picture_model(),
                }
            )
        )

    @api.model
    def _get_merge_picture_model(self):
        # a model without records of its own, so that nobody sees the files as theirs
        return "contact.merge.mixin"
