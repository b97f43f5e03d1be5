# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.actions import download, get_attachment_url
from ...tools.letter_files import MAX_LETTERS, LetterJob, make_filename, make_zip
from ...tools.mail_lint import lint_subject
from ...tools.numbers import show_count
from ...tools.pdf.letters import Letter, join
from ...tools.told import tell
from ...word_merge import TemplateError

# Merge fields that a method makes of several fields, and that can come out empty.
METHOD_PATHS = {
    "_merge_contact_address": [
        "partner_id.postal_partner_id.street",
        "partner_id.postal_partner_id.street2",
        "partner_id.postal_partner_id.zip",
        "partner_id.postal_partner_id.city",
        "partner_id.postal_partner_id.state_id",
        "partner_id.postal_partner_id.country_id",
    ],
}
# They show something whatever their value is.
NEVER_EMPTY = {"boolean", "integer", "float", "monetary"}
# Meant to be empty for most contacts.
PERSONAL = "note"
DOCUMENT_MODELS = {
    "template": "contact.interaction.template.document",
    "segment": "contact.segment.document",
}
# Letters of other scripts than Latin, without punctuation and emoji.
OTHER_SCRIPT = (
    r"[\u0370-\u1CFF\u1F00-\u1FFF\u2C00-\u2C5F\u2C80-\u2DFF\u3005-\u3006\u3031-\u3035"
    r"\u3040-\uA4CF\uA4D0-\uA71F\uA800-\uAB2F\uAB70-\uD7FF\uF900-\uFAFF\uFB13-\uFDFF"
    r"\uFE70-\uFEFE\uFF66-\uFFDC\U00010000-\U0001CFFF\U0001E000-\U0001EFFF"
    r"\U00020000-\U0003FFFF]"
)
# What takes room on a letter.
ADDRESS = ("commercial_company_name", "street", "street2", "zip", "city")
# So many can be made while somebody waits.
MAX_MERGED = 10_000


class ContactSegment(models.Model):
    """The check of the letters: what is in them, and for how many contacts it lacks.

    Everything is counted by one statement, with the rights of the user.
    """

    _inherit = "contact.segment"

    def action_preview_letters(self):
        """Show the letters of the segment, one contact at a time."""
        arguments.check_one(self)
        line = self.env["contact.segment.line"].search(
            self._get_line_domain(), order="id", limit=1
        )
        if not line:
            raise UserError(
                self.env._(
                    "Segment %(segment)s is empty; add contacts to see their letters.",
                    segment=self.display_name,
                )
            )
        self._note_letters_seen()
        return self.env["contact.letter.preview"]._open(line)

    def action_write_mail(self):
        """Open the e-mail text of the segment in the editor, or a new one.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        documents = self.document_ids.filtered(lambda document: not document.line_id)
        return documents._open_mail(documents, segment_id=self.id)

    def _preview_document(self, document):
        """Show a document of the segment, with its own contact if it is personal."""
        if document.line_id:
            return document.line_id.action_preview_letter()
        return self.action_preview_letters()

    def action_create_word_template(self):
        """Download a letter to start from.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        return self.template_id.action_create_word_template()

    def _check_letters(self):
        """Check every document that contacts of the segment get.

        :return: document_key, document, field_name, count, total, level (``danger``,
            ``warning``, ``info`` or ``success``) and message of every finding
        :rtype: list[dict]
        """
        self.ensure_one()
        self.check_access("read")
        counts = self._count_documents()
        findings = []
        for key in sorted(counts, key=lambda key: -counts[key]):
            document = self._get_document(key)
            if document:
                findings += self._check_document(key, document, counts[key])
            else:
                findings.append(self._prepare_no_document(key, counts[key]))
        return findings

    def _find_unknown_fields(self):
        """Return what is to be asked before logging: fields that nobody knows.

        :return: a sentence for each of them, with the name of its document
        :rtype: list[str]
        """
        self.ensure_one()
        lines = self.env["contact.segment.line"]
        sentences = []
        for key in self._count_documents():
            document = self._get_document(key)
            if not document:
                continue
            name = self._get_document_name(key, document)
            problems = lines._find_unknown_fields(document.field_names or [])
            sentences += [
                self.env._("%(document)s: %(problem)s", document=name, problem=problem)
                for problem in problems
            ]
        return sentences

    def _check_document(self, key, document, total):
        """Return the findings about one document."""
        lines = self.env["contact.segment.line"]
        names = document.field_names or []
        problems = lines._check_merge_fields(names)
        findings = [("danger", name, 0, problems[name]) for name in problems]
        empty = self._count_empty_values(
            key, [name for name in names if name not in problems]
        )
        for name, count in empty.items():
            message = self.env._(
                "%(field)s is empty for %(count)s of %(total)s.",
                field=name,
                count=show_count(self.env, count),
                total=show_count(self.env, total),
            )
            level = "info" if lines._get_merge_key(name) == PERSONAL else "warning"
            findings.append((level, name, count, message))
        if document.kind == "html":
            findings += self._check_subjects(key, total)
        known = set(problems.values())
        for sentence in (document.warnings or "").splitlines():
            if sentence not in known:
                findings.append(("warning", False, 0, sentence))
        if not findings:
            message = self.env._(
                "All is well: no field is empty for any contact (fields: %(fields)s, "
                "contacts: %(total)s).",
                fields=len(names),
                total=show_count(self.env, total),
            )
            findings = [("success", False, 0, message)]
        name = self._get_document_name(key, document)
        return [
            {
                "document_key": key,
                "document": name,
                "level": level,
                "field_name": field,
                "count": count,
                "total": total,
                "message": message,
            }
            for level, field, count, message in findings
        ]

    def _check_subjects(self, key, total):
        """Return the findings about the subjects of the e-mails with one document."""
        findings = [
            ("warning", False, 0, str(tell(self.env, sentence)))
            for sentence in lint_subject(self.subject)
        ]
        name = "Subject"
        count = self._count_empty_values(key, [name]).get(name)
        if count:
            message = self.env._(
                "%(count)s of %(total)s e-mails have no subject, and get the "
                "description of the segment as theirs; write a subject.",
                count=show_count(self.env, count),
                total=show_count(self.env, total),
            )
            findings.append(("warning", name, count, message))
        return findings

    def _prepare_no_document(self, key, total):
        """Return the finding about contacts whose document is not looked into."""
        if key == "personal":
            document = self.env._("Personal letters")
            message = self.env._(
                "Contacts with a document of their own: %(total)s.",
                total=show_count(self.env, total),
            )
        else:
            document = self.env._("No document")
            message = self.env._(
                "Contacts without a document: %(total)s; add one to the template, to "
                "the segment or for the contact.",
                total=show_count(self.env, total),
            )
        return {
            "document_key": key,
            "document": document,
            "level": "info" if key == "personal" else "danger",
            "field_name": False,
            "count": total,
            "total": total,
            "message": message,
        }

    def _get_document(self, key):
        """Return the document of a key, as far as the user may read it."""
        origin, _comma, document_id = key.partition(",")
        if origin not in DOCUMENT_MODELS:
            return None
        return self.env[DOCUMENT_MODELS[origin]].browse(int(document_id))

    def _get_document_name(self, key, document):
        """Return the name of a document and where it comes from."""
        if key.startswith("segment,"):
            return self.env._(
                "%(document)s (this segment)", document=document.display_name
            )
        return document.display_name

    def _count_documents(self):
        """Return how many contacts get each document, by its key.

        :rtype: dict[str, int]
        """
        query = self._query_lines()
        return query.count_by(self._get_document_key(query))

    @api.model
    def _get_document_key(self, query):
        """Return the SQL of the key of the effective document in a query of lines."""
        return query.lines._get_document_key(query.table, query)

    def _count_empty_values(self, key, names):
        """Return the merge fields that are empty for contacts of a document.

        :param str key: the key of the document
        :param list[str] names: the names in the document
        :return: the number of contacts by name, where there are any
        :rtype: dict[str, int]
        """
        query = self._query_lines()
        query.add_where(SQL("%s = %s", self._get_document_key(query), key))
        conditions = self._get_empty_conditions(names, query)
        if not conditions:
            return {}
        counts = [
            SQL("COUNT(*) FILTER (WHERE %s)", condition)
            for condition in conditions.values()
        ]
        [row] = query.fetch_many(*counts)
        found = zip(conditions, row, strict=True)
        return {name: count for name, count in found if count}

    @api.model
    def _get_empty_conditions(self, names, query):
        """Return under which condition each merge field is empty, in a query of lines.

        Fields that are never empty, and rows of tables, are left out.

        :rtype: dict[str, SQL]
        """
        conditions = {}
        for name in names:
            domain = self._get_empty_domain(name).optimize_full(query.lines)
            if not domain.is_false():
                conditions[name] = query.condition(domain)
        return conditions

    @api.model
    def _get_empty_domain(self, name):
        """Return the domain of the lines on which a merge field is empty."""
        lines = self.env["contact.segment.line"]
        [(source, columns)] = lines._get_merge_sources([name]).values()
        if columns:
            return Domain.FALSE
        path = source if isinstance(source, str) else source.source
        if path.startswith("_"):
            paths = METHOD_PATHS.get(path, [])
        else:
            paths = [path] if lines._split_merge_path(lines, path) else []
        if not paths:
            return Domain.FALSE
        return Domain.AND(self._get_path_domain(lines, path) for path in paths)

    @api.model
    def _get_path_domain(self, model, path):
        """Return the domain of the records from which a path leads to nothing."""
        name, _dot, rest = path.partition(".")
        field = model._fields[name]
        if field.type in NEVER_EMPTY or not field._description_searchable:
            return Domain.FALSE
        if not rest:
            return Domain(name, "=", False)
        inner = self._get_path_domain(self.env[field.comodel_name], rest)
        if inner.is_false():
            return Domain(name, "=", False)
        return Domain(name, "not any", ~inner)

    # --------------------------------------------------------------------------------
    # The contacts whose letters are most likely to come out badly. Each is found by one
    # statement over the lines of the segment.
    # --------------------------------------------------------------------------------

    def _find_longest(self):
        """Return the line of the contact with the longest name and address."""
        query = self._query_lines()
        contact = query.join_contact()
        texts = [SQL.identifier(contact, name) for name in ("name", *ADDRESS)]
        length = SQL("LENGTH(CONCAT(%s))", SQL(", ").join(texts))
        return self._find_first(query, length)

    def _find_other_script(self):
        """Return the line of a contact whose name is in another script; or none."""
        query = self._query_lines()
        contact = query.join_contact()
        name = SQL(
            "CONCAT_WS(' ', %s, %s)",
            SQL.identifier(contact, "name"),
            SQL.identifier(contact, "commercial_company_name"),
        )
        query.add_where(SQL("%s ~ %s", name, OTHER_SCRIPT))
        return self._find_first(query, SQL("LENGTH(%s)", name))

    def _find_emptiest(self):
        """Return the line for which most merge fields of its document are empty."""
        names_by_key = self._get_names_by_key()
        query = self._query_lines()
        key = self._get_document_key(query)
        choices = []
        for document_key, names in names_by_key.items():
            conditions = self._get_empty_conditions(names, query).values()
            if conditions:
                counts = [
                    SQL("COALESCE((%s)::int, 0)", condition) for condition in conditions
                ]
                count = SQL(" + ").join(counts)
                choices.append(SQL("WHEN %s = %s THEN %s", key, document_key, count))
        if not choices:
            return query.lines
        empty = SQL("CASE %s ELSE 0 END", SQL(" ").join(choices))
        return self._find_first(query, empty)

    def _get_names_by_key(self):
        """Return the merge fields that can be read, by the key of their document."""
        lines = self.env["contact.segment.line"]
        result = {}
        for key in self._count_documents():
            document = self._get_document(key)
            names = document.field_names or [] if document else []
            problems = lines._check_merge_fields(names)
            result[key] = [name for name in names if name not in problems]
        return result

    def _find_first(self, query, measure):
        """Return the line of a query with the highest measure; or none."""
        self.env["res.partner"].flush_model(["name", *ADDRESS])
        query.order = SQL("%s DESC NULLS LAST, %s", measure, query.id)
        query.limit = 1
        return query.lines.browse([row[0] for row in query.fetch_many(query.id)])

    # --------------------------------------------------------------------------------
    # The letters of a whole segment as files, without sending anything.
    # --------------------------------------------------------------------------------

    def merge_documents(self, output="docx", combined=True):
        """Merge the Word letters of all contacts.

        :param str output: docx or pdf
        :param bool combined: one file with all letters (several in a zip where there
            are documents in several languages, or more than a thousand letters); else a
            zip with a file for every contact
        :return: the id of the ir.attachment with the letters, kept for an hour
        :rtype: int
        :raise UserError: no contact has a Word letter, a letter cannot be merged, or
            LibreOffice, which makes the PDF, is missing
        """
        arguments.check_one(self)
        self.check_access("read")
        lines = self.env["contact.segment.line"]
        lines._check_output(output)
        combined = arguments.read_boolean(self.env, "combined", combined)
        groups = self._get_letter_groups()
        self._check_size(groups)
        if not groups:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has no Word letters; add a Word document to "
                    "its template or to the segment.",
                    segment=self.display_name,
                )
            )
        try:
            files = self._merge_groups(groups, output, combined)
        except TemplateError as error:
            raise UserError(tell(self.env, str(error))) from error
        if len(files) == 1 and combined:
            [(name, content)] = files
        else:
            name, content = make_filename([self.display_name], "zip"), make_zip(files)
        return self.env["contact.letter.file"]._keep(name, content).id

    def _check_size(self, groups):
        """Leave the letters of large segments to the delivery in the background."""
        count = sum(len(lines) for _document, lines in groups)
        if count > MAX_MERGED:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has %(count)s letters, too many to merge "
                    "while you wait; log it, and its print files are made in the "
                    "background.",
                    segment=self.display_name,
                    count=show_count(self.env, count),
                )
            )

    def action_download_letters(self):
        """Download the letters of the segment in one file.

        :return: the action that downloads it
        :rtype: dict
        """
        program = self.env["contact.segment.line"]._get_libreoffice()
        attachment_id = self.merge_documents(output="pdf" if program else "docx")
        return download(get_attachment_url(attachment_id))

    def _get_letter_groups(self):
        """Return the lines with a Word letter by their document.

        :return: pairs of a document and lines
        :rtype: list
        """
        query = self.sudo()._query_lines()
        groups = {}
        for line_id, found in query.fetch_many(query.id, query.document()):
            if found and found[3] == "word":
                groups.setdefault(tuple(found[:2]), []).append(line_id)
        lines = self.env["contact.segment.line"]
        return [
            (lines._browse_document(*key), lines.browse(sorted(ids)))
            for key, ids in groups.items()
        ]

    def _merge_groups(self, groups, output, combined):
        """Return the names and contents of the files with the letters."""
        files = []
        for document, lines in groups:
            template = document._compile(document._get_file())
            for start in range(0, len(lines), MAX_LETTERS):
                chunk = lines[start : start + MAX_LETTERS]
                values = chunk._get_merge_values(template.value_names)
                if combined:
                    name = make_filename(
                        [self.display_name, document.lang or ""], output
                    )
                    content = self._combine(template, values, output)
                    files.append((name, content))
                else:
                    files += self._merge_each(template, chunk, values, output)
        return files

    def _combine(self, template, values, output):
        if output == "docx":
            return template.render_combined(values)
        return join(self._make_pdf_contents(template, values))

    def _merge_each(self, template, lines, values, output):
        """Return a file for every line."""
        if output == "pdf":
            contents = self._make_pdf_contents(template, values)
        else:
            contents = template.render_many(values)
        return [
            (
                make_filename([line.partner_id.display_name, line.subject], output),
                content,
            )
            for line, content in zip(lines, contents, strict=True)
        ]

    def _make_pdf_contents(self, template, values):
        """Return the letters of some values as PDF."""
        lines = self.env["contact.segment.line"]
        program = lines._get_libreoffice()
        if not program:
            # says what is missing
            lines._convert_one(b"")
        jobs = [LetterJob(template, row) for row in values]
        letters = lines._make_pdfs(jobs, program)
        for letter in letters:
            if not isinstance(letter, Letter):
                raise UserError(str(letter))
        return [letter.content for letter in letters]
