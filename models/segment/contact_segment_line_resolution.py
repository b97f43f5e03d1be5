# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .contact_segment_line import OVERRIDABLE
from .line_query import LineQuery

RESOLVED = (*OVERRIDABLE, "document_state")
# The name of a value on the header and on the template, where it differs.
HEADER_NAMES = {"cost": "unit_cost", "duration": "unit_duration"}
# What hangs on contacts, templates and documents, which live on after logging.
FROZEN = ("user_id", "campaign_id", "channel", "lang", "subject")
# A document as [origin, id, subject, kind, fits_letter, fits_email, fits_sms].
DOCUMENT = """jsonb_build_array(
    %s::text, document.id, document.subject, document.kind, document.fits_letter,
    document.fits_email, document.fits_sms
)"""
# Documents of one owner by language; '' is every language.
DOCUMENTS = f"jsonb_object_agg(COALESCE(document.lang, ''), {DOCUMENT})"


class ContactSegmentLine(models.Model):
    """The rules of resolution, once, as SQL.

    Reading, searching, sorting, grouping, the check list and logging all use what
    ``_field_to_sql`` returns here. Every rule starts with the override of the line.
    """

    _inherit = "contact.segment.line"

    # Only own columns: a header or a contact with 300,000 lines must not look for them
    # to invalidate them. Their models call `_invalidate_resolved` instead.
    @api.depends("segment_id", "partner_id", "document_ids")
    def _compute_resolved(self):
        values = self._read_resolved()
        for line in self:
            row = values.get(line._origin.id, {})
            for name in RESOLVED:
                line[name] = row.get(name, False)

    def _search_resolved(self, name, operator, value):
        field = self._fields[name]
        self._flush_resolution()

        def to_sql(model, alias, query):
            return field.condition_to_sql(name, operator, value, model, alias, query)

        return Domain.custom(to_sql=to_sql)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr in RESOLVED and query is not None:
            self._check_field_access(self._fields[field_expr], "read")
            resolve = getattr(self, f"_resolve_{field_expr}", None)
            if not resolve:
                return self._resolve_plain(field_expr, alias, query)
            if field_expr in FROZEN:
                return self._freeze(field_expr, resolve(alias, query), alias, query)
            return resolve(alias, query)
        return super()._field_to_sql(alias, field_expr, query)

    def _freeze(self, name, resolved, alias, query):
        """Return what was logged, where the segment is logged and the line was."""
        # subqueries and no join: they cost drafts nothing
        logged = SQL(
            "FROM contact_interaction logged WHERE logged.segment_line_id = %s",
            SQL.identifier(alias, "id"),
        )
        return SQL(
            "CASE WHEN %s = 'draft' OR NOT EXISTS(SELECT %s) THEN %s "
            "ELSE (SELECT %s %s) END",
            self._header_column(alias, query, "state"),
            logged,
            resolved,
            SQL.identifier("logged", name),
            logged,
        )

    def _read_resolved(self, names=RESOLVED):
        """Read resolved values of these lines with one query, all unless told which.

        Whoever computes a value may have any id: the query has the rules of lines.

        :return: the values by line id, of the lines the user may see
        :rtype: dict[int, dict]
        """
        ids = [id_ for id_ in self._origin._ids if id_]
        if not ids:
            return {}
        query = LineQuery(self.with_context(active_test=False), Domain("id", "in", ids))
        query.order = query.id
        segments = self._origin.segment_id
        if len(segments) == 1:
            # lets the planner read the personal documents of this segment only
            query.add_where(SQL("%s = %s", query.column("segment_id"), segments.id))
        rows = query.fetch(query.id, *(query.column(name) for name in names))
        return {
            line_id: dict(zip(names, values, strict=True)) for line_id, *values in rows
        }

    @api.model
    def _invalidate_resolved(self):
        """Forget resolved values, because what they come from was changed."""
        self.invalidate_model(list(RESOLVED))
        self.env["contact.segment"].invalidate_model(["cost", "duration"])

    def _flush_resolution(self):
        """Write down what the SQL of the rules is about to read."""
        self.flush_model()
        self.env["contact.segment"].flush_model()
        self.env["contact.segment.document"].flush_model()
        self.env["contact.interaction"].flush_model(["segment_line_id", *FROZEN])
        self.env["contact.interaction.template"].flush_model()
        self.env["contact.interaction.template.document"].flush_model()
        self.env["res.partner"].flush_model(
            ["lang", "preferred_channel", "user_id", "commercial_partner_id"]
        )

    def _get_own_totals(self, segments):
        """Add up the lines whose cost or duration is not the header's.

        :return: their number, cost and duration by segment id
        :rtype: dict[int, tuple[int, float, float]]
        """
        query = LineQuery(self.sudo(), Domain("segment_id", "in", segments._origin.ids))
        # the words of the partial index that makes this instant
        query.add_where(
            SQL(
                "contact_segment_line.active IS TRUE AND ("
                "contact_segment_line.override_cost IS NOT NULL "
                "OR contact_segment_line.override_duration IS NOT NULL "
                "OR contact_segment_line.override_template_id IS NOT NULL)"
            )
        )
        query.groupby = query.column("segment_id")
        rows = query.fetch(
            query.column("segment_id"),
            SQL("COUNT(*)"),
            SQL("SUM(%s)", query.column("cost")),
            SQL("SUM(%s)", query.column("duration")),
        )
        return {
            segment_id: (count, float(cost or 0), float(duration or 0))
            for segment_id, count, cost, duration in rows
        }

    def _resolve_plain(self, name, alias, query):
        """Line, else the line's own template, else header."""
        override = SQL.identifier(alias, f"override_{name}")
        header_name = HEADER_NAMES.get(name, name)
        header = self._header_column(alias, query, header_name)
        templates = self.env["contact.interaction.template"]
        if name == "date":
            return SQL("COALESCE(%s, %s)", override, header)
        template = templates.sudo()._field_to_sql(
            self._join_template(alias, query), header_name, query
        )
        return SQL(
            "CASE WHEN %s IS NOT NULL THEN %s WHEN %s THEN %s ELSE %s END",
            override,
            override,
            self._has_own_template(alias, query),
            template,
            header,
        )

    def _resolve_template_id(self, alias, query):
        """Line, else header."""
        return SQL(
            "COALESCE(%s, %s)",
            SQL.identifier(alias, "override_template_id"),
            self._header_column(alias, query, "template_id"),
        )

    def _resolve_user_id(self, alias, query):
        """Line, else header, else the contact's salesperson, else its company's."""
        return SQL(
            "COALESCE(%s, %s, %s, %s)",
            SQL.identifier(alias, "override_user_id"),
            self._header_column(alias, query, "user_id"),
            SQL.identifier(self._join_contact(alias, query), "user_id"),
            SQL.identifier(self._join_contact_company(alias, query), "user_id"),
        )

    def _resolve_campaign_id(self, alias, query):
        """Line, else header, else effective template."""
        return SQL(
            "COALESCE(%s, %s, %s)",
            SQL.identifier(alias, "override_campaign_id"),
            self._header_column(alias, query, "campaign_id"),
            SQL.identifier(self._join_template(alias, query), "campaign_id"),
        )

    def _resolve_channel(self, alias, query):
        """Line, else a header or template that ignores the contact, else the contact's
        preference, else header, else template."""
        template = self._join_template(alias, query)
        return SQL(
            """COALESCE(%(override)s,
                CASE WHEN %(header_ignores)s THEN %(header)s END,
                CASE WHEN %(template_ignores)s THEN %(template)s END,
                %(preferred)s, %(header)s, %(template)s)""",
            override=SQL.identifier(alias, "override_channel"),
            header_ignores=self._header_column(alias, query, "ignore_contact_channel"),
            header=self._header_column(alias, query, "channel"),
            template_ignores=SQL.identifier(template, "ignore_contact_channel"),
            template=SQL.identifier(template, "channel"),
            preferred=SQL.identifier(
                self._join_contact(alias, query), "preferred_channel"
            ),
        )

    def _header_column(self, alias, query, name):
        return SQL.identifier(self._join_header(alias, query), name)

    def _has_own_template(self, alias, query):
        """Whether the line has a template that is not the header's."""
        override = SQL.identifier(alias, "override_template_id")
        return SQL(
            "(%s IS NOT NULL AND %s IS DISTINCT FROM %s)",
            override,
            override,
            self._header_column(alias, query, "template_id"),
        )

    def _join_header(self, alias, query):
        """Join the segment of the lines; return its alias."""
        return query.left_join(
            alias, "segment_id", "contact_segment", "id", "resolved_header"
        )

    def _join_contact(self, alias, query):
        """Join the contact of the lines; return its alias."""
        return query.left_join(
            alias, "partner_id", "res_partner", "id", "resolved_contact"
        )

    def _join_contact_company(self, alias, query):
        """Join the company of the contact of the lines; return its alias."""
        contact = self._join_contact(alias, query)
        return query.left_join(
            contact, "commercial_partner_id", "res_partner", "id", "resolved_company"
        )

    def _join_template(self, alias, query):
        """Join the effective template of the lines; return its alias."""
        template_id = self._resolve_template_id(alias, query)
        template = query.make_alias(alias, "resolved_template")
        query.add_join(
            "LEFT JOIN",
            template,
            "contact_interaction_template",
            SQL("%s = %s", template_id, SQL.identifier(template, "id")),
        )
        return template

    # --------------------------------------------------------------------------------
    # The rules of resolution for documents, and what hangs on them. A personal document
    # wins, then the segment's own version, then the template's; each in the effective
    # language, or else the one that serves every language.
    # --------------------------------------------------------------------------------

    def _resolve_lang(self, alias, query):
        """Line, else the contact's language if the effective documents have it, else
        header, else template."""
        contact_lang = SQL.identifier(self._join_contact(alias, query), "lang")
        return SQL(
            "COALESCE(%s, CASE WHEN %s THEN %s END, %s, %s)",
            SQL.identifier(alias, "override_lang"),
            self._has_documents_in(contact_lang, alias, query),
            contact_lang,
            self._header_column(alias, query, "lang"),
            SQL.identifier(self._join_template(alias, query), "lang"),
        )

    def _resolve_subject(self, alias, query):
        """Line, else the subject of the effective document, else header."""
        return SQL(
            "COALESCE(%s, NULLIF(%s->>2, ''), NULLIF(%s, ''))",
            SQL.identifier(alias, "override_subject"),
            self._resolve_document(alias, query),
            self._header_column(alias, query, "subject"),
        )

    def _resolve_document_state(self, alias, query):
        """Personal, inherited, or nothing when there is no document."""
        document = self._resolve_document(alias, query)
        return SQL(
            "CASE WHEN %s->>0 = 'personal' THEN 'personal' "
            "WHEN %s IS NOT NULL THEN 'inherited' END",
            document,
            document,
        )

    def _resolve_document(self, alias, query):
        """Return the effective document as jsonb, see ``DOCUMENT``."""
        lang = self._resolve_lang(alias, query)
        personal = self._join_personal_documents(alias, query)
        levels = [
            SQL.identifier(personal, "documents"),
            SQL.identifier(self._join_segment_documents(alias, query), "documents"),
            SQL.identifier(self._join_template_documents(alias, query), "documents"),
        ]
        choices = [
            SQL("COALESCE(%s->%s, %s->'')", level, lang, level) for level in levels
        ]
        # a personal document in another language still is this contact's document
        choices.insert(1, SQL.identifier(personal, "first"))
        return SQL("COALESCE(%s)", SQL(", ").join(choices))

    def _has_documents_in(self, lang, alias, query):
        """Whether the effective documents serve a language."""

        def serves(documents):
            return SQL(
                "(%s->%s IS NOT NULL OR %s->'' IS NOT NULL)", documents, lang, documents
            )

        personal = SQL.identifier(
            self._join_personal_documents(alias, query), "documents"
        )
        segment = self._join_segment_documents(alias, query)
        template = self._join_template_documents(alias, query)
        return SQL(
            "CASE WHEN %s IS NOT NULL THEN %s ELSE %s OR %s END",
            personal,
            serves(personal),
            serves(SQL.identifier(segment, "documents")),
            serves(SQL.identifier(template, "documents")),
        )

    def _join_personal_documents(self, alias, query):
        """Join the documents of the line; return the alias."""
        documents = query.make_alias(alias, "resolved_personal")
        query.add_join(
            "LEFT JOIN",
            documents,
            SQL(
                """(SELECT document.segment_id, document.line_id, %s AS documents,
                    (ARRAY_AGG(%s ORDER BY document.id))[1] AS first
                FROM contact_segment_document document
                WHERE document.line_id IS NOT NULL
                GROUP BY document.segment_id, document.line_id)""",
                SQL(DOCUMENTS, "personal"),
                SQL(DOCUMENT, "personal"),
            ),
            SQL(
                "%s = %s AND %s = %s",
                SQL.identifier(documents, "segment_id"),
                SQL.identifier(alias, "segment_id"),
                SQL.identifier(documents, "line_id"),
                SQL.identifier(alias, "id"),
            ),
        )
        return documents

    def _join_segment_documents(self, alias, query):
        """Join the segment's own versions; return the alias.

        They are versions of the header's template and serve lines with this template.
        """
        own_template = self._has_own_template(alias, query)
        documents = query.make_alias(alias, "resolved_segment")
        query.add_join(
            "LEFT JOIN",
            documents,
            SQL(
                """(SELECT document.segment_id, %s AS documents
                FROM contact_segment_document document
                WHERE document.line_id IS NULL GROUP BY document.segment_id)""",
                SQL(DOCUMENTS, "segment"),
            ),
            SQL(
                "%s = %s AND NOT %s",
                SQL.identifier(documents, "segment_id"),
                SQL.identifier(alias, "segment_id"),
                own_template,
            ),
        )
        return documents

    def _join_template_documents(self, alias, query):
        """Join the documents of the effective template; return the alias."""
        template_id = self._resolve_template_id(alias, query)
        documents = query.make_alias(alias, "resolved_documents")
        query.add_join(
            "LEFT JOIN",
            documents,
            SQL(
                """(SELECT document.template_id, %s AS documents
                FROM contact_interaction_template_document document
                GROUP BY document.template_id)""",
                SQL(DOCUMENTS, "template"),
            ),
            SQL("%s = %s", SQL.identifier(documents, "template_id"), template_id),
        )
        return documents
