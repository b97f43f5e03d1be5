# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command

from ..common_apps import AppsCommon
from ..events_common import EventsMixin


class TestLoggedByItselfApps(EventsMixin, AppsCommon):
    """Quotations and invoices become interactions when they are sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.user, cls.user_all, cls.manager):
            cls._give_group(
                user, "sales_team.group_sale_salesman", "account.group_account_invoice"
            )
        cls.product = cls.env["product.product"].create(
            {"name": "Chair", "list_price": 10, "taxes_id": False}
        )
        cls.campaign = cls.env["utm.campaign"].create({"name": "Spring"})

    def _quote(self, partner, user=None, **values):
        user = user or self.user
        return (
            self.env["sale.order"]
            .create(
                {
                    "partner_id": partner.id,
                    "user_id": user.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                    **values,
                }
            )
            .with_user(user)
        )

    def _send(self, order, *partners):
        """Send a quotation through the dialog of its button."""
        action = order.action_quotation_send()
        composer = self.env["mail.compose.message"].with_user(order.env.user)
        composer = composer.with_context(**action["context"]).create({})
        if partners:
            composer.partner_ids = self.Partner.browse(one.id for one in partners)
        composer.action_send_mail()
        return composer

    def _invoice(self, partner, move_type="out_invoice", **values):
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "invoice_date": "2026-01-01",
                "invoice_user_id": self.user.id,
                "invoice_line_ids": [
                    Command.create({"product_id": self.product.id, "price_unit": 10})
                ],
                **values,
            }
        )
        move.action_post()
        return move.with_user(self.user)

    def _send_invoice(self, move, methods=("email",), partners=None):
        """Send invoices as their dialog does."""
        wizard = self.env["account.move.send.wizard"].with_user(move.env.user)
        wizard = wizard.with_context(active_model="account.move", active_ids=move.ids)
        wizard = wizard.create({"sending_methods": list(methods)})
        if partners:
            wizard.mail_partner_ids = partners
        wizard.action_send_and_print(allow_fallback_pdf=True)

    def test_quotation_that_is_sent(self):
        self._switch_on("quotation", "mail_out")
        for user in (self.user, self.user_all, self.manager):
            order = self._quote(self.anna, user=user, campaign_id=self.campaign.id)
            self._send(order)
            self.assertEqual(order.state, "sent")
            logged = self._find(self.anna)[-1]
            self.assertRecordValues(
                logged,
                [
                    {
                        "name": order.display_name,
                        "template_id": self.env.ref(
                            "contact_segment.template_quotation"
                        ).id,
                        "user_id": user.id,
                        "logged_by_id": user.id,
                        "direction": "outbound",
                        "campaign_id": self.campaign.id,
                        "res_model": "sale.order",
                        "res_id": order.id,
                        "contact_via": self.anna.email,
                        "duration": 30.0,
                    }
                ],
            )
            self.assertIn(order.name, logged.subject)
        self.assertEqual(len(self._find(self.anna)), 3)

    def test_quotation_that_is_marked_as_sent(self):
        self._switch_on("quotation")
        order = self._quote(self.acme)
        order.action_quotation_sent()
        logged = self._find(self.acme)
        self.assertEqual(logged.res_id, order.id)
        order.action_draft()
        order.action_quotation_sent()
        self.assertEqual(self._find(self.acme), logged)

    def test_quotation_of_who_has_no_address(self):
        self._switch_on("quotation", "mail_out")
        (self.carl | self.dora | self.acme).email = False
        self.carl.city = "Utrecht"
        self.acme.city = "Ghent"
        for partner, channel in (
            (self.bob, "email"),
            (self.carl, "letter"),
            (self.dora, False),
        ):
            self._quote(partner).action_quotation_sent()
            self.assertEqual(self._find(partner).channel, channel)
        order = self._quote(self.acme)
        order.action_quotation_sent()
        self.assertEqual(self._find(self.acme).channel, "letter")
        self._send(order, self.anna)
        self.assertEqual(self._find(self.anna).channel, "email")

    def test_quotation_is_sent_to_a_person_after_it_was_marked(self):
        self._switch_on("quotation", "mail_out")
        order = self._quote(self.acme)
        order.action_quotation_sent()
        self.assertEqual(len(self._find(self.acme)), 1)
        self._send(order, self.anna)
        logged = self._find(self.acme, self.anna)
        self.assertEqual(logged.partner_id, self.anna)
        self.assertEqual(len(logged), 1)

    def test_quotation_to_two_and_once_more(self):
        self._switch_on("quotation", "mail_out")
        order = self._quote(self.acme)
        self._send(order, self.anna, self.bob)
        logged = self._find(self.acme, self.anna, self.bob)
        self.assertEqual(logged.partner_id, self.anna | self.bob)
        self._send(order, self.anna)
        again = self._find(self.acme, self.anna, self.bob) - logged
        self.assertEqual(again.partner_id, self.anna)
        self.assertEqual(again.template_id.code, "EMAIL-OUT")
        self.assertEqual(again.res_id, order.id)

    def test_only_mails_are_logged_of_documents_when_those_are_off(self):
        self._switch_on("mail_out")
        self._send(self._quote(self.anna))
        self._send_invoice(self._invoice(self.bob))
        codes = self._find(self.anna, self.bob).template_id.mapped("code")
        self.assertEqual(codes, ["EMAIL-OUT"])

    def test_nothing_is_logged_of_documents_when_all_is_off(self):
        self._send(self._quote(self.anna))
        self._send_invoice(self._invoice(self.anna))
        self.assertFalse(self._find(self.anna))

    def test_confirmed_order_is_an_email(self):
        self._switch_on("quotation", "mail_out")
        order = self._quote(self.anna)
        order.action_confirm()
        self.assertFalse(self._find(self.anna))
        self._send(order)
        self.assertEqual(self._find(self.anna).template_id.code, "EMAIL-OUT")

    def test_invoice_that_is_sent(self):
        self._switch_on("invoice", "mail_out")
        move = self._invoice(self.anna)
        self._send_invoice(move)
        logged = self._find(self.anna)
        self.assertRecordValues(
            logged,
            [
                {
                    "name": move.display_name,
                    "template_id": self.env.ref("contact_segment.template_invoice").id,
                    "user_id": self.user.id,
                    "res_model": "account.move",
                    "res_id": move.id,
                    "contact_via": self.anna.email,
                }
            ],
        )
        self._send_invoice(move)
        again = self._find(self.anna) - logged
        self.assertEqual(again.template_id.code, "EMAIL-OUT")

    def test_invoice_that_is_sent_to_a_person(self):
        self._switch_on("invoice", "mail_out")
        self.acme.email = "acme@example.com"
        move = self._invoice(self.acme)
        self._send_invoice(move, partners=self.bob)
        logged = self._find(self.acme, self.bob)
        self.assertEqual(logged.partner_id, self.bob)
        self.assertEqual(logged.res_id, move.id)

    def test_invoice_that_is_printed(self):
        self._switch_on("invoice", "mail_out")
        move = self._invoice(self.anna)
        self._send_invoice(move, methods=["manual"])
        self.assertEqual(self._find(self.anna).res_id, move.id)
        self.assertFalse(self._find(self.anna).subject)

    def test_credit_notes_count_and_bills_do_not(self):
        self._switch_on("invoice")
        for move_type in ("out_refund", "in_invoice", "in_refund"):
            move = self._invoice(self.anna, move_type=move_type)
            move.sudo().with_user(self.user).is_move_sent = True
        entry = self.env["account.move"].create({"partner_id": self.anna.id})
        entry.is_move_sent = True
        logged = self._find(self.anna)
        moves = self.env["account.move"].browse(logged.mapped("res_id"))
        self.assertEqual(moves.mapped("move_type"), ["out_refund"])

    def test_mailings_are_not_logged(self):
        self._switch_on("mail_out", "mail_in")
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "News",
                "body_html": "<p>News</p>",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": [("id", "in", (self.carl | self.dora).ids)],
            }
        )
        mailing.with_user(self.env.ref("base.user_admin")).action_send_mail()
        self.assertEqual(len(mailing.mailing_trace_ids), 2)
        self.assertFalse(self._find(self.carl, self.dora))

    def test_settings_of_documents_are_shown(self):
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.has_quotations and settings.has_invoices)
