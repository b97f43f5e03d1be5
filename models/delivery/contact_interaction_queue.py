# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
import re

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, LazyTranslate

from ...tools.batch_pace import BatchPace
from ...tools.delivery_pause import NO_PAUSE, DeliveryPaused
from ...tools.letter_files import PUT_OFF, is_put_off
from ...tools.libreoffice import MESSAGES, ConversionError
from ...tools.machine_error import is_machine_error, tell_machine_error
from ...tools.selections import DELIVERED_CHANNELS
from ...tools.told import store, tell, tell_source
from ...tools.work_time import get_time_limit
from ...word_merge import TemplateError

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)
# About ten seconds of letters: what is lost at most when the server stops.
BATCH_SIZE = 400
# Odoo ends a worker that takes longer than its limit. A batch takes no more than a
# third of that, as far as one can tell from those before it.
BATCHES_PER_LIMIT = 3
# So many are tried together after the server stopped in the middle of them; whatever
# makes it stop is alone in the end, and is left alone then.
SMALLER_BATCHES = (BATCH_SIZE, 50, 6, 1)
LOCK_ATTEMPTS = 5
# Not handed to the queue of e-mails or of text messages, nor to be tried later.
WAITING = SQL(
    "delivery_state = 'queued' AND state = 'done' "
    "AND channel IN %s AND mail_mail_id IS NULL AND sms_uuid IS NULL "
    "AND (delivery_waits_until IS NULL "
    "OR delivery_waits_until <= now() AT TIME ZONE 'UTC')",
    DELIVERED_CHANNELS,
)
# A batch has these in common.
COMMON = (
    "segment_id",
    "channel",
    "sender_id",
    "company_id",
    "delivery_attempts",
)
# How Odoo's sentences about rights name a model and a field, in every language.
MODEL = re.compile(r"\(([a-z0-9_.]+)\)")
FIELD = re.compile(r'"(\w+)"')


class ContactInteraction(models.Model):
    """The queue of deliveries, worked off in batches.

    A batch is locked, delivered and committed as one. A batch that dies leaves nothing
    behind but the note that it was begun, so that its contacts get their letters later,
    once. Several workers take different batches.
    """

    _inherit = "contact.interaction"

    @api.model
    def _cron_deliver(self):
        """Deliver what is waiting; called by a scheduled action."""
        try:
            self._deliver_in_time()
        except DeliveryPaused as pause:
            pause.batch._put_off(pause, is_noted=True)
            # else Odoo would begin anew at once
            self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _deliver_in_time(self):
        """Deliver batches, and finish print files, for as long as Odoo wants it."""
        self._settle_lost_texts()
        cron = self.env["ir.cron"]
        print_files = self.env["contact.print.file"]
        pace = BatchPace(get_time_limit(self.env) / BATCHES_PER_LIMIT, BATCH_SIZE)
        seconds = cron._commit_progress(remaining=self._count_waiting())
        while seconds:
            done = self._work_again(lambda: self._deliver_noted(pace))
            if not done:
                break
            seconds = cron._commit_progress(done, remaining=self._count_waiting())
        while seconds and self._work_again(print_files._finish_next):
            seconds = cron._commit_progress(1, remaining=self._count_waiting())

    @api.model
    def _count_waiting(self):
        """Return the work that is left: interactions, and print files to finish."""
        self.flush_model()
        query = SQL("SELECT COUNT(*) FROM contact_interaction WHERE %s", WAITING)
        [(count,)] = self.env.execute_query(query)
        return count + self.env["contact.print.file"]._count_unfinished()

    @api.model
    def _start_delivery(self, count, pause=NO_PAUSE):
        """Have the delivery of some interactions begin, after the transaction.

        :param int count: how many they are
        :param timedelta pause: how long after it
        """
        if not count:
            return
        if hasattr(self, "with_delay"):
            options = {"eta": int(pause.total_seconds())} if pause else {}
            for _start in range(0, count, BATCH_SIZE):
                self._delay_delivery(**options)
            return
        cron = self.env.ref("contact_segment.ir_cron_deliver", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(fields.Datetime.now() + pause if pause else None)

    @api.model
    def _delay_delivery(self, **options):
        """Leave a batch to one of the workers of OCA's queue_job.

        Jobs are of the system, as the scheduled action is. What one delivers need not
        be what its user logged; and a job whose user is gone would never begin, and
        keep a place in its channel.
        """
        description = self.env._("Deliver letters and e-mails")
        system = self.with_user(SUPERUSER_ID)
        system.with_delay(description=description, **options)._job_deliver()

    @api.model
    def _job_prepare_context_before_enqueue_keys(self):
        """Let queue_job keep no context: neither a language nor companies."""
        return ()

    @api.model
    def _job_deliver(self):
        """Deliver one batch; a job of queue_job, which commits.

        The next job sees what all others have done meanwhile. So the last one finds
        that nothing is waiting any more, and finishes a print file.
        """
        try:
            # one print file in a transaction: another one would be locked after the
            # letters of this one
            files = self.env["contact.print.file"]
            if self._deliver_next() or (
                files._finish_next() and files._count_unfinished()
            ):
                self._delay_delivery()
        except DeliveryPaused as pause:
            pause.batch._put_off(pause, is_noted=False)
        return True

    @api.model
    def _work_again(self, work):
        """Do some work, and anew when another worker was faster.

        What this transaction sees is outdated then; nothing was done in it.
        """
        for _attempt in range(LOCK_ATTEMPTS):
            try:
                return work()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                self.env.invalidate_all()
        return work()

    @api.model
    def _deliver_next(self):
        """Deliver a batch of interactions; return how many they were."""
        batch = self._lock_batch()
        if batch:
            batch._deliver_safely()
        return len(batch)

    @api.model
    def _deliver_noted(self, pace):
        """Deliver a batch, after noting that it is begun; return how many they were.

        :param BatchPace pace: what letters and e-mails took in this run
        """
        batch = self._lock_batch(pace)
        if not batch:
            return 0
        # while it is locked
        kind = batch._get_kind()
        self.env.cr.execute(
            SQL(
                "UPDATE contact_interaction "
                "SET delivery_attempts = COALESCE(delivery_attempts, 0) + 1 "
                "WHERE id IN %s",
                batch._ids,
            )
        )
        self._ask_for_next_run()
        self.env["ir.cron"]._commit_progress()
        with pace.measure(kind, len(batch)):
            batch._lock_noted()._deliver_safely()
        return len(batch)

    @api.model
    def _lock_batch(self, pace=None):
        """Lock interactions that can be delivered together.

        They share their segment, channel and sender. Rows that another worker has
        locked are left to it.

        :param BatchPace pace: how many there may be, which attempts make fewer
        """
        # those left to other workers wait for later then, and are not found again
        while first := self._lock_first():
            attempts = first["delivery_attempts"] or 0
            same = [
                SQL("%s = %s", SQL.identifier(name), value)
                if value is not None
                else SQL("%s IS NULL", SQL.identifier(name))
                for name, value in first.items()
            ]
            size = SMALLER_BATCHES[min(attempts, len(SMALLER_BATCHES) - 1)]
            if pace:
                kind = first["segment_id"], first["channel"]
                size = min(size, pace.get_size(kind))
            if batch := self._lock_waiting(SQL(" AND ").join(same), size):
                return batch
        return self.browse()

    @api.model
    def _lock_first(self):
        """Lock whose turn it is; return what its batch has in common with it.

        :return: values of fields by name; nothing when nobody waits
        :rtype: dict
        """
        self.flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT %s FROM contact_interaction WHERE %s "
                "ORDER BY delivery_attempts, segment_id, channel, document_version_id, "
                "id LIMIT 1 FOR UPDATE SKIP LOCKED",
                SQL(", ").join(map(SQL.identifier, COMMON)),
                WAITING,
            )
        )
        return rows[0] if rows else {}

    def _get_kind(self):
        """Return what interactions share that take about as long to deliver."""
        first = self.sudo()[:1]
        return first.segment_id.id or None, first.channel

    def _lock_noted(self):
        """Lock a batch again after the commit, which let go of it."""
        return self._lock_waiting(SQL("id IN %s", self._ids or (0,)), len(self))

    @api.model
    def _lock_waiting(self, condition, limit):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM contact_interaction WHERE %s AND %s "
                "ORDER BY document_version_id, id LIMIT %s FOR UPDATE SKIP LOCKED",
                WAITING,
                condition,
                limit,
            )
        )
        self.invalidate_model()
        return self.browse([row[0] for row in rows])._leave_twins_to_others()

    def _deliver_safely(self):
        """Deliver a batch.

        :raise DeliveryPaused: what is left of it has to be delivered later
        """
        try:
            self._deliver_halved()
            self._check_time()
        except DeliveryPaused as pause:
            # all of it was noted, and not only the half that was being delivered
            pause.batch = self
            raise

    def _deliver_halved(self):
        """Deliver a batch; when it fails, its halves, so that one fails alone."""
        problem = self._get_sender_problem()
        if problem:
            self._set_delivery("failed", problem)
            return
        try:
            with self.env.cr.savepoint():
                self._forget_message()
                self._as_sender()._deliver()
        except Exception as error:
            self._raise_pause(error)
            if isinstance(error, OperationalError):
                # the database wants the transaction to be tried again
                raise
            half = len(self) // 2
            if not half:
                self._set_failed(error)
                return
            _logger.info("Delivering a batch in halves: %s", error)
            self[:half]._deliver_halved()
            self[half:]._deliver_halved()

    def _set_failed(self, error):
        """Write down why an interaction was not delivered."""
        if isinstance(error, (UserError, TemplateError)):
            reason = self._tell_error(error)
        else:
            reason = f"{type(error).__name__}: {error}"
            _logger.error("Interaction %s was not delivered", self.ids, exc_info=error)
        self._set_delivery("failed", reason)

    def _deliver(self):
        """Deliver interactions with one channel and sender."""
        self.check_access("read")
        channel = self[:1].channel
        open_ones = self - self._give_up()
        reasons = open_ones._get_skip_reasons(channel)
        for interaction in open_ones:
            if interaction.id in reasons:
                interaction._set_delivery("skipped", **reasons[interaction.id])
        open_ones = open_ones.filtered(lambda one: one.id not in reasons)
        later = open_ones._get_later_twins()
        now = open_ones - later
        if now:
            now._take_lines()
            getattr(now, f"_deliver_by_{channel}")()
        if later:
            # whether they are still needed is known now
            later._deliver()

    def _give_up(self):
        """Leave those alone that may have been sent; return them."""
        claimed = self.filtered("sending_since")
        claimed._set_unknown()
        last = len(SMALLER_BATCHES)
        tried = (self - claimed).filtered(lambda one: one.delivery_attempts > last)
        tried._set_delivery(
            "failed",
            _lt(
                "The server stopped each time this was made; look for what is special "
                "about its document."
            ),
        )
        return claimed | tried

    def _get_skip_reasons(self, channel):
        """Return why interactions must not be sent now: the gate, asked once more.

        :return: what ``_set_delivery`` takes, by id; nothing for those to be sent
        :rtype: dict[int, dict]
        """
        codes = self._ask_gate(channel)
        reasons = self._get_merged_reasons()
        for interaction in self.sudo().filtered(lambda one: one.id not in reasons):
            accepted = {"excluded"} if interaction.is_exclusion_accepted else set()
            found = codes[interaction.id]
            open_codes = [code for code in found if code not in accepted]
            if open_codes:
                reasons[interaction.id] = interaction._get_gate_reason(open_codes[0])
        return reasons

    def _ask_gate(self, channel):
        """Return why contacts may not be addressed about the topics of interactions.

        :return: codes of the gate by id of the interaction
        :rtype: dict[int, list[str]]
        """
        found = {}
        topics = self.sudo().grouped(lambda one: one.template_id.topic_id)
        for topic, own in topics.items():
            codes = own.partner_id._get_gate_codes(channel, topic)
            for one in own:
                found[one.id] = codes.get(one.partner_id.id, ["deleted"])
        return found

    def _get_gate_reason(self, code):
        """Return what ``_set_delivery`` takes for a reason of the gate.

        :rtype: dict
        """
        # in English it is the source of its translations
        english = self.env["contact.segment"].with_context(lang="en_US")
        source = english._get_problem_message(code)
        contact = self.partner_id.display_name or tell(
            self.env,
            _lt(
                "The contact of interaction %(name)s (no. %(id)s)",
                name=self.name,
                id=str(self.id),
            ),
        )
        message = tell_source(self.env, source, contact=contact)
        return {"message": message, "delivery_code": code}

    # --------------------------------------------------------------------------------
    # A delivery that stops without failing: the machine is at fault, or time is over.
    # What waits says why, and is tried again by itself.
    # --------------------------------------------------------------------------------

    def _raise_pause(self, error):
        """Stop the delivery for an error that is the machine's; return for others.

        :param Exception error: what the delivery of these interactions raised
        :raise DeliveryPaused: it is
        """
        if is_machine_error(error):
            env = self._as_sender().env if self else self.env
            raise DeliveryPaused(tell_machine_error(env, error), self) from error

    def _set_not_made(self, error):
        """Write down why a letter was not made; for lack of time, it goes on waiting.

        :param Exception error: the reason
        """
        if is_put_off(error):
            self.sudo().delivery_message = str(error)
        else:
            self._set_delivery("failed", self._tell_error(error))

    def _check_time(self):
        """Stop the delivery when some of its letters were not made for lack of time.

        :raise DeliveryPaused: so it is
        """
        messages = {code: MESSAGES[code] for code in PUT_OFF}
        late = self._find_waiting(
            SQL("delivery_message IN %s", tuple(messages.values()))
        )
        if not late:
            return
        tried = late.filtered(
            lambda one: one.delivery_message == messages["shared_timeout"]
        )
        reason = tell_source(self.env, (tried or late)[0].delivery_message)
        raise DeliveryPaused(reason, late, NO_PAUSE, bool(tried))

    def _find_waiting(self, condition):
        """Return those that are still in the queue."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM contact_interaction "
                "WHERE %s AND %s AND id IN %s ORDER BY id",
                WAITING,
                condition,
                self._ids or (0,),
            )
        )
        return self.browse([row[0] for row in rows])

    def _forget_message(self):
        """Forget why interactions waited; what is delivered now waits no more."""
        self.filtered("delivery_message").sudo().write({"delivery_message": False})

    def _put_off(self, pause, is_noted):
        """Write down why interactions wait, and try them again later.

        An attempt counts only where a letter may be what takes too long: then they are
        made in smaller numbers, until it is alone.

        :param DeliveryPaused pause: the reason
        :param bool is_noted: whether the attempt was counted when it began
        """
        waiting = self._find_waiting(SQL("TRUE"))
        env = waiting._as_sender().env if waiting else self.env
        message = tell(
            env,
            _lt(
                "It waits, and is tried again by itself: %(problem)s",
                problem=str(pause),
            ),
        )
        known = waiting.with_context(lang=env.lang).filtered(
            lambda one: one.delivery_message == message
        )
        is_news = not waiting or known != waiting
        level = logging.INFO
        if is_news and pause.pause:
            level = logging.ERROR
        elif pause.is_tried:
            level = logging.WARNING
        _logger.log(level, "The delivery goes on later: %s", pause)
        self.env.cr.execute(
            SQL(
                "UPDATE contact_interaction SET delivery_message = %s, "
                "delivery_attempts = GREATEST(COALESCE(delivery_attempts, 0) + %s, 0) "
                "WHERE id IN %s",
                store(env, message),
                int(pause.is_tried) - int(is_noted),
                waiting._ids or (0,),
            )
        )
        self.invalidate_model(["delivery_message", "delivery_attempts"])
        self._start_delivery_after(pause.pause)

    @api.model
    def _start_delivery_after(self, pause):
        """Have the delivery go on some time after the transaction."""
        if hasattr(self, "with_delay"):
            self._delay_delivery(eta=int(pause.total_seconds()))
            return
        cron = self.env.ref("contact_segment.ir_cron_deliver", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(fields.Datetime.now() + pause)

    # --------------------------------------------------------------------------------
    # With whose rights letters are made, and what is said when they do not suffice.
    # --------------------------------------------------------------------------------

    def _get_merge_user(self):
        """Return with whose rights a batch is merged; nobody when he is gone."""
        return self[:1].sudo().sender_id.exists()

    def _as_sender(self):
        """Return the interactions with the rights of who logged or resent them."""
        sender = self._get_merge_user()
        company = self[:1].sudo().company_id
        context = {"allowed_company_ids": company.ids}
        context |= {"lang": sender.lang, "tz": sender.tz}
        return self.with_user(sender).with_context(**context)

    def _get_sender_problem(self):
        """Return why a batch cannot be made with the rights of its sender, or nothing.

        The rights of a user who was archived are those that he had.
        """
        sender = self._get_merge_user()
        company = self[:1].sudo().company_id
        if not sender:
            return _lt("The user who logged this is gone; send it again yourself.")
        if not company.active:
            return _lt(
                "Company %(company)s is archived; restore it, then try again.",
                company=company.name,
            )
        names = {"user": sender.name, "company": company.name}
        if not sender._is_superuser() and company not in sender.company_ids:
            return _lt(
                "%(user)s, who sent this, may no longer work in company %(company)s; "
                "give that company back to the user, or send it again yourself.",
                **names,
            )
        if not self.browse().with_user(sender).has_access("read"):
            return _lt(
                "%(user)s, who sent this, has no role in Segments any more; give the "
                "role back to the user, or send it again yourself.",
                **names,
            )
        return ""

    def _tell_error(self, error):
        """Return why a letter or an e-mail was not made, for who reads it.

        :param Exception error: what making it raised
        :rtype: str
        """
        self.ensure_one()
        user = self._get_merge_user().name
        if isinstance(error, MissingError):
            return _lt(
                "Something that the document shows was deleted just now; send it again."
            )
        if isinstance(error, ConversionError):
            return tell_source(self.env, str(error))
        if not isinstance(error, AccessError):
            return str(error)
        own = self._as_sender()
        if not (own.has_access("read") and own.partner_id.has_access("read")):
            return _lt(
                "%(user)s, who sent this, may no longer see %(contact)s; give the user "
                "access to the contact, or send it again yourself.",
                user=user,
                contact=self.sudo().partner_id.display_name,
            )
        # it names no contact, so that results can count it
        return _lt(
            "%(user)s, who sent this, may not read %(what)s, which the document shows; "
            "give the user that right, or send it again yourself.",
            user=user,
            what=self._tell_what_is_hidden(str(error)),
        )

    def _tell_what_is_hidden(self, text):
        """Return which field or which records Odoo's sentence about rights means."""
        models_ = [name for name in MODEL.findall(text) if name in self.env]
        if not models_:
            return " ".join(text.split())
        label = self.env["ir.model"]._get(models_[0]).sudo().name
        fields_ = [
            name for name in FIELD.findall(text) if name in self.env[models_[0]]._fields
        ]
        return f"{label} ({fields_[0]})" if fields_ else label
