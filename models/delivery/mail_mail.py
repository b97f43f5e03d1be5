# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import smtplib
import sys

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, LazyTranslate, html2plaintext

from ...tools.locks import wait_for_rows
from ...tools.mail_links import PICTURE_PATH, drop_picture
from ...tools.mail_session import Attempt, MailSession, can_watch
from ...tools.way_out import OneLine

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)
WAY_OUT = "List-Unsubscribe"


class OrdinaryMails(frozenset):
    """Ids of e-mails of no interaction; nobody can send one from outside."""


class MailMail(models.Model):
    """E-mails of interactions: at most once each, and their outcome written down.

    Odoo's queue commits after sending. A server that stops in between would send the
    e-mail again; so the interaction is claimed, and the claim committed, before: see
    mail_mail_claim.py.
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
        if self._is_deleted_later():
            return True
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
        if self._get_hand_over():
            return self
        if ordinary := self._get_ordinary():
            others = self.browse(id_ for id_ in self.ids if id_ not in ordinary)
        else:
            others = self
        return others.filtered(lambda mail: mail.sudo().interaction_ids)

    def _get_interactions(self):
        if run := self._get_hand_over():
            # known, so that they are not looked for after each commit
            ids = [run.interactions[id_] for id_ in self.ids]
            return self.env["contact.interaction"].sudo().browse(ids)
        return self._get_own().sudo().interaction_ids

    def _as_ordinary(self):
        """Return these e-mails, known to be of no interaction.

        Odoo deletes each after sending it, or commits, and forgets what was read. To
        look again would be a query for every e-mail.
        """
        return self.with_context(contact_ordinary_mails=OrdinaryMails(self.ids))

    @api.model
    def _get_ordinary(self):
        """Return the ids of e-mails known to be of no interaction, or None."""
        ordinary = self.env.context.get("contact_ordinary_mails")
        return ordinary if isinstance(ordinary, OrdinaryMails) else None

    @api.model
    def _is_sending(self):
        """Whether e-mails are being sent: what is noted then is of e-mails."""
        return bool(self._get_ordinary() or self._get_hand_over())

    @api.model
    def _is_waiting(self, interaction):
        return interaction.delivery_state == "queued"

    @api.model
    def process_email_queue(self, email_ids=(), batch_size=1000):
        """Send what waits; before, put in order what a killed server left."""
        self._settle_lost()
        self._delete_sent(SQL("TRUE"))
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
        own = own._begin_hand_over(session)
        callback = kwargs.get("post_send_callback")
        try:
            for mail in own._claim_each(auto_commit, callback):
                try:
                    # what becomes of it is committed with the next claim
                    super(MailMail, mail)._send(
                        False, smtp_session=session or smtp_session, **kwargs
                    )
                except UserError as error:
                    if kwargs.get("raise_exception"):
                        raise
                    mail._write_refusal(error)
        finally:
            if session:
                session.close()
        return True

    def _write_refusal(self, error):
        """Write down that Odoo itself refuses to send an e-mail."""
        _logger.info("E-mail %s was not sent: %s", self.id, error)
        interactions = self._get_interactions()
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
        run = self._get_hand_over()
        attempt = run.attempt if run else Attempt()
        interaction = self._get_interactions()
        if not failure_type and self.state != "exception":
            interaction._set_delivery("sent")
        elif attempt.outcome == "later":
            interaction._wait_for_answer(attempt.reason)
        elif attempt.outcome == "dropped":
            interaction._wait_for_server(attempt.reason)
        elif attempt.outcome == "unknown":
            interaction._set_unknown(attempt.reason)
        else:
            # what the mail server said is better than what Odoo makes of it
            reason = attempt.reason or failure_reason or self.failure_reason
            interaction._set_refused(str(reason or failure_type))
