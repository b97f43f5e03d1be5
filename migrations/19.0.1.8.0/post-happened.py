# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def migrate(cr, version):
    """Keep the ids of e-mails that are still in the queue, as those of new ones are.

    So reports about them, and replies to them, find their interactions. Of e-mails that
    were sent before, nothing is left that tells their ids.
    """
    cr.execute(
        """UPDATE contact_interaction interaction
        SET message_id = message.message_id
        FROM mail_mail mail
        JOIN mail_message message ON message.id = mail.mail_message_id
        WHERE mail.id = interaction.mail_mail_id AND interaction.message_id IS NULL"""
    )
