import {registry} from "@web/core/registry";

const CARD = ".o_call_contact h2";
const LINES = ".o_segment_lines .o_data_row";

/** A step that presses a key on the call list, and one that waits for a contact. */
function press(content, key) {
    return {
        content,
        trigger: ".o_call_list:not(:has(button[disabled]))",
        run: `press ${key}`,
    };
}
function see(name) {
    return {content: `${name} is next`, trigger: `${CARD}:contains(${name})`};
}

/** A caller works through a call list by keys, and logs the segment. */
registry.category("web_tour.tours").add("contact_segment_call_list", {
    steps: () => [
        {content: "Its contacts are there", trigger: `${LINES}:contains(Tour Anna)`},
        {
            content: "Open the call list",
            trigger: "button[name=action_call_list]",
            run: "click",
        },
        see("Tour Anna"),
        {
            content: "Her number can be dialled",
            trigger: ".o_call_choices a[href='tel:+3225550101']",
        },
        {
            content: "The clock waits for it",
            trigger: ".o_call_talk .o_call_clock.text-muted:contains(0:00)",
            run() {
                // No telephone here
                const stay = (ev) => ev.preventDefault();
                document.addEventListener("click", stay, {capture: true, once: true});
            },
        },
        press("Dial", "d"),
        {content: "It runs", trigger: ".o_call_talk .o_call_clock:not(.text-muted)"},
        press("To the comments", "c"),
        {
            content: "Keys are text there",
            trigger: ".o_call_talk textarea",
            run: "edit Wants 2 samples",
        },
        {content: "She is still there", trigger: `${CARD}:contains(Tour Anna)`},
        {
            content: "Leave the comments",
            trigger: ".o_call_talk textarea",
            run: "press Escape",
        },
        press("It went well", "2"),
        see("Tour Bob"),
        {content: "One is called", trigger: ".o_call_called:contains(1)"},
        press("No answer", "n"),
        see("Tour Carl"),
        press("That was wrong", "u"),
        see("Tour Bob"),
        press("Bob did not like it", "4"),
        see("Tour Carl"),
        press("Later", "z"),
        {
            content: "Tomorrow",
            trigger: ".o_call_snooze button[data-until=tomorrow]",
            run: "press 2",
        },
        see("Tour Dora"),
        press("Not now", "s"),
        see("Tour Emil"),
        {
            content: "By touch too",
            trigger: ".o_call_outcomes button[data-outcome=failed]",
            run: "click",
        },
        see("Tour Dora"),
        press("Reached, and next", "Enter"),
        {
            content: "Carl is snoozed",
            trigger: ".o_call_empty:contains(Nobody to call right now)",
        },
        {content: "Back", trigger: "button[title='Back to the segment']", run: "click"},
        {content: "Log it", trigger: "button[name=action_log]", run: "click"},
        {
            content: "Without sending",
            trigger:
                ".modal footer button[name=action_log]:enabled, .modal footer button.btn-primary:enabled",
            run: "click",
        },
        {
            content: "It is logged",
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains(Logged)",
        },
    ],
});

/** Somebody calls a contact from its page. */
registry.category("web_tour.tours").add("contact_segment_make_call", {
    steps: () => [
        {
            content: "The page of interactions",
            trigger: ".o_notebook .nav-link[name=interactions]",
            run: "click",
        },
        {content: "Call", trigger: "button[name=action_make_call]", run: "click"},
        {
            content: "The number is there",
            trigger: ".modal .o_call_numbers input:value(+32 2 555 01 01)",
        },
        {
            content: "Another one",
            trigger: ".modal .o_call_numbers input",
            run: "edit +32 2 555 99 99",
        },
        {
            content: "It can be dialled",
            trigger: ".modal .o_call_numbers a:contains(Dial)",
        },
        {
            content: "It went well",
            trigger:
                ".modal .o_field_widget[name=evaluation] input[data-value=positive]",
            run: "click",
        },
        {
            content: "Comments",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit By tour",
        },
        {
            content: "The clock waits for dialling",
            trigger: ".modal .o_call_clock.text-muted:contains(0:00)",
        },
        {
            content: "It is started without",
            trigger: ".modal .o_call_clock_start",
            run: "click",
        },
        {content: "It runs", trigger: ".modal .o_call_clock:not(.text-muted)"},
        {
            content: "It took three minutes",
            trigger: ".modal .o_call_timer input",
            run: "edit 3 && click body",
        },
        {content: "Finish", trigger: ".modal button[name=action_finish]", run: "click"},
        {
            content: "It is on the card",
            trigger:
                ".o_field_widget[name=recent_interaction_ids] .o_data_row:contains(By tour)",
        },
    ],
});
