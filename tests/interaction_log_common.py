# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from .common import SegmentCommon


class InteractionCommon(SegmentCommon):
    """Interactions written by a salesperson, and files that hang on them."""

    @classmethod
    def _interact(cls, partner=None, user=None, **values):
        values.setdefault("name", "Talk")
        values["partner_id"] = (partner or cls.anna).id
        interactions = cls.env["contact.interaction"].with_user(user or cls.user)
        return interactions.create(values)

    @classmethod
    def _attach(cls, *interactions, name="notes.txt", user=None):
        """Return a file uploaded in the form of the first of the interactions."""
        files = cls.env["ir.attachment"].with_user(user or cls.user)
        attachment = files.create({"name": name, "raw": b"What was said"})
        for interaction in interactions:
            interaction.attachment_ids = [(4, attachment.id)]
        return attachment
