# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ...tools import arguments


class SamplePictures(dict):
    """The pictures of an e-mail that is sent as a test, by the mark in its text.

    A class of its own: what comes over RPC is no instance of it.
    """

    def add(self, content, content_type):
        """Keep a picture; return its mark."""
        mark = f"cid:sample-picture-{len(self)}@"
        self[mark] = (content, content_type)
        return mark


class ContactInteraction(models.Model):
    """E-mails that are sent as a test, as they would go out, and noted nowhere.

    An e-mail shows whatever it likes of its interaction, so there has to be one. It is
    a draft, from which no link leads out, and is rolled back before anything is sent.
    """

    _inherit = "contact.interaction"

    @api.model
    def _send_sample(self, make, address):
        """Send the e-mail of an interaction that is thrown away.

        :param make: a function that makes the interaction and returns it
        :param str address: where to
        :raise UserError: it is no address, or there is no e-mail
        """
        address = self._read_sample_address(address)
        pictures = SamplePictures()
        model = self.with_context(contact_sample_pictures=pictures)
        savepoint = self.env.cr.savepoint()
        try:
            values = model._write_sample(make(model))
        finally:
            savepoint.close(rollback=True)
        body = values["body_html"]
        for mark, picture in pictures.items():
            body = body.replace(mark, self._keep_mail_picture(*picture))
        self._send_sample_mail({**values, "body_html": body}, address)

    @api.model
    def _read_sample_address(self, address):
        """Return one e-mail address of what was given.

        :raise UserError: it is none, or several
        """
        given = arguments.read_text(self.env, "address", address).strip()
        normal = given.isprintable() and email_normalize(given)
        if not normal:
            raise UserError(
                self.env._(
                    "%(address)s is no e-mail address; give one, such as "
                    "anna@example.com.",
                    address=arguments.show(given),
                )
            )
        return normal

    @api.model
    def _write_sample(self, interaction):
        """Return the values of the e-mail of an interaction.

        :raise UserError: there is none
        """
        interaction.check_access("read")
        [values] = interaction._prepare_mails().values()
        if isinstance(values, UserError):
            raise values
        if isinstance(values, Exception):
            raise UserError(str(values)) from values
        subject = self.env._("[Test] %(subject)s", subject=values["subject"])
        # nothing that leads to a contact, or out of the mailing
        return {**values, "subject": subject, "headers": "{}"}

    def _keep_mail_picture(self, content, content_type):
        pictures = self.env.context.get("contact_sample_pictures")
        if isinstance(pictures, SamplePictures):
            return pictures.add(content, content_type)
        return super()._keep_mail_picture(content, content_type)

    @api.model
    def _send_sample_mail(self, values, address):
        """Send an e-mail at once, to an address and to nobody else."""
        document = values.pop("document")
        files = values.pop("attachment_ids")
        if document:
            name, content = document
            attachment = {"name": name, "raw": content, "res_model": "mail.message"}
            files = [*files, Command.create({**attachment, "res_id": 0})]
        values = {
            **values,
            "attachment_ids": files,
            "recipient_ids": False,
            "email_to": address,
            "model": False,
            "res_id": False,
        }
        outbox = self.env["mail.mail"].sudo().with_context(contact_event_logged=True)
        mail = outbox.create(values)
        try:
            mail.send(raise_exception=True)
        except MailDeliveryException as error:
            raise UserError(
                self.env._(
                    "The test could not be sent to %(address)s: %(problem)s. Ask an "
                    "administrator to look at the outgoing mail server.",
                    address=address,
                    problem=". ".join(map(str, error.args)).rstrip("."),
                )
            ) from error
