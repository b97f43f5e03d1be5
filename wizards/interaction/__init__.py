# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dialogs of the log: create, finish, cancel, delete and evaluate interactions."""

from . import (
    contact_interaction_form_mixin,
    contact_interaction_dialog_mixin,
    contact_interaction_wizard,
    contact_interaction_cancel_wizard,
    contact_interaction_delete_wizard,
    contact_interaction_evaluate_wizard,
)
