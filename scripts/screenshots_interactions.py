"""The pictures of interactions: the log, dialogs, calls, campaigns, results, labels.

A part of scripts/screenshots.py. It leaves the sample data as they are, except for the
contact that the call list takes.
"""

from screenshots_letters import call, shoot_page

LOGGED = "Open house, invitations"
CALLS = "Calls about the oak collection"
CAMPAIGN = "Autumn Open House"


def shoot_interactions(camera):
    """Follow conversations from the log to what came of a campaign."""
    shoot_log(camera)
    shoot_dialogs(camera)
    shoot_calls(camera)
    shoot_follow_up_work(camera)
    shoot_campaigns(camera)
    shoot_output(camera)
    shoot_settings(camera)
    shoot_card(camera)


def find(camera, model, name):
    """Return the id of the record with a name, and fail if there is none."""
    field = "title" if model == "utm.campaign" else "name"
    [record] = call(camera, model, "search", [[field, "=", name]], limit=1)
    return record


def open_segment(camera, name, selector):
    record = find(camera, "contact.segment", name)
    state = call(camera, "contact.segment", "read", [record], ["state"])[0]["state"]
    path = "logged-segments" if state == "logged" else "segments"
    camera.open(f"{path}/{record}", selector)


def choose_action(camera, name, selector):
    """Choose from the actions of a form, behind its cog."""
    camera.click(".o_cp_action_menus .dropdown-toggle:has(.fa-cog)", ".o_menu_item")
    camera.click(f".o_menu_item:has-text('{name}')", selector)


def shoot(camera, name):
    """Take a picture without the tip of the button that was pressed."""
    camera.page.mouse.move(2, 990)
    camera.page.wait_for_timeout(400)
    camera.shoot(name)


def shoot_log(camera):
    camera.open("interactions", ".o_data_row")
    camera.click(".o_switch_view.o_kanban", ".o_kanban_record:not(.o_kanban_ghost)")
    shoot(camera, "interaction-evaluations")
    camera.click(".o_switch_view.o_calendar", ".o_calendar_container .fc-event")
    shoot(camera, "interaction-calendar")
    camera.open("interactions-analysis", ".o_pivot table tbody tr")
    shoot(camera, "interaction-analysis")


def shoot_dialogs(camera):
    camera.open("interactions", ".o_data_row")
    camera.click(
        "button[name=action_create]", ".modal .o_field_widget[name=template_id]"
    )
    choose(camera, "partner_id", "Camille Moreau")
    choose(camera, "template_id", "Meeting on site")
    fill(camera, "name", "Visit to the store in Nantes")
    fill(camera, "note", "Measured the terrace: 14 by 6 metres. Wants two proposals.")
    camera.page.wait_for_timeout(800)
    shoot(camera, "interaction-dialog")
    camera.click(".modal .btn-close")
    camera.open(
        "action-contact_segment.contact_interaction_action_postponed", ".o_data_row"
    )
    shoot(camera, "interaction-postponed")


def choose(camera, name, text):
    """Fill a field that points at another record."""
    field = camera.page.locator(f".modal .o_field_widget[name={name}] input").first
    field.fill(text)
    camera.click(f".o-autocomplete--dropdown-item:has-text('{text}')")
    camera.page.wait_for_timeout(600)


def fill(camera, name, text):
    widget = camera.page.locator(f".modal .o_field_widget[name={name}]").first
    field = widget.locator("input, textarea").first
    field.fill(text)
    field.blur()


def shoot_calls(camera):
    contact = find(camera, "res.partner", "Rachel Kim")
    camera.open(f"contacts/{contact}", ".nav-link[name=interactions]")
    camera.click(".nav-link[name=interactions]", "button[name=action_make_call]")
    camera.click(
        "button[name=action_make_call]", ".modal .o_field_widget[name=contact_via]"
    )
    fill(camera, "note", "Needs certificates for fire protection; sends the plans.")
    shoot(camera, "call-dialog")
    camera.click(".modal .btn-close")
    open_call_list(camera)
    camera.page.fill("#o_call_note", "Wants to see the oak table before she orders.")
    shoot(camera, "call-list")


def open_call_list(camera):
    segment = find(camera, "contact.segment", CALLS)
    camera.open(f"segments/{segment}/call-list", ".o_call_list .o_call_contact h2")


def shoot_follow_up_work(camera):
    open_segment(camera, LOGGED, ".o_form_view button[name=action_follow_up]")
    choose_action(
        camera, "Schedule Activities", ".modal .o_field_widget[name=assign_to]"
    )
    fill(camera, "summary", "Ask how the evening was")
    shoot(camera, "schedule-activities")
    camera.click(".modal .btn-close")


def shoot_campaigns(camera):
    camera.open("segment-campaigns", ".o_data_row")
    shoot(camera, "campaigns")
    record = find(camera, "utm.campaign", CAMPAIGN)
    camera.open(f"segment-campaigns/{record}", ".nav-link[name=contact_results]")
    camera.click(
        ".nav-link[name=contact_results]", ".o_field_widget[name=contact_response_rate]"
    )
    shoot(camera, "campaign")
    show_results(camera)
    shoot(camera, "segment-results")
    camera.open(
        "action-contact_segment.contact_segment_report_action",
        ".o_pivot table tbody tr, .o_graph_view canvas",
    )
    shoot(camera, "results-compared")


def show_results(camera):
    open_segment(camera, LOGGED, ".nav-link[name=results]")
    camera.click(".nav-link[name=results]", ".o_segment_bar_count")
    camera.scroll_to(".nav-link[name=results]")
    camera.page.locator(".nav-link[name=results]").evaluate(
        "element => element.scrollIntoView({block: 'start'})"
    )
    camera.page.wait_for_timeout(600)


def shoot_output(camera):
    open_segment(camera, LOGGED, ".o_form_view button[name=action_follow_up]")
    choose_action(camera, "Export Contacts", ".modal .o_field_widget[name=column_ids]")
    shoot(camera, "export")
    camera.click(".modal .btn-close")
    segment = find(camera, "contact.segment", LOGGED)
    made = call(
        camera, "contact.segment", "make_labels", [segment], size="37x70", start=3
    )
    shoot_page(camera, made["attachment_id"], "labels")
    made = call(
        camera,
        "contact.segment",
        "make_cover_sheets",
        [segment],
        text="Please find the fabrics that you chose at our open house.",
        remarks=["as_agreed", "please_call"],
        order="country",
    )
    shoot_page(camera, made["attachment_id"], "cover-sheet")


def shoot_settings(camera):
    camera.open(
        "action-contact_segment.res_config_settings_action",
        ".o_field_widget[name=contact_mail_in_template_id]",
    )
    shoot(camera, "settings")
    camera.scroll_to_top("h2:has-text('Logged by Itself')")
    shoot(camera, "settings-interactions")


def shoot_card(camera):
    contact = find(camera, "res.partner", "Maison Colbert SARL")
    camera.open(f"contacts/{contact}", ".nav-link[name=interactions]")
    camera.click(
        ".nav-link[name=interactions]", ".o_field_widget[name=recent_interaction_ids]"
    )
    shoot(camera, "contact-interactions")


def shoot_phone_interactions(camera):
    """Calls, results and the log on a telephone; the page is that narrow already."""
    open_call_list(camera)
    shoot(camera, "call-list-phone")
    show_results(camera)
    shoot(camera, "results-phone")
    camera.open("interactions", ".o_kanban_record:not(.o_kanban_ghost)")
    shoot(camera, "interactions-phone")
