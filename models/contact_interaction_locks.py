# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..tools import arguments
from ..tools.locks import wait_for_rows

# These change the number of interactions that stands on the segment.
COUNTED = {"state", "segment_id"}


class ContactInteraction(models.Model):
    """Interactions are locked after their segments, and in the order of their ids.

    Segments count their interactions: whoever changes the number would otherwise lock
    the segment last, while somebody cancels it who locks it first.
    """

    _inherit = "contact.interaction"

    @api.model_create_multi
    def create(self, vals_list):
        default = self.default_get(["segment_id"])
        self._wait_for_segments({**default, **vals} for vals in vals_list)
        return super().create(vals_list)

    def write(self, vals):
        # whoever says what became of a delivery holds the interaction already
        if "delivery_state" not in vals:
            if len(self) > 1 or COUNTED & vals.keys():
                self._wait_in_order(self._read_segment_ids([vals]))
        return super().write(vals)

    def unlink(self):
        self.check_access("unlink")
        # those that were sent again from these lose the link
        copies = self.sudo().search([("resent_from_id", "in", self.ids)])
        (self | copies.sudo(self.env.su))._wait_in_order()
        return super().unlink()

    def _wait_in_order(self, segment_ids=()):
        """Lock interactions for changes, after their segments and other ones.

        :raise psycopg2.errors.SerializationFailure: somebody else changed them
        """
        wait_for_rows(
            self.env,
            {
                "contact_segment": {*self.sudo().segment_id.ids, *segment_ids},
                "contact_interaction": self.ids,
            },
        )

    @api.model
    def _wait_for_segments(self, vals_list):
        """Lock the segments that new interactions belong to."""
        wait_for_rows(self.env, {"contact_segment": self._read_segment_ids(vals_list)})

    @api.model
    def _read_segment_ids(self, vals_list):
        """Return the ids of the segments that values name."""
        ids = (
            arguments.read_id(self.env, "segment_id", vals.get("segment_id"))
            for vals in vals_list
        )
        return {id_ for id_ in ids if id_}
