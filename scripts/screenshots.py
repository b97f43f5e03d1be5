"""Make the pictures of the documentation from the sample data.

Called by scripts/screenshots, which starts Odoo and says where it is.
"""

import contextlib
import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from screenshots_conditions import shoot_conditions
from screenshots_insights import shoot_insights
from screenshots_interactions import shoot_interactions, shoot_phone_interactions
from screenshots_letters import shoot_letters, shoot_phone_delivery
from screenshots_live import shoot_live
from screenshots_predictions import shoot_phone_predictions, shoot_predictions

URL = os.environ["ODOO_URL"]
IMAGES = Path(__file__).parent.parent / "docs" / "images"
BROWSER_OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update"
).split()
LINES = ".o_segment_lines .o_data_row"


class Camera:
    """A browser that is logged in and takes pictures under a name."""

    def __init__(self, page):
        self.page = page

    def login(self):
        self.page.goto(f"{URL}/web/login")
        self.page.fill("input[name=login]", os.environ["ODOO_LOGIN"])
        self.page.fill("input[name=password]", os.environ["ODOO_PASSWORD"])
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(".o_main_navbar", timeout=120_000)

    def open(self, path, selector):
        self.page.goto(f"{URL}/odoo/{path}")
        self.wait(selector)

    def open_row(self, path, text, selector):
        self.open(path, ".o_data_row")
        self.page.locator(".o_data_row td.o_data_cell", has_text=text).first.click()
        self.wait(selector)

    def click(self, selector, wait_for=None):
        self.page.locator(selector).locator("visible=true").first.click()
        if wait_for:
            self.wait(wait_for)

    def wait(self, selector):
        self.page.wait_for_selector(selector, timeout=60_000)
        # the web client keeps a connection open, so the network is never idle
        self.page.wait_for_timeout(1200)

    def scroll_to(self, selector):
        self.page.locator(selector).first.scroll_into_view_if_needed()
        self.page.wait_for_timeout(300)

    def scroll_to_top(self, selector):
        """Scroll so that nothing above it is cut in two."""
        self.page.locator(selector).first.evaluate(
            "element => element.scrollIntoView({block: 'start'})"
        )
        self.page.wait_for_timeout(300)

    def shoot(self, name):
        self.page.screenshot(path=IMAGES / f"{name}.png")
        print(f"docs/images/{name}.png")

    def shoot_part(self, name, selector):
        self.page.locator(selector).first.screenshot(path=IMAGES / f"{name}.png")
        print(f"docs/images/{name}.png")


def shoot_overview(camera):
    camera.open("segments-overview", ".o_start_page")
    camera.shoot("overview")


def shoot_segment(camera):
    camera.open_row("segments", "Spring showroom", LINES)
    camera.shoot("segment")
    camera.click("button[name=action_add]", ".modal .o_field_widget[name=domain]")
    camera.click(".modal a:has-text('New Rule')", ".modal .o_tree_editor_condition")
    camera.page.locator(".modal .o_tree_editor_condition input").last.fill("Belgium")
    camera.wait(".o-autocomplete--dropdown-item:has-text('Belgium')")
    camera.click(".o-autocomplete--dropdown-item:has-text('Belgium')")
    camera.page.wait_for_timeout(1500)
    camera.shoot("add-contacts")
    # as if the server took long: it is answered when the picture is taken
    waiting = []
    calls = "**/contact.segment.step.wizard/action_apply"
    camera.page.route(calls, lambda route: waiting.append(route))
    camera.click(".modal button[name=action_apply]", ".o_step_progress")
    camera.shoot("step-working")
    for route in waiting:
        route.abort()
    camera.page.unroute(calls)
    camera.page.reload()
    camera.wait(LINES)
    camera.click(".nav-link[name=steps]", ".o_field_widget[name=step_ids] .o_data_row")
    camera.shoot("steps")
    camera.click("button[name=action_log]", ".modal .o_field_widget[name=send]")
    checkbox = camera.page.locator(".modal .o_field_widget[name=send] input")
    if not checkbox.is_checked():
        checkbox.check()
        camera.page.wait_for_timeout(1500)
    camera.shoot("check-list")


def shoot_logged(camera):
    camera.open("logged-segments", ".o_data_row")
    camera.shoot("logged-segments")
    camera.page.locator(".o_data_row td[name=name]").first.click()
    camera.wait("button[name=action_follow_up]")
    camera.shoot("logged-segment")
    camera.click(
        "button[name=action_follow_up]", ".modal .o_field_widget[name=include]"
    )
    camera.shoot("follow-up")


def shoot_lists(camera):
    camera.open_row("saved-criteria", "", ".o_field_widget[name=step_ids] .o_data_row")
    camera.shoot("saved-criteria")
    camera.open("interactions", ".o_data_row")
    camera.shoot("interactions")
    camera.open(
        "action-contact_segment.contact_interaction_template_action", ".o_data_row"
    )
    camera.shoot("templates")


def shoot_contacts(camera):
    camera.open("interactions", ".o_data_row")
    row = camera.page.locator(".o_data_row", has_text="Linde Meubel NV, An Peeters")
    row.locator("td[name=name]").first.click()
    camera.wait(".o_form_view .o_field_widget[name=partner_id]")
    camera.page.hover(".o_field_widget[name=partner_id]")
    camera.page.locator(".o_field_widget[name=partner_id] .o_external_button").click()
    camera.wait("button[name=action_view_segments]")
    camera.click(
        ".nav-link[name=segments]",
        ".o_field_widget[name=segment_line_ids] .o_data_row",
    )
    camera.shoot("contact")
    camera.open("contacts", ".o_kanban_view, .o_list_view")
    camera.click(".o_switch_view.o_list", ".o_list_view .o_data_row")
    for row in camera.page.locator(".o_data_row .o_list_record_selector").all()[:4]:
        row.click()
    camera.click(".o_cp_action_menus button:has-text('Actions')")
    camera.wait(".o-dropdown-item:has-text('Add to segment')")
    camera.shoot("contacts-list-action")


def shoot_phone(camera):
    camera.page.set_viewport_size({"width": 390, "height": 844})
    camera.open("segments", ".o_kanban_record")
    camera.page.locator(".o_kanban_record:not(.o_kanban_ghost)").first.click()
    camera.wait(".o_form_view")
    camera.shoot("phone")
    shoot_phone_delivery(camera)
    shoot_phone_predictions(camera)
    shoot_phone_interactions(camera)


PARTS = [
    shoot_overview,
    shoot_segment,
    shoot_logged,
    shoot_lists,
    shoot_contacts,
    shoot_conditions,
    shoot_interactions,
    shoot_insights,
    shoot_live,
    # the letters are logged, so what shows drafts comes before
    shoot_letters,
    shoot_predictions,
    shoot_phone,
]


def main(names):
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROME"], args=BROWSER_OPTIONS
        )
        with contextlib.closing(browser):
            page = browser.new_page(viewport={"width": 1600, "height": 1000})
            camera = Camera(page)
            camera.login()
            for part in PARTS:
                if not names or part.__name__.removeprefix("shoot_") in names:
                    part(camera)


if __name__ == "__main__":
    main(sys.argv[1:])
