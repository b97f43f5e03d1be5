"""The pictures of letters: the dialogs, and letters as they come from the printer.

A part of scripts/screenshots.py. It logs the sample segment and runs its delivery, so
it comes after the parts that show drafts.
"""

import os
import subprocess
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageOps

URL = os.environ["ODOO_URL"]
IMAGES = Path(__file__).parent.parent / "docs" / "images"
SEGMENT = "Letter to all buyers"
EVENING = "Open house, invitations"
MAILING = "Showroom invitation"
# Whose letters are shown, and under which name.
LETTERS = {"An Peeters": "letter-dutch", "Emily Carter": "letter-english"}
DOTS_PER_INCH = 80
MOST_RUNS = 10
LINES = ".o_segment_lines .o_data_row"


def call(camera, model, method, *arguments, **options):
    """Call a method of the server as the user who is logged in."""
    response = camera.page.request.post(
        f"{URL}/web/dataset/call_kw",
        data={
            "jsonrpc": "2.0",
            "method": "call",
            "params": {
                "model": model,
                "method": method,
                "args": arguments,
                "kwargs": options,
            },
        },
        timeout=120_000,
    )
    answer = response.json()
    if "error" in answer:
        raise RuntimeError(answer["error"]["data"]["message"])
    return answer["result"]


def shoot_letters(camera):
    """Follow a letter from its template to its interaction."""
    shoot_template(camera)
    shoot_mail(camera)
    shoot_merged_letters(camera)
    shoot_preview(camera)
    shoot_delivery(camera)
    shoot_retry(camera)


def shoot_template(camera):
    camera.open_row(
        "action-contact_segment.contact_interaction_template_action",
        "Spring letter",
        ".o_field_widget[name=document_ids] .o_data_row",
    )
    camera.scroll_to_top(".nav-link:has-text('Documents')")
    camera.shoot("letter-template")


def shoot_mail(camera):
    """Write an e-mail, and see it on a phone."""
    camera.open_row(
        "action-contact_segment.contact_interaction_template_action",
        MAILING,
        "button[name=action_write_mail]",
    )
    camera.click("button[name=action_write_mail]", ".note-editable")
    camera.shoot("mail-text")
    camera.click(
        ".o_statusbar_buttons button[name=action_preview]",
        ".modal .o_mail_preview iframe",
    )
    camera.click(".modal .o_mail_preview button[name=phone]")
    camera.page.wait_for_timeout(800)
    camera.shoot("mail-preview")
    camera.click(".modal .btn-close")


def shoot_merged_letters(camera):
    """Make pictures of the PDFs that the server merges."""
    for name, image in LETTERS.items():
        domain = [["segment_id.name", "=", SEGMENT], ["partner_id.name", "=", name]]
        [line] = call(camera, "contact.segment.line", "search", domain)
        attachment = call(
            camera, "contact.segment.line", "preview_document", [line], output="pdf"
        )
        shoot_page(camera, attachment, image)


def shoot_page(camera, attachment, name):
    """Make a picture of the first page of a PDF that the server made."""
    pdf = camera.page.request.get(f"{URL}/web/content/{attachment}").body()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(pdf)
        picture = Path(folder) / "page"
        subprocess.run(
            ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH)]
            + [str(path), str(picture)],
            check=True,
        )
        # white paper on a white page needs an edge
        page = Image.open(picture.with_suffix(".png"))
        ImageOps.expand(page, 1, "#c8c8c8").save(IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png")


def shoot_preview(camera):
    camera.open_row("segments", SEGMENT, LINES)
    camera.click(
        "button[name=action_preview_letters]",
        ".modal .o_field_widget[name=pdf] iframe",
    )
    wait_for_pdf(camera)
    camera.shoot("letter-preview")
    camera.click(".modal .nav-link[name=check]", ".modal .o_data_row")
    camera.shoot("letter-check")
    camera.click(".modal footer button:has-text('Close')")
    camera.page.wait_for_timeout(500)
    row = camera.page.locator(LINES, has_text="An Peeters")
    row.locator("button[name=action_open_form]").click()
    camera.wait(".modal .o_field_widget[name=note]")
    camera.shoot("letter-note")
    camera.click(".modal .btn-close")


def shoot_delivery(camera):
    camera.open_row("segments", SEGMENT, LINES)
    camera.click("button[name=action_log]", ".modal .o_field_widget[name=send]")
    camera.shoot("letter-log")
    # as long as logging can be undone, nothing is made
    companies = call(camera, "res.company", "search", [])
    call(camera, "res.company", "write", companies, {"contact_undo_seconds": 0})
    camera.click(
        ".modal footer button[name=action_log]", "button[name=action_follow_up]"
    )
    url = camera.page.url
    deliver(camera)
    camera.page.goto(url)
    camera.wait(".o_field_widget[name=print_file_ids] .o_data_row")
    camera.shoot("letter-delivery")
    camera.click(".o_segment_delivery button[data-state=sent]", ".o_list_view")
    camera.page.locator(
        ".o_data_row:has-text('An Peeters') td[name=name]"
    ).first.click()
    camera.wait(".o_form_view .o_field_widget[name=delivery_state]")
    camera.scroll_to(".o_field_widget[name=print_file_id]")
    camera.shoot("letter-interaction")
    camera.click("button[name=action_resend]", ".modal .o_field_widget[name=channel]")
    camera.shoot("letter-resend")
    camera.click(".modal .btn-close")


def shoot_retry(camera):
    """Ask before what may have arrived is sent again."""
    camera.open_row("logged-segments", EVENING, ".o_segment_delivery_panel")
    camera.click(
        "button[name=action_retry_delivery]",
        ".modal .o_field_widget[name=unknown_names]",
    )
    camera.shoot("mail-retry")
    camera.click(".modal .btn-close")


def wait_for_pdf(camera):
    frame = camera.page.frame_locator(".modal .o_field_widget[name=pdf] iframe")
    frame.locator(".page .textLayer span").first.wait_for(timeout=60_000)
    camera.page.wait_for_timeout(800)


def deliver(camera):
    """Run the scheduled action now, instead of waiting for it.

    That of the mail queue is as if the server ran it: not late, however old the
    database is that this one was made from.
    """
    domain = [["cron_name", "=", "Segments: deliver letters and e-mails"]]
    [cron] = call(camera, "ir.cron", "search", domain)
    # a busy machine does a part at a time
    for _number in range(MOST_RUNS):
        call(camera, "ir.cron", "method_direct_trigger", [cron])
        if call(camera, "contact.print.file", "search", [], limit=1):
            break
    later = (datetime.now() + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
    queue = call(
        camera, "ir.cron", "search", [["cron_name", "=", "Mail: Email Queue Manager"]]
    )
    call(camera, "ir.cron", "write", queue, {"nextcall": later})


def shoot_phone_delivery(camera):
    """The delivery on a telephone; the page is that narrow already."""
    camera.open("logged-segments", ".o_kanban_record")
    camera.click(f".o_kanban_record:has-text('{SEGMENT}')", ".o_form_view")
    camera.scroll_to(".o_segment_delivery_panel")
    camera.shoot("letter-phone")
