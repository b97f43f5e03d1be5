import {registry} from "@web/core/registry";

const LINES = ".o_segment_lines .o_data_row";
const ANNA = `${LINES}:contains(Tour Anna)`;

/** A user gives a segment its letter, personalises one, previews and logs. */
registry.category("web_tour.tours").add("contact_segment_letters", {
    steps: () => [
        {
            content: "Look for the template with the letter",
            trigger: ".o_field_widget[name=template_id] input",
            run: "edit Tour Word letter",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Word letter)",
            run: "click",
        },
        {content: "Save", trigger: ".o_form_button_save", run: "click"},
        {content: "Saved", trigger: ".o_form_saved"},
        {
            content: "Everybody has a document; open one contact",
            trigger: `${ANNA} button[name=action_open_form]`,
            run: "click",
        },
        {
            content: "Write a note for her",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit See you at the fair!",
        },
        {
            content: "Save the line",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {content: "Closed", trigger: "body:not(:has(.modal))"},
        {
            content: "Preview the letters",
            trigger: "button[name=action_preview_letters]",
            run: "click",
        },
        {
            content: "The first letter as PDF",
            trigger: ".modal .o_field_widget[name=pdf] iframe",
        },
        {
            content: "Whose it is",
            trigger: ".modal .o_field_widget[name=line_id] input:value(Tour Anna)",
        },
        {
            content: "On to the next",
            trigger: ".modal button[name=action_next]",
            run: "click",
        },
        {
            content: "The letter of another contact",
            trigger: ".modal .o_field_widget[name=line_id] input:value(Tour Bob)",
        },
        {
            content: "What there is to say about the letters",
            trigger: ".modal .nav-link[name=check]",
            run: "click",
        },
        {
            content: "Not everybody has a note",
            trigger:
                ".modal .o_field_widget[name=check_ids] .o_data_row:contains(Note is empty for 2 of 3)",
        },
        {
            content: "Close the preview",
            trigger: ".modal footer button:contains(Close)",
            run: "click",
        },
        {content: "Log", trigger: "button[name=action_log]", run: "click"},
        {
            content: "Two letters and an e-mail will go out",
            trigger:
                ".modal .o_field_widget[name=outcome_ids]:has(.o_data_row:contains(Letters):contains(2)):has(.o_data_row:contains(E-mails):contains(1))",
        },
        {
            content: "Log and send",
            trigger: ".modal footer button[name=action_log]",
            run: "click",
        },
        {
            content: "It is logged",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Logged)",
        },
        {
            content: "The letters are on their way",
            trigger: ".o_segment_delivery button[data-state=queued]:contains(3)",
        },
    ],
});

/** After the delivery: the print file, and the letter at its interaction. */
registry.category("web_tour.tours").add("contact_segment_letters_delivered", {
    steps: () => [
        {
            content: "The letters are made",
            trigger: ".o_segment_delivery button[data-state=sent]:contains(2)",
        },
        {
            content: "The e-mail is in the mail queue",
            trigger: ".o_segment_delivery button[data-state=queued]:contains(1)",
        },
        {
            content: "The print file is there",
            trigger:
                ".o_field_widget[name=print_file_ids] .o_data_row:has(button[name=action_download_zip]):contains(Tour letters)",
        },
        {
            content: "See who got a letter",
            trigger: ".o_segment_delivery button[data-state=sent]",
            run: "click",
        },
        {
            content: "Their interactions",
            trigger: ".o_list_view .o_data_row:contains(Tour Anna) td[name=name]",
            run: "click",
        },
        {
            content: "The letter is there to open",
            trigger: ".o_form_view button[name=action_open_document]",
        },
        {
            content: "It was sent",
            trigger: ".o_field_widget[name=delivery_state]:contains(Sent)",
        },
    ],
});

/** A user retries what failed, but not what may have arrived, until told to. */
registry.category("web_tour.tours").add("contact_segment_retry", {
    steps: () => [
        {
            content: "Two have failed",
            trigger: ".o_segment_delivery button[data-state=failed]:contains(2)",
        },
        {
            content: "Retry",
            trigger: "button[name=action_retry_delivery]",
            run: "click",
        },
        {
            content: "One may have arrived",
            trigger: ".modal [name=unknown_names]:contains(Tour Anna)",
        },
        {
            content: "Retry the other one",
            trigger: ".modal button[name=action_retry_others]",
            run: "click",
        },
        {
            content: "It waits",
            trigger: ".o_segment_delivery button[data-state=queued]:contains(1)",
        },
        {
            content: "The one that may have arrived does not",
            trigger: ".o_segment_delivery button[data-state=failed]:contains(1)",
        },
        {
            content: "Retry that one",
            trigger: "button[name=action_retry_delivery]",
            run: "click",
        },
        {
            content: "There are no others",
            trigger: `.modal:has([name=unknown_names]:contains(Tour Anna)):not(:has(button[name=action_retry_others]))`,
        },
        {
            content: "Send it again",
            trigger: ".modal button[name=action_retry_all]",
            run: "click",
        },
        {
            content: "Both wait",
            trigger: ".o_segment_delivery button[data-state=queued]:contains(2)",
        },
        {
            content: "None has failed",
            trigger: ".o_segment_delivery:not(:has(button[data-state=failed]))",
        },
    ],
});
