# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL, consteq, hmac
from odoo.tools.mail import append_content_to_html

from ...tools.mail_links import PICTURE_PATH, find_links, replace_links
from ...tools.mail_reader import FASTEST_READER, is_machine

# What went out, as far as is known.
ARRIVED = ("sent", "failed")
TOKEN = "contact_segment-mail"


class ContactInteraction(models.Model):
    """E-mails that are opened, and links in them that are followed.

    Both are told by whoever has the e-mail, with a token that only it knows. Counting
    is one statement, and sees to what the company wants to know.
    """

    _inherit = "contact.interaction"

    opened_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the pictures of the e-mail were first fetched. Whoever reads it "
        "without pictures is not seen.",
    )
    opened_by = fields.Selection(
        selection=[("person", "A person"), ("proxy", "A proxy or scanner")],
        readonly=True,
        copy=False,
        help="Mail providers and virus scanners fetch pictures by themselves; they are "
        "recognized as far as they can be.",
    )
    clicked_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When a link of the e-mail was first followed.",
    )

    # --------------------------------------------------------------------------------
    # What e-mails get for it: a picture, and other addresses behind their links.
    # --------------------------------------------------------------------------------

    def _write_mails(self):
        written = super()._write_mails()
        if "link.tracker" in self.env:
            self._replace_links(written)
        return written

    def _finish_mail_body(self, body, values):
        body = super()._finish_mail_body(body, values)
        if not self._is_followed():
            return body
        path = f"{PICTURE_PATH}{self.id}/{self._get_mail_token()}/blank.gif"
        url = f"{self.get_base_url()}{path}"
        picture = f'<img src="{url}" alt="" width="1" height="1"/>'
        return append_content_to_html(body, picture, plaintext=False)

    def _is_followed(self):
        """Whether it is noticed that an e-mail is opened, or a link followed."""
        return bool(self.ids) and self.sudo().company_id.contact_follow_mails

    def _replace_links(self, written):
        """Have the links of e-mails counted; each address has one counter in a batch.

        :param dict written: the values of e-mails by interaction, or errors; the texts
            change
        """
        bodies = {
            one: written[one.id]["body_html"]
            for one in self
            if isinstance(written[one.id], dict) and one._is_followed()
        }
        base_url = self.browse().get_base_url()
        found = {one: find_links(body, base_url) for one, body in bodies.items()}
        codes = self._get_link_codes(found)
        for one, urls in found.items():
            tail = f"s/{one.id}/{one._get_mail_token()}"
            campaign = one.sudo().campaign_id
            links = {
                url: f"{base_url}/r/{codes[campaign.id, url]}/{tail}" for url in urls
            }
            written[one.id]["body_html"] = replace_links(bodies[one], links)

    @api.model
    def _get_link_codes(self, found):
        """Return the codes of addresses, by campaign and address.

        :param dict found: the addresses by interaction
        :rtype: dict[tuple[int, str], str]
        """
        asked = {
            (one.sudo().campaign_id.id, url)
            for one, urls in found.items()
            for url in urls
        }
        trackers = self._find_link_trackers(asked)
        codes = self.env["link.tracker.code"].sudo()
        ids = [tracker.id for tracker in trackers.values()]
        codes = codes.search([("link_id", "in", ids)], order="id")
        by_link = {code.link_id: code.code for code in codes}
        return {key: by_link[tracker] for key, tracker in trackers.items()}

    @api.model
    def _find_link_trackers(self, asked):
        """Return the counters of addresses by campaign and address; new ones are made.

        Workers that make the same ones at once leave two of a kind. Odoo's own method
        gets confused by them; here the first one counts from then on.

        :param set asked: ids of campaigns, or False, with addresses
        :rtype: dict[tuple[int, str], link.tracker]
        """
        medium = self.env["utm.medium"].sudo()._fetch_or_create_utm_medium("email")
        trackers = self.env["link.tracker"].sudo()
        known = trackers.search(
            [
                ("url", "in", [url for _campaign_id, url in asked]),
                ("campaign_id", "in", [campaign_id for campaign_id, _url in asked]),
                ("medium_id", "=", medium.id),
                ("source_id", "=", False),
                ("label", "in", (False, "")),
            ],
            order="id desc",
        )
        by_key = {(tracker.campaign_id.id, tracker.url): tracker for tracker in known}
        missing = sorted(asked - by_key.keys(), key=lambda key: (key[0] or 0, key[1]))
        created = trackers.create(
            [
                {
                    "url": url,
                    # else each page would be fetched to see what it is called
                    "title": url,
                    "campaign_id": campaign_id,
                    "medium_id": medium.id,
                }
                for campaign_id, url in missing
            ]
        )
        by_key.update(zip(missing, created, strict=True))
        return {key: by_key[key] for key in asked}

    def _get_mail_token(self):
        """Return what only the e-mail of an interaction knows."""
        return hmac(self.env(su=True), TOKEN, self.id)

    # --------------------------------------------------------------------------------
    # What their readers tell.
    # --------------------------------------------------------------------------------

    @api.model
    def _check_mail_token(self, interaction_id, token):
        """Return whether somebody has the e-mail of an interaction.

        :param int interaction_id: an id, maybe of none
        :param str token: what he says
        :rtype: bool
        """
        expected = self.browse(interaction_id)._get_mail_token()
        return token.isascii() and consteq(expected, token)

    @api.model
    def _note_opened(self, interaction_id, user_agent):
        """Write down that an e-mail was opened: the first time, and by whom.

        That a person did counts more than a proxy before.

        :param int interaction_id: the interaction, whose token was checked
        :param str user_agent: what the program says of itself
        :return: whether it was a person
        :rtype: bool
        """
        return self._note_seen(
            interaction_id,
            user_agent,
            SQL("opened_on = seen.moment, opened_by = seen.who"),
            SQL(
                "done.opened_on IS NULL "
                "OR (done.opened_by = 'proxy' AND seen.who = 'person')"
            ),
        )

    @api.model
    def _note_clicked(self, interaction_id, user_agent):
        """Write down that a person followed a link, and so has opened the e-mail.

        :param int interaction_id: the interaction, whose token was checked
        :param str user_agent: what the program says of itself
        :return: whether it was a person
        :rtype: bool
        """
        return self._note_seen(
            interaction_id,
            user_agent,
            SQL(
                "clicked_on = seen.moment, opened_by = 'person', opened_on = CASE "
                "WHEN done.opened_by = 'person' THEN done.opened_on "
                "ELSE seen.moment END"
            ),
            SQL("done.clicked_on IS NULL AND seen.who = 'person'"),
        )

    @api.model
    def _note_seen(self, interaction_id, user_agent, values, condition):
        """Write down what somebody did with an e-mail that went out.

        Whole mailings are opened in the same hour, most of them several times: so it is
        one statement that reads one row, and seldom writes it.

        :param int interaction_id: the interaction
        :param str user_agent: what the program says of itself
        :param SQL values: what is written
        :param SQL condition: when
        :return: whether it was a person, of whom the company wants to know
        :rtype: bool
        """
        now = fields.Datetime.now()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """WITH seen AS (
                    SELECT sent.id, %(now)s::timestamp AS moment,
                        CASE WHEN %(is_machine)s
                            OR COALESCE(sent.delivered_on, sent.date) > %(soon)s
                        THEN 'proxy' ELSE 'person' END AS who
                    FROM contact_interaction sent
                    JOIN res_company company ON company.id = sent.company_id
                    WHERE sent.id = %(id)s
                      AND sent.delivery_state IN %(arrived)s
                      AND company.contact_follow_mails
                ), written AS (
                    UPDATE contact_interaction done SET %(values)s FROM seen
                    WHERE done.id = seen.id AND (%(condition)s)
                ) SELECT who FROM seen""",
                values=values,
                condition=condition,
                now=now,
                soon=now - FASTEST_READER,
                is_machine=is_machine(user_agent),
                id=interaction_id,
                arrived=ARRIVED,
            )
        )
        self.invalidate_model(["opened_on", "opened_by", "clicked_on"])
        return rows == [("person",)]
