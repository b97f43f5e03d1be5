# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from base64 import b64decode

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import Response, request

# one transparent point
PICTURE = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


class ContactInteractionMails(http.Controller):
    """What e-mails of interactions tell when they are read; nobody logs in for it."""

    @http.route(
        "/contact_segment/opened/<int:interaction_id>/<string:token>/blank.gif",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
    )
    def opened(self, interaction_id, token, **_other):
        """Give the picture of an e-mail, and note that somebody opened it.

        :param int interaction_id: the interaction
        :param str token: what only its e-mail knows
        :return: the picture, whoever asks
        """
        self._note("_note_opened", interaction_id, token)
        return Response(
            PICTURE, mimetype="image/gif", headers={"Cache-Control": "no-store"}
        )

    @http.route(
        "/r/<string:code>/s/<int:interaction_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
    )
    def clicked(self, code, interaction_id, token, **_other):
        """Go on to where a link of an e-mail leads, and note that somebody followed it.

        :param str code: which link; it alone decides where one gets
        :param int interaction_id: the interaction
        :param str token: what only its e-mail knows
        :return: a redirection
        """
        if "link.tracker" not in request.env:
            raise NotFound()
        url = request.env["link.tracker"].sudo().get_url_from_code(code)
        if not url:
            raise NotFound()
        if self._note("_note_clicked", interaction_id, token):
            request.env["link.tracker.click"].sudo().add_click(
                code,
                ip=request.httprequest.remote_addr,
                country_code=request.geoip.country_code,
            )
        return request.redirect(url, code=302, local=False)

    def _note(self, method, interaction_id, token):
        """Note what somebody does with his e-mail; return whether it counts.

        Who only asks what is there does not read, and whoever works here looks at the
        e-mail of somebody else.
        """
        interactions = request.env["contact.interaction"].sudo()
        if (
            request.httprequest.method == "HEAD"
            or request.env.user._is_internal()
            or not interactions._check_mail_token(interaction_id, token)
        ):
            return False
        agent = request.httprequest.user_agent.string
        return getattr(interactions, method)(interaction_id, agent)
