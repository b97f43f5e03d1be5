# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The choices shared by segments, templates and interactions.

A channel is added by extending the selection of the fields with `selection_add`.
"""

CHANNELS = [
    ("letter", "Letter"),
    ("email", "E-mail"),
    ("sms", "Text message"),
    ("phone", "Phone"),
]
# Those that an app of Odoo brings, with the model by which it is known to be there.
APP_CHANNELS = {"sms": "sms.sms"}
# Those whose interactions go out by themselves; `_deliver_by_<channel>` of interactions
# makes them. Of the others it is only noted what somebody did.
DELIVERED_CHANNELS = ("letter", "email", "sms")
DIRECTIONS = [("outbound", "Outbound"), ("inbound", "Inbound")]
INITIATORS = [("us", "Us"), ("them", "Them")]
EVALUATIONS = [
    ("very_positive", "Very positive"),
    ("positive", "Positive"),
    ("neutral", "Neutral"),
    ("negative", "Negative"),
    ("very_negative", "Very negative"),
]
# of the contacts of a segment
OUTCOMES = [
    ("all", "All contacts"),
    ("positive", "Who reacted positively"),
    ("negative", "Who reacted negatively"),
    ("failed", "Who was not reached"),
    ("no_response", "Who did not answer"),
]
POSITIVE_EVALUATIONS = ("very_positive", "positive")
NEGATIVE_EVALUATIONS = ("negative", "very_negative")
# why somebody wants no more e-mails, as he says himself
UNSUBSCRIBE_REASONS = [
    ("too_many", "Too many e-mails"),
    ("not_relevant", "They are not interesting to me"),
    ("never_asked", "I never asked for them"),
    ("other", "Something else"),
]
