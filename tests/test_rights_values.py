# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.contact.contact_rights_mixin import CONTEXT_KEY
from .interaction_log_common import InteractionCommon


@tagged("post_install", "-at_install")
class TestRightsValues(InteractionCommon):
    """What only methods write: no values, no defaults, no copy of a user changes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Interaction = cls.env["contact.interaction"]
        cls.admin = cls.env.ref("base.user_admin")
        cls.version = cls.env["contact.document.version"].create(
            {"kind": "word", "filename": "secret.docx", "checksum": "x"}
        )
        cls.file = cls.env["ir.attachment"].create({"name": "x", "raw": b"x"})
        cls.mail = cls.env["mail.mail"].create({"subject": "x"})

    def _get_forged_delivery(self):
        """Return what had letters merged with the rights of somebody else."""
        return {
            "delivery_state": "queued",
            "delivery_attempts": 1,
            "document_attachment_id": self.file.id,
            "document_version_id": self.version.id,
            "external_key": "event:mail.message,1",
            "logged_by_id": self.admin.id,
            "mail_mail_id": self.mail.id,
            "merge_values": {"a": "b"},
            "sender_id": self.admin.id,
            "was_postponed": True,
        }

    def _get_models(self):
        """Return the models of the addon that hold records, not dialogs."""
        for name in sorted(self.env.registry):
            model = self.env[name]
            if hasattr(model, "_check_named") and not model._abstract:
                yield model

    def test_every_model_and_dialog_asks(self):
        for name, model in self.env.registry.items():
            if model._original_module == "contact_segment" and not model._abstract:
                self.assertTrue(hasattr(model, "_check_named"), name)
                self.assertIs(model.create.__module__.startswith("odoo"), True)

    def test_dialogs_are_their_users_own(self):
        for model in self._get_models():
            if not model._transient:
                continue
            domain = self.env["ir.rule"].with_user(self.manager)
            domain = domain._compute_domain(model._name, "read")
            self.assertEqual(
                list(domain), [("create_uid", "in", [self.manager.id])], model._name
            )

    def test_a_default_in_the_context_is_no_value(self):
        for name, value in self._get_forged_delivery().items():
            with self.subTest(name):
                context = {f"default_{name}": value}
                interactions = self.Interaction.with_user(self.user)
                made = interactions.with_context(**context).create(
                    {"name": "x", "partner_id": self.anna.id}
                )
                plain = self._interact(self.anna)
                self.assertEqual(made.sudo()[name], plain.sudo()[name])
                shown = interactions.with_context(**context).default_get([name])
                self.assertEqual(shown, plain.default_get([name]))

    def test_a_default_of_the_user_is_no_value(self):
        for name, value in (("delivery_state", "queued"), ("logged_by_id", 1)):
            defaults = self.env["ir.default"].with_user(self.user)
            defaults.set("contact.interaction", name, value, user_id=True)
        made = self._interact(self.anna)
        self.assertFalse(made.delivery_state)
        self.assertEqual(made.logged_by_id, self.user)

    def test_methods_ignore_defaults_of_their_caller(self):
        made = self._interact(self.anna, template_id=self.template.id)
        context = {"default_sender_id": self.admin.id, "default_print_page": 7}
        copy = made.with_context(**context)._copy_for_resend("")
        self.assertEqual((copy.sender_id, copy.print_page), (self.user, 0))

    def test_what_the_system_makes_takes_no_defaults_of_its_caller(self):
        segment = self._create_segment().with_context(
            default_entire_companies=True,
            default_expand_companies=True,
            default_source="manual",
            default_res_id=self.file.id,
            default_public=True,
        )
        segment.add_contacts(self._domain(self.anna))
        step = segment.step_ids
        self.assertEqual(step._get_options(), {})
        self.assertEqual(step.source, "criteria")
        template = self.template.with_user(self.user).with_env(segment.env)
        made = self.env["ir.attachment"].browse(template.create_word_template())
        self.assertEqual((made.res_id, made.public), (self.template.id, False))

    def test_no_model_takes_them(self):
        count = 0
        for model in self._get_models():
            records = model.with_user(self.manager)
            for name in model._get_method_fields():
                count += 1
                with self.subTest(model=model._name, field=name):
                    with self._assert_refused(AccessError, name):
                        records._check_values([{name: False}])
                    shown = records.with_context(
                        **{f"default_{name}": "forged"}
                    ).default_get([name])
                    self.assertNotEqual(shown.get(name), "forged")
        self.assertGreater(count, 80)

    def test_segments(self):
        segment = self._create_segment()
        forged = {
            "interaction_count": 99,
            "line_count": 99,
            "logged_by_id": self.admin.id,
            "logged_on": "2026-01-01 00:00:00",
            "number": "S00001",
            "origin_id": self._create_segment().id,
            "state": "logged",
        }
        for name, value in forged.items():
            with self._assert_refused(AccessError, "cannot be written directly"):
                segment.write({name: value})
            with self._assert_refused(AccessError, "cannot be written directly"):
                segment.create({"name": "x", name: value})
            context = {f"default_{name}": value}
            made = segment.with_context(**context).create({"name": "x"})
            written = made._fields[name].convert_to_write(made[name], made)
            self.assertNotEqual(written, value)

    def test_interactions(self):
        made = self._interact(self.anna)
        for name, value in self._get_forged_delivery().items():
            if name == "external_key":
                continue
            with self._assert_refused(AccessError, "cannot be written directly"):
                made.write({name: value})
            with self._assert_refused(AccessError, "cannot be written directly"):
                made.create({"name": "x", "partner_id": self.anna.id, name: value})
        with self._assert_refused(UserError, "begins with event:"):
            made.write({"external_key": "event:mail.message,1"})

    def test_commands_make_no_exception(self):
        made = self._interact(self.anna)
        segment = self._create_segment()
        values = {"name": "x", "partner_id": self.anna.id, "delivery_state": "queued"}
        with self._assert_refused(AccessError, "delivery_state"):
            segment.write({"interaction_ids": [(0, 0, values)]})
        for command in ((4, made.id), (6, 0, made.ids)):
            with self._assert_refused(AccessError, "stays with"):
                segment.write({"interaction_ids": [command]})
        with self._assert_refused(AccessError, "delivery_state"):
            self.anna.with_user(self.user).write({"interaction_ids": [(0, 0, values)]})

    def test_nobody_vouches_for_himself(self):
        for forged in (True, "checked", 1, {}, [object()]):
            trusted = self.Interaction.with_user(self.user).with_context(
                **{CONTEXT_KEY: forged}
            )
            with self._assert_refused(AccessError, "delivery_state"):
                trusted.create(
                    {
                        "name": "x",
                        "partner_id": self.anna.id,
                        "delivery_state": "queued",
                    }
                )

    def test_what_was_vouched_for_ends_with_the_call(self):
        segment = self._create_segment()._as_checked()
        made = segment.create(
            {"name": "x", "origin_id": segment.id, "number": "X1", "line_ids": []}
        )
        self.assertNotIn(CONTEXT_KEY, made.env.context)
        with self._assert_refused(AccessError, "delivery_state"):
            segment.create(
                {
                    "name": "x",
                    "interaction_ids": [
                        (
                            0,
                            0,
                            {
                                "name": "x",
                                "partner_id": self.anna.id,
                                "delivery_state": "queued",
                            },
                        )
                    ],
                }
            )

    def test_copies_have_no_past(self):
        made = self._interact(self.anna)
        made.sudo().write(
            {"cancelled_with_segment": True, "page_count": 3, "delivery_code": "x"}
        )
        copy = made.copy()
        self.assertFalse(copy.cancelled_with_segment)
        self.assertFalse(copy.page_count)
        with self._assert_refused(AccessError, "page_count"):
            made.copy({"page_count": 3})

    def test_finished_interactions_stay(self):
        made = self._interact(self.anna)
        made.cancel()
        with self._assert_refused(AccessError, "was_postponed"):
            made.write({"was_postponed": True})
        made.uncancel()
        self.assertEqual(made.state, "done")
        with self._assert_refused(UserError, "not postponed any more"):
            made.discard_postponed()

    def test_templates_take_mail_templates_of_interactions_only(self):
        templates = self.env["mail.template"]
        of_contacts = templates.create(
            {"name": "x", "model_id": self.env["ir.model"]._get_id("res.partner")}
        )
        manager = self.template.with_user(self.manager)
        with self._assert_refused(ValidationError, "not made for interactions"):
            manager.mail_template_id = of_contacts
        manager.mail_template_id = templates.create(
            {
                "name": "x",
                "model_id": self.env["ir.model"]._get_id("contact.interaction"),
            }
        )
