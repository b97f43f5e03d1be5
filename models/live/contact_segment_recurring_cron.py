# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import LazyTranslate

from ...tools.told import tell
from .contact_segment_refresh_cron import INTERRUPTED
from .contact_segment_snapshot import DATED_TODAY

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)


class ContactSegment(models.Model):
    """The scheduled action that logs live segments whose day has come.

    That a segment is logged now, and when it is again, is committed before it is
    logged: a server that dies meanwhile has logged it once or not at all.
    """

    _inherit = "contact.segment"

    @api.model
    def _cron_log(self):
        """Log what is due, each segment in transactions of its own; called by Odoo."""
        self._note_interrupted_logs()
        due = self._find_due_logs()
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=len(due))
        for segment in due:
            segment._log_claimed()
            if not crons._commit_progress(1):
                # the others are still due
                self._trigger_recurring_log()
                break

    @api.model
    def _find_due_logs(self):
        return self.search(
            Domain("is_recurring", "=", True)
            & Domain("is_live", "=", True)
            & Domain("state", "=", "draft")
            & Domain("next_recurring_log", "<=", fields.Datetime.now()),
            order="next_recurring_log, id",
        )

    def _log_claimed(self):
        """Log a segment after it is committed that somebody does."""
        planned = None
        try:
            planned = self._claim_recurring_log()
            if planned and not self._run_recurring_log():
                self._give_back_log(planned)
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            self.env.invalidate_all()
            _logger.info("Segment %s is logged later", self.id)
            if planned:
                self._give_back_log(planned)

    def _claim_recurring_log(self):
        """Write down that the segment is being logged, and when it is again.

        Runs that were missed meanwhile are this one.

        :return: when this run was planned; nothing, if somebody else has it
        :rtype: datetime or bool
        """
        if not self.try_lock_for_update(allow_referencing=True):
            return False
        self.invalidate_recordset()
        planned, now = self.next_recurring_log, fields.Datetime.now()
        if not self.is_recurring or not planned or planned > now:
            return False
        self._write_header(
            {
                "recurring_started_on": now,
                "next_recurring_log": self._get_next_recurring_log(planned),
            }
        )
        self._trigger_recurring_log(self.next_recurring_log)
        self.env["ir.cron"]._commit_progress()
        return planned

    def _give_back_log(self, planned):
        """Let a run be due again that was claimed, and undone as a whole."""
        try:
            segment = self.exists().filtered("is_recurring")
            segment._write_header(
                {"recurring_started_on": False, "next_recurring_log": planned}
            )
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # the next action finds it as one that was interrupted
            self.env.cr.rollback()
            self.env.invalidate_all()

    def _run_recurring_log(self):
        """Refresh and log the segment; whatever goes wrong stops the recurring log.

        :return: False, if somebody else is at work on the segment
        :rtype: bool
        """
        if not self.try_lock_for_update(allow_referencing=True):
            return False
        self.invalidate_recordset()
        if not self.is_recurring:
            # switched off in the moment before
            self._write_header({"recurring_started_on": False})
            return True
        try:
            with self.env.cr.savepoint():
                result = self._log_as_owner()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except UserError as error:
            result = ("stopped", str(error.args[0]))
        except Exception as error:
            _logger.exception("The recurring log of segment %s failed", self.id)
            result = ("stopped", f"{type(error).__name__}: {error}")
        self._write_header({"recurring_ran_on": fields.Datetime.now()})
        self._finish_recurring_log(*result)
        return True

    def _log_as_owner(self):
        """Refresh the segment, then log it if nothing speaks against it.

        What the refresh changed stays when logging is refused.

        :return: the state, a sentence, and the segment that was logged
        :rtype: tuple
        """
        owned = self._as_owner().with_context(**{DATED_TODAY: True})
        owned._lock()
        if owned.refresh()["state"] != "ok":
            return "stopped", self._tell_not_refreshed(owned.refresh_message)
        state, message = owned._find_recurring_obstacle()
        if state:
            return state, message
        try:
            with self.env.cr.savepoint():
                result = owned.log(
                    send=owned.recurring_send,
                    skip_blocked=owned.recurring_skip_blocked,
                    only_new=owned.recurring_only_new,
                )
        except UserError as error:
            return "stopped", str(error.args[0])
        message = _lt(
            "Logged on %(date)s. Contacts: %(count)s; skipped: %(skipped)s.",
            date=fields.Date.context_today(owned),
            count=result["interaction_count"],
            skipped=result["skipped"],
        )
        return "logged", tell(self.env, message), result["logged_segment_id"]

    def _tell_not_refreshed(self, reason):
        message = _lt(
            "The segment could not be refreshed, so nothing was logged: %(reason)s",
            reason=reason or "",
        )
        return tell(self.env, message)

    @api.model
    def _note_interrupted_logs(self):
        """Say that a server stopped while it logged; nothing of it was committed.

        It is not tried again: what automation rules have sent by then is out.
        """
        before = fields.Datetime.now() - INTERRUPTED
        left = self.search([("recurring_started_on", "<=", before)])
        # who is at work on it still has it
        for segment in left.try_lock_for_update(allow_referencing=True):
            message = _lt(
                "The server stopped during the run of %(date)s, and nothing was "
                "logged; it goes on with the next one.",
                date=segment.recurring_started_on,
            )
            segment._finish_recurring_log("interrupted", tell(self.env, message))
