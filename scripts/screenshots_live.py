"""The pictures of live segments: list, chart, what is held, changes, reasons, contacts.

A part of scripts/screenshots.py. It leaves the sample data as they are, except that the
live segment was refreshed.
"""

from screenshots_letters import call

SEGMENT = "Readers of the newsletter"
LEFT = "Tom Wouters"
ON_IT = "Emily Carter"
CAME_BACK = "Eva Claes"
TAG = "Newsletter"
# Enough to be held; they lose the tag, and get it back when the pictures are made.
FORGETFUL = ["Emily Carter", "Grace Whitfield", "Nora Blake", "Kevin Tran"]


def shoot_live(camera):
    """Follow a live segment from the list to the card of a contact."""
    segment = find_segment(camera)
    shoot_list(camera)
    shoot_history(camera, segment)
    shoot_held(camera, segment)
    shoot_reasons(camera, segment)
    shoot_settings(camera)


def find_segment(camera):
    [segment] = call(camera, "contact.segment", "search", [["name", "=", SEGMENT]])
    return segment


def find_contact(camera, name):
    [contact] = call(camera, "res.partner", "search", [["name", "=", name]], limit=1)
    return contact


def shoot_list(camera):
    camera.open("live-segments", ".o_data_row .o_segment_trend")
    camera.shoot("live-list")


def shoot_history(camera, segment):
    camera.open(f"segments/{segment}", ".nav-link[name=live]")
    camera.click(".nav-link[name=live]", ".o_segment_sizes canvas")
    camera.scroll_to(".o_segment_sizes figcaption")
    camera.shoot("live-form")
    camera.click("button[name=action_compare]", ".o_segment_changes [data-side=went]")
    # from the day on which it became live
    [since] = call(camera, "contact.segment", "read", [segment], ["live_since"])
    year, month, day = since["live_since"][:10].split("-")
    box = camera.page.locator("[data-date=from] input")
    box.fill(f"{month}/{day}/{year}")
    box.press("Enter")
    camera.wait(f".o_segment_changes [data-side=went] li:has-text('{LEFT}')")
    camera.page.mouse.move(2, 990)
    camera.shoot("live-changes")


def shoot_held(camera, segment):
    """As if an import had emptied a field of some."""
    [tag] = call(camera, "res.partner.category", "search", [["name", "=", TAG]])
    contacts = [find_contact(camera, name) for name in FORGETFUL]
    call(camera, "res.partner", "write", contacts, {"category_id": [[3, tag]]})
    call(camera, "contact.segment", "write", [segment], {"hold_percent": 10})
    call(camera, "contact.segment", "refresh", [segment])
    camera.open(f"segments/{segment}", "button[name=action_accept_refresh]")
    camera.shoot("live-held")
    camera.click(
        ".alert button[name=action_view_difference]",
        ".modal .o_data_row:has-text('Goes')",
    )
    camera.shoot("live-difference")
    call(camera, "res.partner", "write", contacts, {"category_id": [[4, tag]]})
    call(camera, "contact.segment", "write", [segment], {"hold_percent": 0})
    call(camera, "contact.segment", "refresh", [segment])


def shoot_reasons(camera, segment):
    camera.open(
        f"contacts/{find_contact(camera, CAME_BACK)}", ".nav-link[name=live_segments]"
    )
    camera.click(".nav-link[name=live_segments]", ".o_contact_memberships li")
    camera.shoot("live-contact")
    camera.open(
        f"contacts/{find_contact(camera, ON_IT)}", ".nav-link[name=live_segments]"
    )
    camera.click(".nav-link[name=live_segments]", ".o_contact_memberships li")
    camera.click(
        ".o_contact_memberships button:has-text('Why')", ".modal .o_segment_explain"
    )
    camera.shoot("live-reasons")


def shoot_settings(camera):
    """How soon changes show, and what is held, of the company."""
    camera.open("action-contact_segment.res_config_settings_action", "#live_touched")
    camera.scroll_to("#live_touched")
    camera.page.mouse.move(2, 990)
    camera.shoot_part("live-settings", ".o_settings_container:has(#live_touched)")
