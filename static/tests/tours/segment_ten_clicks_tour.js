import {registry} from "@web/core/registry";

let clicks = 0;

/** Count what the user clicks on, a field he goes into too. */
function count() {
    clicks++;
}

function beginToCount() {
    clicks = 0;
    document.addEventListener("click", count, {capture: true});
}

/** Stop, and complain if it were more than it may take. */
function endCount(job, most) {
    document.removeEventListener("click", count, {capture: true});
    if (clicks > most) {
        throw new Error(`${job} takes ${clicks} clicks, more than ${most}`);
    }
}

/** From a form with a name to the contacts of a country, counted before they come. */
function addContacts() {
    return [
        {content: "Add contacts", trigger: "button[name=action_add]", run: "click"},
        {
            content: "A country, with the number of contacts that it adds",
            trigger:
                ".modal .o_quick_facet[data-name=country_id] button:contains(Faroe Islands):contains(3)",
            run: "click",
        },
    ];
}

/** From the contacts to what is logged, with letters. */
function logLetters() {
    return [
        {
            content: "Add",
            trigger: ".modal footer button[name=action_apply]:contains(Add):visible",
            run: "click",
        },
        {
            content: "They are there",
            trigger: ".o_segment_lines .o_data_row:contains(Tour Carl)",
        },
        {content: "Log", trigger: "button[name=action_log]", run: "click"},
        {
            content: "With letters",
            trigger: ".modal .o_field_widget[name=send] input:checked",
        },
        {
            content: "Log it",
            trigger: ".modal footer button[name=action_log]",
            run: "click",
        },
    ];
}

const LOGGED =
    ".o_form_view:has(.o_statusbar_status .o_arrow_button_current:contains(Logged))";

/** The main job: contacts by two criteria, and letters logged for them. */
registry.category("web_tour.tours").add("contact_segment_ten_clicks", {
    steps: () => [
        {
            content: "Begin to count",
            trigger: ".o_list_button_add",
            run: beginToCount,
        },
        {content: "New segment", trigger: ".o_list_button_add", run: "click"},
        {
            content: "Name it",
            trigger: ".o_field_widget[name=name] :is(input, textarea)",
            run: "edit Tour ten clicks",
        },
        {
            content: "Look for a template",
            trigger: ".o_field_widget[name=template_id] input",
            run: "edit Tour letter",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour letter)",
            run: "click",
        },
        {
            content: "The template fills the header",
            trigger:
                ".o_field_widget[name=channel] :value(Letter), .o_field_widget[name=channel]:contains(Letter)",
        },
        ...addContacts(),
        {
            content: "And a tag",
            trigger:
                ".modal .o_quick_facet[data-name=country_id] button.btn-primary:contains(Faroe Islands)",
        },
        {
            content: "Its number is of those in the country",
            trigger:
                ".modal .o_quick_facet[data-name=category_id] button:contains(Tour south):contains(2)",
            run: "click",
        },
        {
            content: "The dialog says the same",
            trigger: ".modal .o_field_widget[name=added_count]:contains(2)",
        },
        ...logLetters(),
        {
            content: "It is logged",
            trigger: LOGGED,
            run: () => endCount("The main job", 10),
        },
    ],
});

/** The first letter of a new database, from the five steps of the overview. */
registry.category("web_tour.tours").add("contact_segment_first_letter", {
    steps: () => [
        {
            content: "There are contacts and a letter; begin to count",
            trigger:
                ".o_first_letter:has([data-step=template].o_done) [data-step=segment].o_next button",
            run: beginToCount,
        },
        {
            content: "Create the segment",
            trigger: ".o_first_letter [data-step=segment] button",
            run: "click",
        },
        {
            content: "It is about the letter",
            trigger: ".o_field_widget[name=template_id] input:value(Tour letter)",
        },
        {
            content: "Name it",
            trigger: ".o_field_widget[name=name] :is(input, textarea)",
            run: "edit Tour first letter",
        },
        ...addContacts(),
        {
            content: "The dialog says the same",
            trigger: ".modal .o_field_widget[name=added_count]:contains(3)",
        },
        ...logLetters(),
        {
            content: "It is logged",
            trigger: LOGGED,
            run: () => endCount("The first letter", 8),
        },
        {
            content: "Back to the overview",
            trigger: ".o_breadcrumb a:contains(Overview)",
            run: "click",
        },
        {
            content: "The five steps are done, and the delivery waits",
            trigger:
                ".o_start_page:not(:has(.o_first_letter)) [data-card=deliveries] button:contains(Tour first letter)",
        },
    ],
});
