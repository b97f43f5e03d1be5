# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from ..letters_common import LettersCommon

QUEUE = "odoo.addons.contact_segment.models.delivery.contact_interaction_queue"


@tagged("post_install", "-at_install")
class TestDeliveryMerged(LettersCommon):
    """Contacts that are merged between logging and delivery get one letter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.merger = new_test_user(
            cls.env,
            login="merger",
            groups="base.group_erp_manager,base.group_partner_manager",
        )
        cls.twin = cls.anna.copy({"name": "Anna Peters", "email": "a2@example.com"})
        cls._add_html("<p>Hello {{Contact_Name}}</p>")

    def _merge(self, source, destination):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard.with_user(self.merger)._merge(
            (source | destination).ids, destination.with_user(self.merger)
        )
        self.env.invalidate_all()

    def _log_both(self, template=None, contacts=None):
        """Log a segment with both contacts; return it and their letters.

        The first letter is the one that is delivered first.
        """
        segment = self._create_segment(
            template_id=(template or self.template).id, date="2026-01-01"
        )
        contacts = self.anna | self.twin if contacts is None else contacts
        interactions = self._log(self._fill(segment, contacts))
        return segment, *interactions.sorted("id")

    def test_one_letter_and_the_other_says_why(self):
        segment, kept, other = self._log_both()
        self._merge(self.twin, self.anna)
        self._deliver_words()
        self.assertDelivered(kept)
        self.assertSkipped(other, f"Anna Peeters .*{kept.name} \\(no. {kept.id}\\)")
        self.assertEqual(segment.print_file_ids.letter_count, 1)
        self.assertEqual(segment.print_file_ids.interaction_ids, kept)
        self.assertFalse(other.attachment_ids)
        counts = ("sent", "queued", "failed", "skipped")
        self.assertEqual(
            [segment[f"delivery_{state}_count"] for state in counts], [1, 0, 0, 1]
        )
        self.assertEqual(segment.delivery_progress, 100)
        # who asks for it again is told the same
        other.resend()
        self._deliver_words()
        self.assertSkipped(other, f"no. {kept.id}")

    def _figures(self, segment):
        names = ("contacts", "addressed", "sent", "skipped", "failed", "reached")
        figures = segment.get_results()["figures"]
        return [figures[name] for name in names]

    def test_results_count_the_one_that_went_out(self):
        for first in (0, 1):
            with self.subTest(first=first):
                twin = self.anna.copy({"name": "Again"})
                segment, *both = self._log_both(contacts=self.anna | twin)
                with self._without_libreoffice():
                    both[first]._deliver_safely()
                self._merge(twin, self.anna)
                self._deliver_words()
                self.assertEqual(self._figures(segment), [1, 1, 1, 0, 0, 1])
                self.assertEqual(segment.interaction_count, 2)
        # where the first one cannot be sent at all
        twin = self.anna.copy({"name": "Again"})
        segment, kept, _other = self._log_both(contacts=self.anna | twin)
        kept.cancel_delivery()
        self._merge(twin, self.anna)
        self._deliver_words()
        self.assertEqual(self._figures(segment), [1, 1, 1, 0, 0, 1])

    def test_two_batches(self):
        for first, second in ((0, 1), (1, 0)):
            with self.subTest(first=first):
                twin = self.anna.copy({"name": "Again"})
                _segment, *both = self._log_both(contacts=self.anna | twin)
                self._merge(twin, self.anna)
                both[first]._deliver_safely()
                both[second]._deliver_safely()
                self.assertDelivered(both[first])
                self.assertSkipped(both[second], f"no. {both[first].id}")

    def test_the_first_was_sent_before_the_merge(self):
        _segment, kept, other = self._log_both()
        with self._without_libreoffice():
            other._deliver_safely()
        self.assertDelivered(other)
        self._merge(self.twin, self.anna)
        self._deliver_words()
        self.assertDelivered(other)
        self.assertSkipped(kept, f"no. {other.id}")

    def test_the_other_goes_out_where_the_first_does_not(self):
        for what in ("failed", "skipped", "cancelled", "fails now", "deleted"):
            with self.subTest(what=what):
                twin = self.anna.copy({"name": "Again"})
                _segment, kept, other = self._log_both(contacts=self.anna | twin)
                self._merge(twin, self.anna)
                if what == "cancelled":
                    kept.cancel()
                elif what == "skipped":
                    kept.cancel_delivery()
                elif what == "failed":
                    kept._set_delivery("failed", "Broken")
                elif what == "deleted":
                    kept.sudo().state = "cancelled"
                    kept.sudo().unlink()
                else:
                    # in one batch with the other one
                    kept.sudo().document_version_id = False
                self._deliver_words()
                self.assertDelivered(other)
                if what == "fails now":
                    self.assertEqual(kept.delivery_state, "failed")
                    # a second attempt finds that it is there
                    kept.sudo().document_version_id = other.document_version_id
                    kept.retry_delivery()
                    self._deliver_words()
                    self.assertSkipped(kept, f"no. {other.id}")

    def test_letters_asked_for_on_purpose(self):
        segment = self._create_segment(template_id=self.template.id, date="2026-01-01")
        self._fill(segment, self.anna | self.twin)
        segment.add_contacts([("id", "=", self.anna.id)], allow_existing=True)
        interactions = self._log(segment)
        first, second = self._of(interactions, self.anna).sorted("id")
        twin = self._of(interactions, self.twin)
        self._merge(self.twin, self.anna)
        self._deliver_words()
        sent, skipped = (first | twin).sorted("id")
        self.assertDelivered(sent | second)
        self.assertSkipped(skipped, f"no. {sent.id}")

    def test_the_source_asked_for_more(self):
        segment = self._create_segment(template_id=self.template.id, date="2026-01-01")
        self._fill(segment, self.anna | self.twin)
        segment.add_contacts([("id", "=", self.twin.id)], allow_existing=True)
        interactions = self._log(segment)
        annas = self._of(interactions, self.anna)
        first, second = self._of(interactions, self.twin).sorted("id")
        self._merge(self.twin, self.anna)
        self._deliver_words()
        sent, skipped = (annas | first).sorted("id")
        self.assertDelivered(sent | second)
        self.assertSkipped(skipped, f"no. {sent.id}")

    def test_repeats_without_a_merge_and_two_segments(self):
        segment = self._create_segment(template_id=self.template.id, date="2026-01-01")
        self._fill(segment, self.anna)
        segment.add_contacts([("id", "=", self.anna.id)], allow_existing=True)
        interactions = self._log(segment)
        for contact in (self.anna, self.twin):
            interactions |= self._log_both(contacts=contact)[1]
        self._merge(self.twin, self.anna)
        self._deliver_words()
        self.assertEqual(len(interactions), 4)
        self.assertDelivered(interactions)

    def test_copies_that_are_sent_again(self):
        _segment, kept, other = self._log_both()
        self._deliver_words()
        self._merge(self.twin, self.anna)
        self.assertDelivered(kept | other)
        (kept | other).resend()
        copies = self.Interaction.search([("resent_from_id", "in", (kept | other).ids)])
        self.assertEqual(len(copies), 2)
        self._deliver_words()
        self.assertDelivered(copies)

    def test_a_letter_and_an_email_are_one(self):
        segment = self._create_segment(template_id=self.template.id, date="2026-01-01")
        self._fill(segment, self.anna | self.twin)
        self._line(segment, self.twin).template_id = self.mail_template
        self._line(segment, self.anna).channel = "letter"
        interactions = self._log(segment)
        annas = self._of(interactions, self.anna)
        twins = interactions - annas
        self.assertEqual((annas.channel, twins.channel), ("letter", "email"))
        # one whom the gate stops does not take the other along
        self.anna.write({"street": False, "street2": False, "city": False})
        self.twin.write({"street": False, "street2": False, "city": False})
        self._merge(self.twin, self.anna)
        self._deliver_words()
        self.assertSkipped(annas, "no postal address")
        self.assertEqual(len(self._send_queue()), 1)
        self.assertDelivered(twins)

    def test_three_contacts_merged_one_after_the_other(self):
        third = self.anna.copy({"name": "Anna III"})
        segment, *letters = self._log_both(contacts=third | self.twin | self.anna)
        self._merge(third, self.twin)
        self._merge(self.twin, self.anna)
        self._deliver_words()
        states = sorted(one.delivery_state for one in letters)
        self.assertEqual(states, ["sent", "skipped", "skipped"])
        self.assertEqual(segment.print_file_ids.letter_count, 1)

    def test_emails_in_the_queue_of_odoo(self):
        _segment, kept, other = self._log_both(self.mail_template)
        self._deliver_batches()
        mails = (kept | other).sudo().mail_mail_id
        self.assertEqual(mails.recipient_ids, self.anna | self.twin)
        self._merge(self.twin, self.anna)
        # the e-mail follows
        self.assertEqual(len(mails), 2)
        self.assertEqual(mails.recipient_ids, self.anna)
        self.assertEqual(set(mails.mapped("res_id")), {self.anna.id})
        [mail] = self._send_queue()
        self.assertIn(self.anna.email, mail["email_to"][0])
        self.assertDelivered(kept)
        self.assertSkipped(other, f"no. {kept.id}")
        self.assertFalse(self._send_queue())

    def test_emails_of_one_batch(self):
        _segment, kept, other = self._log_both(self.mail_template)
        self._merge(self.twin, self.anna)
        self._deliver_batches()
        self.assertEqual(len(self._send_queue()), 1)
        self.assertDelivered(kept)
        self.assertSkipped(other, f"no. {kept.id}")

    def test_an_email_that_may_have_arrived_is_not_sent_again(self):
        _segment, kept, other = self._log_both(self.mail_template)
        self._deliver_batches()
        # claimed by a server that stopped
        kept.sudo().sending_since = "2026-01-01"
        self._merge(self.twin, self.anna)
        self.assertEqual(len(self._send_queue()), 0)
        self.assertFailed(kept, "may have arrived")
        self.assertSkipped(other, f"no. {kept.id}")

    def test_the_queries_do_not_grow(self):
        def count(number):
            pairs = [
                self.anna.copy({"name": f"Pair {number} {one}"})
                for one in range(2 * number)
            ]
            contacts = self.Partner.union(*pairs)
            _segment, *letters = self._log_both(contacts=contacts)
            for first, second in zip(pairs[::2], pairs[1::2], strict=True):
                self._merge(second, first)
            batch = self.Interaction.union(*letters)
            before = self.env.cr.sql_log_count
            reasons = batch._get_skip_reasons("letter")
            queries = self.env.cr.sql_log_count - before
            self.assertFalse(reasons)
            with self._without_libreoffice(), patch(f"{QUEUE}.SMALLER_BATCHES", (99,)):
                self._deliver()
            states = [letter.delivery_state for letter in letters]
            self.assertEqual(states.count("sent"), number)
            self.assertEqual(states.count("skipped"), number)
            return queries

        count(1)
        self.assertLessEqual(count(6), count(2))
