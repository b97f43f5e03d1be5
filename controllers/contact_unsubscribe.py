# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import Response, request

from ..tools.way_out import EXAMPLE, PATH

# The address of the page names its reader, and is nobody else's.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class ContactUnsubscribe(http.Controller):
    """The way out of the e-mails of segments, for whoever got one; without a login.

    What the link says is signed, so no session is needed, nor a token against forged
    forms: who can send one has the link, and could press it.
    """

    @http.route(
        f"{PATH}/<int:interaction_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
    )
    def unsubscribe(self, interaction_id, token, **form):
        """Show the page, or do what its reader or a mail program asks.

        Opening it changes nothing: scanners open every link.

        :param int interaction_id: the interaction whose e-mail has the link
        :param str token: the signature over it and over the addresses in the link
        :param dict form: what the reader says
        :return: the page; nothing for a mail program
        """
        interactions = request.env["contact.interaction"]
        # of the link only, whatever a form says
        email = request.httprequest.args.get("email", "")
        emails, interaction = interactions._find_by_link(interaction_id, token, email)
        if not emails:
            return self._render({"subscription": "unknown"}, status=404)
        if request.httprequest.method == "POST":
            return self._act(interaction, emails, form)
        if lang := interaction._get_page_lang():
            request.update_context(lang=lang)
            interaction = interaction.with_context(lang=lang)
        return self._render(interaction._prepare_unsubscribe_page(emails))

    @http.route(EXAMPLE, type="http", auth="public", methods=["GET"], readonly=True)
    def example(self, **_other):
        """Show what stands behind the link of a preview: nothing to press."""
        return self._render({"subscription": "example"})

    def _act(self, interaction, emails, form):
        """Do what a form asks; without one, it is the one click of a mail program."""
        said = {name: value for name, value in form.items() if isinstance(value, str)}
        action = said.get("action")
        if not action:
            interaction._unsubscribe(emails)
            return Response(status=200, headers=HEADERS)
        if action == "subscribe":
            interaction._subscribe_again(emails)
        else:
            interaction._note_reason(
                emails, said.get("reason", ""), said.get("note", "")
            )
        if action == "unsubscribe":
            interaction._unsubscribe(emails, said.get("scope") == "topic")
        # so that loading the page anew does nothing again
        return request.redirect(request.httprequest.full_path, code=303)

    def _render(self, values, status=200):
        page = request.render(
            "contact_segment.unsubscribe_page",
            {"page_lang": (request.env.lang or "en_US").replace("_", "-"), **values},
        )
        page.status_code = status
        page.headers.update(HEADERS)
        return page
