import {registry} from "@web/core/registry";

const EDITOR = ".o_field_widget[name=body_html] .note-editable";
const PREVIEW = ".modal .o_field_widget[name=html] iframe";

/** A user writes an e-mail with a merge field, looks at it and sends a test. */
registry.category("web_tour.tours").add("contact_segment_mail_text", {
    steps: () => [
        {
            content: "The documents of the segment",
            trigger: ".nav-link[name=documents]",
            run: "click",
        },
        {
            content: "Write an e-mail",
            trigger: "button[name=action_write_mail]",
            run: "click",
        },
        {content: "The editor", trigger: EDITOR},
        {
            content: "Its help is at the label, not over it",
            trigger:
                ".o_form_sheet:has(label[for^=body_html] sup) .o_field_widget[name=body_html]:not([data-tooltip-template])",
        },
        {
            content: "What it is about",
            trigger: ".o_field_widget[name=subject] input",
            run: "edit News for {{Contact_City}}",
        },
        {content: "What it says", trigger: EDITOR, run: "editor Good morning:"},
        {
            content: "Look for a merge field",
            trigger: ".o_mail_text_fields input[type=search]",
            run: "edit contact name",
        },
        {
            content: "Put it at the cursor",
            trigger: ".o_mail_text_fields button[data-name=Contact_Name]",
            run: "click",
        },
        {
            content: "There it is",
            trigger: `${EDITOR}:contains(Good morning:{{Contact_Name}})`,
        },
        {content: "Save", trigger: ".o_form_button_save", run: "click"},
        {content: "Saved", trigger: ".o_form_saved"},
        {
            content: "Look at it",
            trigger: ".o_statusbar_buttons button[name=action_preview]",
            run: "click",
        },
        {
            content: "As the first contact gets it",
            trigger: `${PREVIEW}[srcdoc*="Good morning:Tour Anna"][sandbox=""]`,
        },
        {
            content: "With its subject",
            trigger:
                ".modal .o_field_widget[name=mail_subject]:contains(News for Tórshavn)",
        },
        {
            content: "On a phone",
            trigger: ".modal .o_mail_preview button[name=phone]",
            run: "click",
        },
        {content: "It is narrow", trigger: `${PREVIEW}[style*="360px"]`},
        {
            content: "The next contact",
            trigger: ".modal button[name=action_next]",
            run: "click",
        },
        {
            content: "Its e-mail, still on a phone",
            trigger: `${PREVIEW}[srcdoc*="Good morning:Tour Bob"][style*="360px"]`,
        },
        {
            content: "Close",
            trigger: ".modal footer button:contains(Close)",
            run: "click",
        },
        {content: "Closed", trigger: "body:not(:has(.modal))"},
        {
            content: "Send a test",
            trigger: ".o_statusbar_buttons button[name=action_send_test]",
            run: "click",
        },
        {
            content: "To somebody",
            trigger: ".modal .o_field_widget[name=address] input",
            run: "edit tester@example.com",
        },
        {
            content: "Send it",
            trigger: ".modal footer button[name=action_send]",
            run: "click",
        },
        {
            content: "It is sent",
            trigger: ".o_notification:contains(The test is sent to tester@example.com)",
        },
        {content: "Closed again", trigger: "body:not(:has(.modal))"},
        {
            content: "Back to the segment",
            trigger: ".breadcrumb-item:contains(Tour letters) a",
            run: "click",
        },
        {
            content: "The text is among its documents",
            trigger:
                ".o_field_widget[name=document_ids] .o_data_row:contains(News for)",
        },
        {
            content: "It can be written further",
            trigger:
                ".o_field_widget[name=document_ids] button[name=action_write_text]",
            run: "click",
        },
        {content: "With its text", trigger: `${EDITOR}:contains(Good morning)`},
    ],
});
