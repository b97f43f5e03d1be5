# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import smtplib
import sys

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, LazyTranslate, html2plaintext

from ...tools.locks import wait_for_rows
from ...tools.mail_links import PICTURE_PATH, drop_picture
from ...tools.mail_session import MailSession, can_watch
from ...tools.way_out import OneLine

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)
WAY_OUT = "List-Unsubscribe"


class OrdinaryMails(frozenset):
    """Ids of e-mails of no interaction; nobody can send one from outside."""


class MailMail(models.Model):
    """E-mails of interactions: at most once each, and their outcome written down.

    Odoo's queue commits after sending. A server that stops in between would send the
    e-mail again; so the interaction is claimed, and the claim committed, before.
    """

    _inherit = "mail.mail"

    interaction_ids = fields.One2many(
        comodel_name="contact.interaction",
        inverse_name="mail_mail_id",
        groups="contact_segment.group_user",
    )

    def cancel(self):
        """Skip the interactions of e-mails that are taken out of the queue."""
        self._wait_for_interactions()
        result = super().cancel()
        waiting = self._get_interactions().filtered(self._is_waiting)
        waiting._set_delivery(
            "skipped",
            _lt("The e-mail was cancelled in the mail queue."),
        )
        return result

    def mark_outgoing(self):
        """Let interactions wait again whose e-mails are sent once more.

        :raise UserError: an e-mail may have arrived
        """
        self._wait_for_interactions()
        interactions = self._get_interactions()
        interactions._refuse_to_repeat()
        result = super().mark_outgoing()
        interactions._set_delivery("queued")
        return result

    def unlink(self):
        """Skip the interactions of e-mails that are deleted before they are sent."""
        self._wait_for_interactions()
        waiting = self._get_interactions().filtered(self._is_waiting)
        claimed = waiting.filtered("sending_since")
        claimed._set_unknown()
        (waiting - claimed)._set_delivery(
            "skipped",
            _lt("The e-mail was deleted from the mail queue."),
        )
        return super().unlink()

    def _wait_for_interactions(self):
        """Lock the interactions of e-mails, which come before the e-mails."""
        wait_for_rows(self.env, {"contact_interaction": self._get_interactions().ids})

    def _get_own(self):
        """Return those e-mails that are of interactions."""
        ordinary = self.env.context.get("contact_ordinary_mails")
        if isinstance(ordinary, OrdinaryMails):
            others = self.browse(id_ for id_ in self.ids if id_ not in ordinary)
        else:
            others = self
        return others.filtered(lambda mail: mail.sudo().interaction_ids)

    def _get_interactions(self):
        return self._get_own().sudo().interaction_ids

    def _as_ordinary(self):
        """Return these e-mails, known to be of no interaction.

        Odoo deletes each after sending it, or commits, and forgets what was read. To
        look again would be a query for every e-mail.
        """
        return self.with_context(contact_ordinary_mails=OrdinaryMails(self.ids))

    @api.model
    def _is_waiting(self, interaction):
        return interaction.delivery_state == "queued"

    @api.model
    def process_email_queue(self, email_ids=(), batch_size=1000):
        """Send what waits; before, write down what became of lost e-mails."""
        self._settle_lost()
        return super().process_email_queue(email_ids, batch_size)

    @api.model
    def _settle_lost(self):
        """Give interactions a way out that wait for e-mails which nobody sends.

        An e-mail leaves the queue without its interaction when the transaction that
        would have told it is lost. Those being sent at this moment are locked.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT i.id FROM contact_interaction i "
                "JOIN mail_mail m ON m.id = i.mail_mail_id "
                "WHERE i.delivery_state = 'queued' "
                "AND m.state NOT IN ('outgoing', 'sent', 'received') "
                "FOR UPDATE OF i SKIP LOCKED"
            )
        )
        interactions = self.env["contact.interaction"].sudo()
        for lost in interactions.browse([row[0] for row in rows]):
            mail = lost.mail_mail_id
            if lost.sending_since:
                lost._set_unknown()
            elif mail.state == "cancel":
                mail.cancel()
            else:
                reason = mail.failure_reason or mail.failure_type or ""
                lost._set_refused(reason)

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """Send e-mails, those of interactions after the ordinary ones.

        A dropped connection makes Odoo leave all others of the queue for the next time;
        those of interactions do not depend on that.
        """
        own = self._get_own()
        if not own or own == self:
            return super().send(auto_commit, raise_exception, post_send_callback)
        dropped = None
        try:
            super(MailMail, self - own).send(
                auto_commit, raise_exception, post_send_callback
            )
        except smtplib.SMTPServerDisconnected as error:
            dropped = error
        super(MailMail, own).send(auto_commit, raise_exception, post_send_callback)
        if dropped:
            raise dropped
        return True

    def _send(self, auto_commit=False, smtp_session=None, **kwargs):
        own = self._get_own()
        if self.env["ir.mail_server"]._disable_send():
            return super()._send(auto_commit, smtp_session=smtp_session, **kwargs)
        if self - own or not own:
            super(MailMail, (self - own)._as_ordinary())._send(
                auto_commit, smtp_session=smtp_session, **kwargs
            )
        if not own:
            return True
        session = self._open_session(smtp_session, kwargs.get("mail_server"))
        # so that the outcome is known where it is written down
        own = own.with_context(contact_mail_session=session)
        callback = kwargs.get("post_send_callback")
        try:
            for mail in own._claim_each(session, auto_commit, callback):
                try:
                    # commits too
                    super(MailMail, mail)._send(
                        auto_commit, smtp_session=session or smtp_session, **kwargs
                    )
                except UserError as error:
                    if kwargs.get("raise_exception"):
                        raise
                    mail._write_refusal(error)
        finally:
            if session:
                session.close()
        return True

    def _claim_each(self, session, auto_commit, callback):
        """Yield the e-mails that may be sent now, each after claiming it."""
        if auto_commit:
            # what others did since this queue was read counts
            self.env["ir.cron"]._commit_progress()
        for index, mail in enumerate(self):
            if session and session.is_down:
                self[index:]._postpone(session.attempt.reason)
                return
            if mail._claim_interaction(auto_commit):
                if session:
                    session.begin()
                yield mail
                continue
            if callback:
                callback(mail.ids)
            if auto_commit:
                self.env["ir.cron"]._commit_progress()

    def _write_refusal(self, error):
        """Write down that Odoo itself refuses to send an e-mail."""
        _logger.info("E-mail %s was not sent: %s", self.id, error)
        interactions = self.sudo().interaction_ids
        if interactions.delivery_state == "queued":
            self.sudo().write({"state": "exception", "failure_reason": str(error)})
            interactions._set_refused(str(error))

    @api.model
    def _open_session(self, connection, mail_server):
        """Return the connection as one that is made anew when it breaks, or None."""
        if not can_watch(connection):
            return None
        servers = self.env["ir.mail_server"]
        server_id = mail_server.id if mail_server else None
        smtp_from = getattr(connection, "smtp_from", None)
        return MailSession(
            connection,
            lambda: servers._connect__(mail_server_id=server_id, smtp_from=smtp_from),
        )

    def _claim_interaction(self, auto_commit):
        """Claim the interaction of one e-mail; return whether it may be sent now."""
        self.ensure_one()
        self.invalidate_recordset()
        interaction = self.sudo().exists().interaction_ids[:1]
        if not self._lock_interaction(interaction) or self.state != "outgoing":
            # another worker is sending it at this moment, or has done so
            return False
        interaction.invalidate_recordset()
        if interaction.delivery_state != "queued" or interaction.state != "done":
            self.sudo().cancel()
            return False
        if interaction.sending_since:
            self._give_up(interaction)
            return False
        if not interaction._try_lock_twins():
            return False
        reasons = interaction._get_skip_reasons("email")
        if reasons:
            interaction._set_delivery("skipped", **reasons[interaction.id])
            self.sudo().cancel()
            return False
        if interaction._wait_for_turn():
            return False
        interaction._take_lines()
        interaction.sending_since = fields.Datetime.now()
        self.env.flush_all()
        if auto_commit:
            self.env["ir.cron"]._commit_progress()
        # whoever finds the claim while this lock is held knows that we are alive
        return self._lock_interaction(interaction) and bool(interaction.sending_since)

    def _give_up(self, interaction):
        """Leave an e-mail alone that was being sent when the server stopped."""
        interaction._set_unknown()
        self.sudo().write(
            {
                "state": "exception",
                "failure_reason": interaction.delivery_message,
            }
        )

    @api.model
    def _lock_interaction(self, interaction):
        """Lock an interaction; return whether no other worker has it."""
        try:
            with self.env.cr.savepoint():
                return bool(interaction.try_lock_for_update())
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            return False

    def _postpone(self, reason):
        """Let e-mails wait whose turn did not come before the mail server was gone."""
        interactions = self.sudo().exists().interaction_ids.filtered(self._is_waiting)
        # those that others are sending are locked
        free = interactions.try_lock_for_update().filtered(
            lambda one: one.mail_mail_id.state == "outgoing" and not one.sending_since
        )
        free._wait_for_server(reason)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Return the e-mails as they go out, which know their reader."""
        emails = super()._prepare_outgoing_list(mail_server, doc_to_followers)
        interaction = self._get_interactions()[:1]
        for email in emails if interaction else ():
            # Odoo notes every picture in the plain text, with its address
            if PICTURE_PATH in (email["body"] or ""):
                email["body_alternative"] = html2plaintext(drop_picture(email["body"]))
            self._renew_way_out(email, interaction)
        return emails

    @api.model
    def _renew_way_out(self, email, interaction):
        """Give an e-mail the way out of the address that it goes to.

        It may have changed while the e-mail was waiting.

        :param dict email: what Odoo hands to the mail server, which is changed
        """
        known = email["headers"].get(WAY_OUT, "").strip("<>")
        if not known:
            return
        link = interaction._get_unsubscribe_link()
        email["headers"][WAY_OUT] = OneLine(WAY_OUT, f"<{link}>")
        for name in ("body", "body_alternative"):
            email[name] = email[name].replace(known, link)

    @api.model
    def _get_session(self):
        """Return the session by which e-mails of interactions are sent, or None."""
        session = self.env.context.get("contact_mail_session")
        return session if isinstance(session, MailSession) else None

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        own = self._get_own().sudo()
        if failure_type == "mail_smtp":
            # Odoo calls this while it handles why there is no connection
            own.interaction_ids._set_unreachable(sys.exc_info()[1])
        else:
            for mail in own:
                mail._write_outcome(failure_reason, failure_type)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )

    def _write_outcome(self, failure_reason, failure_type):
        """Write down what became of one e-mail."""
        session = self._get_session()
        attempt = session.attempt if session else None
        interaction = self.interaction_ids
        if not failure_type and self.state != "exception":
            interaction._set_delivery("sent")
        elif attempt and attempt.outcome == "later":
            interaction._wait_for_answer(attempt.reason)
        elif attempt and attempt.outcome == "dropped":
            interaction._wait_for_server(attempt.reason)
        elif attempt and attempt.outcome == "unknown":
            interaction._set_unknown(attempt.reason)
        else:
            # what the mail server said is better than what Odoo makes of it
            reason = attempt.reason if attempt else ""
            reason = reason or failure_reason or self.failure_reason or failure_type
            interaction._set_refused(str(reason))
