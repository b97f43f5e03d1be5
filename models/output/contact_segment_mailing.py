# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from ...tools import arguments
from ...tools.actions import open_form
from ...tools.locks import touch

# Why a contact gets no e-mail; the first reason counts.
UNMAILABLE = ("archived", "excluded", "no_email", "opted_out")


class ContactSegment(models.Model):
    """A mailing of Email Marketing whose recipients are the segment."""

    _inherit = "contact.segment"

    def create_mailing(self):
        """Create a mailing to the contacts of the segment, in draft.

        Its recipients follow the segment until it is sent; contacts that are excluded
        from segments are left out, and Email Marketing leaves out those who opted out.

        :return: the id of the mailing.mailing
        :rtype: int
        :raise UserError: Email Marketing is not installed
        :raise AccessError: the user may not create mailings
        """
        arguments.check_one(self)
        self.check_access("read")
        self._check_mailing_installed()
        mailings = self.env["mailing.mailing"]
        mailings.check_access("create")
        return mailings.create(self._prepare_mailing_vals()).id

    def _prepare_mailing_vals(self):
        """Return the values of the mailing; extend it to hand over further ones."""
        domain = [
            (
                "segment_line_ids",
                "any",
                [("segment_id", "=", self.id), ("active", "=", True)],
            ),
            ("exclude_from_segments", "=", False),
        ]
        topic = self.template_id.topic_id
        if topic:
            domain.append(("opted_out_topic_ids", "not in", topic.ids))
        return {
            "subject": self.subject or self.name,
            "mailing_type": "mail",
            "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            "mailing_domain": repr(domain),
            "campaign_id": self.campaign_id.id,
            "user_id": self.user_id.id or self.env.uid,
        }

    def action_create_mailing(self):
        """Create a mailing and open it.

        :return: an action
        :rtype: dict
        """
        return open_form(
            "mailing.mailing",
            name=self.env._("Mailing"),
            res_id=self.create_mailing(),
        )

    def action_add_to_mailing_list(self):
        """Ask which list the contacts are added to.

        :return: an action
        :rtype: dict
        """
        self._check_mailing_installed()
        self.env["mailing.list"].check_access("write")
        return self._open_wizard(
            "contact.segment.mailing.list.wizard", self.env._("Add to Mailing List")
        )

    # --------------------------------------------------------------------------------
    # The contacts of a segment on a mailing list of Email Marketing. Whatever their
    # number, they get there by one statement.
    # --------------------------------------------------------------------------------

    def add_to_mailing_list(self, list_id, replace=False):
        """Add the contacts of the segment to a mailing list, once for each e-mail.

        Contacts that may not be addressed by e-mail (archived, excluded, opted out,
        without an address) are left out, and so are those who left this list before.

        :param int list_id: the id of the mailing.list
        :param bool replace: take everybody else off the list; those who left it by
            themselves are remembered
        :return: added, already (were on the list), removed, and left_out, the number
            of contacts by reason
        :rtype: dict
        :raise UserError: Email Marketing is not installed, there is no such list, or
            somebody else is changing it
        :raise AccessError: the user may not change mailing lists
        """
        arguments.check_one(self)
        self.check_access("read")
        self._check_mailing_installed()
        replace = arguments.read_boolean(self.env, "replace", replace)
        mailing_list = arguments.read_record(
            self.env, "list_id", list_id, "mailing.list"
        )
        self._lock_mailing_list(mailing_list, replace)
        counts = self._count_for_mailing_list(list_id)
        removed = self._remove_others(mailing_list) if replace else 0
        with self._planned_for_many():
            self.env.cr.execute(self._build_subscriptions(mailing_list))
        self.env.invalidate_all()
        return {
            "added": counts.pop("new", 0),
            "already": counts.pop("already", 0),
            "removed": removed,
            "left_out": counts,
        }

    @api.model
    def _check_mailing_installed(self):
        """Refuse what needs Email Marketing where it is missing."""
        if "mailing.list" not in self.env:
            raise UserError(
                self.env._(
                    "Email Marketing (mass_mailing) is not installed; ask your "
                    "administrator to install it."
                )
            )

    def _lock_mailing_list(self, mailing_list, replace):
        """Take the list for this transaction; check what the statements do not."""
        mailing_list.check_access("write")
        self.env["mailing.contact"].check_access("create")
        self.env["mailing.subscription"].check_access("create")
        if replace:
            self.env["mailing.subscription"].check_access("unlink")
        self.env.flush_all()
        try:
            mailing_list.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(
                self.env._(
                    "Somebody else is changing the mailing list %(list)s right now; "
                    "try again in a moment.",
                    list=mailing_list.display_name,
                )
            ) from None
        # whoever has begun before has not seen the contacts that are added here
        touch(mailing_list)

    def _count_for_mailing_list(self, list_id):
        """Count what becomes of the contacts.

        :param int list_id: the list; 0 for a new one
        :return: the number of contacts by ``new``, ``already`` or why they are left out
        :rtype: dict[str, int]
        """
        if list_id and "mailing.list" in self.env:
            self.env["mailing.list"].browse(list_id).check_access("read")
        self.env.flush_all()
        statement = SQL(
            "WITH %s SELECT outcome, COUNT(*) FROM judged GROUP BY outcome",
            self._select_judged(list_id),
        )
        with self._planned_for_many():
            return dict(self.env.execute_query(statement))

    def _select_judged(self, list_id):
        """Return the common tables up to ``judged``: contacts and their outcome."""
        # the lines of hidden contacts too, to count them as left out
        query = self.sudo()._query_lines()
        contact = query.join_contact()
        topic = SQL.identifier(query.join_template(), "topic_id")
        identity = SQL.identifier(contact, "id")
        chosen = query.select(
            SQL("DISTINCT %s AS id", identity),
            SQL("%s AS email", SQL.identifier(contact, "email_normalized")),
            SQL(
                "%s AS code",
                self._get_left_out_code(identity, contact, "email", UNMAILABLE, topic),
            ),
        )
        return SQL(
            """chosen AS (%(chosen)s),
            ranked AS (
                SELECT *, ROW_NUMBER() OVER (
                    PARTITION BY email, code IS NULL ORDER BY id
                ) AS place FROM chosen
            ),
            known AS (
                SELECT contact.email_normalized AS email,
                       BOOL_OR(subscription.opt_out IS TRUE) AS opt_out
                FROM mailing_subscription subscription
                JOIN mailing_contact contact ON contact.id = subscription.contact_id
                WHERE subscription.list_id = %(list)s GROUP BY 1
            ),
            judged AS (
                SELECT ranked.id, ranked.email, CASE
                    WHEN ranked.code IS NOT NULL THEN ranked.code
                    WHEN known.opt_out THEN 'opted_out'
                    WHEN ranked.place > 1 THEN 'duplicate'
                    WHEN known.email IS NOT NULL THEN 'already'
                    ELSE 'new' END AS outcome
                FROM ranked LEFT JOIN known ON known.email = ranked.email
            )""",
            chosen=chosen,
            list=list_id,
        )

    def _build_subscriptions(self, mailing_list):
        """Build the statement that adds the new ones to the list.

        Who is known to Email Marketing is not made a contact there once more.
        """
        columns = self._prepare_mailing_contact_columns()
        user, now = self.env.uid, self.env.cr.now()
        return SQL(
            """WITH %(judged)s,
            fresh AS (SELECT id, email FROM judged WHERE outcome = 'new'),
            old AS (
                SELECT MIN(contact.id) AS id, fresh.email FROM fresh
                JOIN mailing_contact contact ON contact.email_normalized = fresh.email
                GROUP BY fresh.email
            ),
            made AS (
                INSERT INTO mailing_contact (%(names)s)
                SELECT %(values)s FROM fresh
                JOIN res_partner partner ON partner.id = fresh.id
                WHERE NOT EXISTS(SELECT FROM old WHERE old.email = fresh.email)
                RETURNING id
            )
            INSERT INTO mailing_subscription (
                contact_id, list_id, opt_out,
                create_uid, create_date, write_uid, write_date
            )
            SELECT member.id, %(list)s, FALSE, %(user)s, %(now)s, %(user)s, %(now)s
            FROM (SELECT id FROM old UNION ALL SELECT id FROM made) AS member
            ON CONFLICT DO NOTHING""",
            judged=self._select_judged(mailing_list.id),
            names=SQL(", ").join(SQL.identifier(name) for name in columns),
            values=SQL(", ").join(columns.values()),
            list=mailing_list.id,
            user=user,
            now=now,
        )

    def _prepare_mailing_contact_columns(self):
        """Return the SQL of every column of a new mailing contact.

        Extend it to carry a field of your own; ``partner`` is the contact.

        :rtype: dict[str, SQL]
        """
        user, now = SQL("%s", self.env.uid), SQL("%s", self.env.cr.now())
        columns = {
            "name": SQL("COALESCE(partner.name, partner.commercial_company_name)"),
            "company_name": SQL("partner.commercial_company_name"),
            "email": SQL("partner.email"),
            "email_normalized": SQL("partner.email_normalized"),
            "country_id": SQL("partner.country_id"),
            "create_uid": user,
            "create_date": now,
            "write_uid": user,
            "write_date": now,
        }
        if "partner_id" in self.env["mailing.contact"]._fields:
            # an addon that links the two
            columns["partner_id"] = SQL("partner.id")
        return columns

    def _remove_others(self, mailing_list):
        """Take everybody off a list who is not to be on it; return their number."""
        with self._planned_for_many():
            self.env.cr.execute(
                SQL(
                    """WITH %s
                    DELETE FROM mailing_subscription subscription
                    USING mailing_contact contact
                    WHERE subscription.list_id = %s
                      AND subscription.opt_out IS NOT TRUE
                      AND contact.id = subscription.contact_id
                      AND NOT EXISTS(
                        SELECT FROM judged
                        WHERE judged.email = contact.email_normalized
                          AND judged.outcome IN ('already', 'duplicate')
                      )""",
                    self._select_judged(mailing_list.id),
                    mailing_list.id,
                )
            )
            return self.env.cr.rowcount
