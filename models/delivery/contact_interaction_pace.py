# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

RATE = "mail_rate"
DOMAIN_RATE = "mail_domain_rate"
HOURS = "hours"
HELD = "held"
MINUTE = timedelta(minutes=1)
# Somebody decides when it goes on.
UNDECIDED = datetime(9999, 12, 31)


class ContactInteraction(models.Model):
    """When e-mails may go out: how many in a minute, at which hours, or not for now.

    It is asked when an e-mail is claimed, so it holds however it got into the queue.
    What has to wait does so in Odoo's own queue, until a moment and with a code that
    says why; those that wait for their minute get one after the other.
    """

    _inherit = "contact.interaction"

    _mails_out = models.Index(
        "(company_id, delivered_on) WHERE delivered_on IS NOT NULL"
    )
    _mails_going = models.Index(
        "(company_id, sending_since) WHERE sending_since IS NOT NULL"
    )
    _mails_paced = models.Index(
        "(company_id, delivery_code) WHERE delivery_waits_until IS NOT NULL"
    )

    def _wait_for_turn(self):
        """Let an e-mail wait that may not go out now; return whether it has to."""
        self.ensure_one()
        until, code = self._find_turn()
        if not until:
            return False
        self._set_delivery(
            "queued",
            delivery_waits_until=until,
            delivery_code=code,
            delivery_retries=self.delivery_retries,
        )
        self.mail_mail_id.write({"scheduled_date": until})
        if until != UNDECIDED:
            # the queue is looked at in the minute after the one that is asked for
            self._ask_for_mail_queue(until - MINUTE)
        return True

    def _find_turn(self):
        """Return until when an e-mail has to wait, and why; two False if it need not.

        :rtype: tuple[datetime, str]
        """
        company, now = self.company_id, fields.Datetime.now()
        # what others decided since this queue was read counts
        self.segment_id.invalidate_recordset(["delivery_is_held"])
        if self.segment_id.delivery_is_held:
            return UNDECIDED, HELD
        opening = self._get_opening(now)
        if opening:
            return opening, HOURS
        minute = now.replace(second=0, microsecond=0)
        limits = {
            RATE: (company.contact_mail_rate, SQL("TRUE")),
            DOMAIN_RATE: (company.contact_mail_domain_rate, self._get_same_domain()),
        }
        for code, (rate, condition) in limits.items():
            if rate and self._count_out(minute, condition) >= rate:
                before = self._count_paced(now, code, condition)
                return minute + MINUTE * (1 + before // rate), code
        return False, False

    def _get_same_domain(self):
        """Return the SQL condition of contacts at the same mail provider."""
        domain = (self.partner_id.email_normalized or "").rpartition("@")[2]
        return SQL("SPLIT_PART(contact.email_normalized, '@', 2) = %s", domain)

    def _count_out(self, since, condition):
        """Return how many e-mails of the company went out since a moment."""
        return self._count_mails(
            condition,
            SQL("i.delivered_on >= %s OR i.sending_since >= %s", since, since),
        )

    def _count_paced(self, now, code, condition):
        """Return how many e-mails of the company wait for their minute."""
        return self._count_mails(
            condition,
            SQL("i.delivery_code = %s AND i.delivery_waits_until > %s", code, now),
        )

    def _count_mails(self, of_contact, condition):
        self.flush_model()
        [(count,)] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM contact_interaction i "
                "JOIN res_partner contact ON contact.id = i.partner_id "
                "WHERE i.company_id = %s AND i.channel = 'email' AND (%s) AND (%s)",
                self.company_id.id,
                of_contact,
                condition,
            )
        )
        return count

    def _get_opening(self, now):
        """Return when the contact may be written to next; False if it may be now.

        :param datetime now: the moment, in UTC
        """
        company = self.company_id
        # for every e-mail, so that where the contact lives is read for a reason only
        if not company._has_message_hours():
            return False
        zone = self.partner_id.tz or company.partner_id.tz or self.sender_id.exists().tz
        return company._get_message_opening(now, zone or "UTC")

    def _leave_until_opening(self):
        """Let interactions wait whose contacts are not written to at this hour.

        They wait in our queue; return the others.
        """
        now = fields.Datetime.now()
        openings = self.sudo().grouped(lambda one: one._get_opening(now))
        ready = openings.pop(False, self.browse())
        for opening, waiting in openings.items():
            waiting._set_delivery(
                "queued", delivery_waits_until=opening, delivery_code=HOURS
            )
            self._start_delivery_after(opening - now)
        return self.browse(ready.ids)

    def _set_delivery(self, state, message="", **values):
        result = super()._set_delivery(state, message, **values)
        if state == "failed":
            mails = self.sudo().filtered(lambda one: one.channel == "email")
            mails.segment_id._hold_after_failures()
        return result

    @api.model
    def _tell_turn(self, code, until):
        """Return when something goes out that waits for its turn, and why.

        :param str code: why it waits
        :param datetime until: until when
        """
        if code == HELD:
            return self.env._("It waits until somebody lets the delivery go on.")
        texts = {
            RATE: self.env._(
                "The next one goes out at about %(time)s: the settings allow so many "
                "e-mails in a minute."
            ),
            DOMAIN_RATE: self.env._(
                "The next one goes out at about %(time)s: the settings allow so many "
                "e-mails to one provider in a minute."
            ),
            HOURS: self.env._(
                "It goes out at %(time)s, when the hours for messages begin where the "
                "contact is."
            ),
        }
        return texts[code] % {"time": self._format_moment(until)}

    @api.model
    def _is_turn(self, code):
        """Whether something waits for its turn, and not because of a failure."""
        return code in (RATE, DOMAIN_RATE, HOURS, HELD)
