# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import arguments
from ...tools.numbers import show_count

# Problems that only matter when letters and e-mails are sent.
SENDING_CODES = {"no_email", "no_address", "no_phone", "no_sms", "no_sms_number"}
SENDING_CODES |= {"no_document", "opted_out"}
# A call is noted, whoever could be called.
WARNING_CODES = {"excluded", "no_phone"}
# So many problems are named in one message; the check list shows all of them.
PROBLEMS_NAMED = 20


class ContactSegment(models.Model):
    """The check list: every problem of every line, found by one statement."""

    _inherit = "contact.segment"

    def check_log(self, send=True, limit=0):
        """List what stands in the way of logging the segment.

        :param bool send: check too whether letters and e-mails can be sent
        :param int limit: at most so many problems, those that block first; 0 for all
        :return: line_id, partner_id, code, message and blocking of every problem; a
            problem that is not blocking is a warning; empty when all is well. Of a
            contact that the user may not see, both ids are 0
        :rtype: list[dict]
        """
        arguments.check_one(self)
        self.check_access("read")
        send = arguments.read_boolean(self.env, "send", send)
        limit = arguments.read_integer(self.env, "limit", limit)
        if not self.line_count:
            return [self._prepare_problem(0, 0, "no_contact")]
        return self._list_problems(send, limit)

    def _list_problems(self, send, limit=0, warnings=True):
        """List the problems of the lines, most of them found by one statement."""
        query = self._get_check_query()
        conditions = self._get_problem_conditions(query, send)
        if not warnings:
            conditions = {
                code: condition
                for code, condition in conditions.items()
                if code not in WARNING_CODES
            }
        code = self._add_problem_codes(query, conditions)
        # a limit leaves out warnings before anything that blocks
        query.order = SQL(
            "%s IN %s, %s, %s", code, tuple(WARNING_CODES), query.id, code
        )
        query.limit = limit or None
        visible = self.env["contact.segment.line"]._get_visible_domain()
        rows = query.fetch_many(
            query.id, query.column("partner_id"), code, query.condition(visible)
        )
        seen = {row[1] for row in rows if row[3]}
        names = {
            partner.id: partner.display_name or partner.email or str(partner.id)
            for partner in self.env["res.partner"].browse(seen).sudo()
        }
        hidden = self.env._("A contact you may not see")
        return [
            self._prepare_problem(line_id, partner_id, code, names[partner_id])
            if is_visible
            else self._prepare_problem(0, 0, code, hidden)
            for line_id, partner_id, code, is_visible in rows
        ]

    def _get_check_query(self):
        """Return the query of the lines that logging would give an interaction.

        :rtype: LineQuery
        """
        self.env["contact.interaction"].flush_model(["segment_id", "segment_line_id"])
        query = self.sudo()._query_lines()
        # written out, because the negation of a search is no join to the planner: it
        # may read all interactions for every line
        query.add_where(
            SQL(
                """NOT EXISTS(
                    SELECT FROM contact_interaction interaction
                    WHERE interaction.segment_id = %s
                      AND interaction.segment_line_id = %s
                )""",
                self.id,
                query.id,
            )
        )
        return query

    def _get_problem_conditions(self, query, send, alias=None):
        """Return the condition of every problem code in a query of lines.

        :param Query query: a query of contact.segment.line; joins are added to it
        :param bool send: whether letters and e-mails are to be sent
        :param str alias: alias of the lines, where it is not the query's table
        :rtype: dict[str, SQL]
        """
        lines = self.env["contact.segment.line"].sudo()
        alias = alias or query.table

        def resolved(name):
            return lines._field_to_sql(alias, name, query)

        conditions = {
            "no_template": SQL("%s IS NULL", resolved("template_id")),
            "no_salesperson": SQL("%s IS NULL", resolved("user_id")),
            "no_date": SQL("%s IS NULL", resolved("date")),
        }
        contact = lines._join_contact(alias, query)
        channel = resolved("channel")
        topic = SQL.identifier(lines._join_template(alias, query), "topic_id")
        conditions.update(
            self.env["res.partner"]._get_gate_conditions(contact, channel, topic)
        )
        conditions["no_document"] = self._get_no_document_condition(
            query, channel, alias
        )
        if not send:
            for code in SENDING_CODES:
                conditions.pop(code, None)
        return conditions

    @api.model
    def _get_no_document_condition(self, query, channel, alias):
        """Return the condition of lines that have nothing their channel can send.

        The text of an e-mail is no letter; a mail template needs no document.
        """
        lines = self.env["contact.segment.line"].sudo()
        document = lines._resolve_document(alias, query)
        template = lines._join_template(alias, query)
        return SQL(
            "(%(channel)s = 'letter' AND (%(document)s->>4 = 'true') IS NOT TRUE "
            "OR %(channel)s = 'sms' AND (%(document)s->>6 = 'true') IS NOT TRUE "
            "OR %(channel)s = 'email' AND (%(document)s->>5 = 'true') IS NOT TRUE "
            "AND (%(document)s IS NOT NULL OR %(mail_template)s IS NULL))",
            channel=channel,
            document=document,
            mail_template=SQL.identifier(template, "mail_template_id"),
        )

    def _get_blocking_condition(self, query, send):
        """Return the condition under which a line cannot be logged."""
        conditions = self._get_problem_conditions(query, send)
        blocking = [
            SQL("(%s)", condition)
            for code, condition in conditions.items()
            if code not in WARNING_CODES
        ]
        return SQL("COALESCE(%s, FALSE)", SQL(" OR ").join(blocking))

    @api.model
    def _add_problem_codes(self, query, conditions):
        """Make the query return a row for every problem; return the code's column."""
        codes = SQL(", ").join(
            SQL("CASE WHEN %s THEN %s END", condition, code)
            for code, condition in conditions.items()
        )
        query.add_join(
            "JOIN",
            "problem",
            SQL("LATERAL (SELECT UNNEST(ARRAY[%s]) AS code)", codes),
            SQL("problem.code IS NOT NULL"),
        )
        return SQL("problem.code")

    def _prepare_problem(self, line_id, partner_id, code, contact=""):
        """Return one entry of the check list."""
        return {
            "line_id": line_id,
            "partner_id": partner_id,
            "code": code,
            "message": self._get_problem_message(code) % {"contact": contact},
            "blocking": code not in WARNING_CODES,
        }

    @api.model
    def _get_problem_names(self):
        """Return what problems are called where no contact is named, by their code.

        :rtype: dict[str, str]
        """
        return {
            "no_template": self.env._("No template"),
            "no_salesperson": self.env._("No salesperson"),
            "no_date": self.env._("No date"),
            "archived": self.env._("Archived contacts"),
            "excluded": self.env._("Excluded from segments"),
            "no_email": self.env._("No valid e-mail address"),
            "no_address": self.env._("No postal address"),
            "no_phone": self.env._("No phone number"),
            "no_sms": self.env._("Text messages are not installed"),
            "no_sms_number": self.env._("No valid number for text messages"),
            "opted_out": self.env._("Opted out"),
            "no_document": self.env._("No fitting document"),
        }

    @api.model
    def _get_problem_message(self, code):
        """Return what a problem is and its cure; `%(contact)s` stands for the name."""
        return {
            "no_contact": self.env._("The segment is empty; add contacts first."),
            "no_template": self.env._(
                "%(contact)s: there is no interaction template; choose one on the "
                "segment or for this contact."
            ),
            "no_salesperson": self.env._(
                "%(contact)s: there is no salesperson; choose one on the segment or "
                "for this contact."
            ),
            "no_date": self.env._(
                "%(contact)s: there is no date; enter one on the segment or for this "
                "contact."
            ),
            "archived": self.env._(
                "%(contact)s is archived; restore the contact or remove it from the "
                "segment."
            ),
            "deleted": self.env._(
                "%(contact)s was deleted; log an interaction with another contact."
            ),
            "excluded": self.env._(
                "%(contact)s is excluded from segments; remove it if it got here by "
                "mistake."
            ),
            "no_email": self.env._(
                "%(contact)s has no valid e-mail address; enter one or choose another "
                "channel."
            ),
            "no_address": self.env._(
                "%(contact)s has no postal address; enter one or choose another "
                "channel."
            ),
            "no_phone": self.env._(
                "%(contact)s has no phone number, nor has its company; enter one or "
                "choose another channel."
            ),
            "no_sms": self.env._(
                "%(contact)s cannot get a text message, because the app SMS is not "
                "installed; choose another channel, or ask an administrator to install "
                "it."
            ),
            "no_sms_number": self.env._(
                "%(contact)s has no valid phone number of its own for text messages; "
                "enter one with the country, or choose another channel."
            ),
            "opted_out": self.env._(
                "%(contact)s does not want to be addressed this way; choose another "
                "channel or remove the contact."
            ),
            "no_document": self.env._(
                "%(contact)s: there is no document that this channel can send; add one "
                "to the template, to the segment or for this contact. A letter is a "
                "Word document or a PDF, and no e-mail text or other file; a text "
                "message needs a document of that kind."
            ),
        }[code]

    def _count_outcomes(self, send):
        """Count what logging does to the contacts, with one statement.

        :param bool send: whether letters and e-mails are to be sent
        :return: the number of lines by channel and code: the first problem that keeps
            them from being logged, or else, also without ``send``, from being sent; an
            empty text where there is none. With each number how many of them are dated
            in the future, and the latest date
        :rtype: dict[tuple[str, str], tuple[int, int, datetime.date]]
        """
        self.ensure_one()
        query = self._get_check_query()
        conditions = self._get_problem_conditions(query, True)
        # who is excluded is addressed all the same
        codes = [
            code
            for code in conditions
            if code in SENDING_CODES or code not in WARNING_CODES
        ]
        if not send:
            # what keeps a line from being logged counts before the rest
            codes.sort(key=lambda code: code in SENDING_CODES)
        code = self._get_first_problem(
            {code: conditions[code] for code in codes}, warnings=True
        )
        date, today = query.column("date"), fields.Date.context_today(self)
        query.groupby = SQL("1, 2")
        rows = query.fetch_many(
            SQL("COALESCE(%s, '')", query.column("channel")),
            SQL("COALESCE(%s, '')", code),
            SQL("COUNT(*)"),
            SQL("COUNT(*) FILTER (WHERE %s > %s)", date, today),
            SQL("MAX(%s)", date),
        )
        return {(channel, code): tuple(counts) for channel, code, *counts in rows}

    @api.model
    def _get_first_problem(self, conditions, warnings=False):
        """Return the SQL of the first problem that blocks a line.

        :param dict[str, SQL] conditions: as from ``_get_problem_conditions``
        :param bool warnings: whether a warning counts where nothing blocks
        """
        codes = [code for code in conditions if code not in WARNING_CODES]
        if warnings:
            codes += [code for code in conditions if code in WARNING_CODES]
        cases = [SQL("WHEN %s THEN %s", conditions[code], code) for code in codes]
        return SQL("CASE %s END", SQL(" ").join(cases))

    def _count_blocked(self, send):
        """Count the lines that cannot be logged."""
        query = self._get_check_query()
        query.add_where(self._get_blocking_condition(query, send))
        [(count,)] = query.fetch_many(SQL("COUNT(*)"))
        return count

    def _get_blocked_message(self, send, blocked):
        """Return one message that names the blocked lines, or the first of many."""
        problems = self._list_problems(send, PROBLEMS_NAMED + 1, warnings=False)
        lines = [problem["message"] for problem in problems[:PROBLEMS_NAMED]]
        if len(problems) > PROBLEMS_NAMED:
            lines.append(self.env._("…"))
        texts = {"segment": self.display_name, "problems": "\n".join(lines)}
        if blocked == 1:
            return self.env._(
                "Segment %(segment)s cannot be logged because of 1 contact:\n"
                "%(problems)s",
                **texts,
            )
        return self.env._(
            "Segment %(segment)s cannot be logged because of %(count)s contacts:\n"
            "%(problems)s",
            count=show_count(self.env, blocked),
            **texts,
        )
