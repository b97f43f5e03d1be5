# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

# Documents of one owner as {language: [origin, id, subject, kind]}; '' is every
# language.
DOCUMENTS = """jsonb_object_agg(
    COALESCE(document.lang, ''),
    jsonb_build_array(%s::text, document.id, document.subject, document.kind)
)"""


class ContactSegmentLine(models.Model):
    """The rules of resolution for documents, and what hangs on them.

    A personal document wins, then the segment's own version, then the template's; each
    in the effective language, or else the one that serves every language.
    """

    _inherit = "contact.segment.line"

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
        """Return the effective document as jsonb: [origin, id, subject, kind]."""
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
                    (ARRAY_AGG(
                        jsonb_build_array(
                            'personal', document.id, document.subject, document.kind
                        ) ORDER BY document.id))[1] AS first
                FROM contact_segment_document document
                WHERE document.line_id IS NOT NULL
                GROUP BY document.segment_id, document.line_id)""",
                SQL(DOCUMENTS, "personal"),
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
