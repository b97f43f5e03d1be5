# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.merge.catalogue import FIELDS, OPPORTUNITIES, ORDERS
from ..tools.merge.format import to_local
from ..tools.merge.storage import dump_row, load_row
from ..word_merge import LANGUAGE, LETTER_NUMBER, NOW


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
            rows = records.with_context(lang=lang)._read_merge_sources(sources)
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
        return method(source, columns) if source.is_list else method()

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
