import {registry} from "@web/core/registry";

const CLICKS = 10;
let clicks = 0;

/** Count what the user clicks on, a field he goes into too. */
function count() {
    clicks++;
}

/** The main job: contacts by two criteria, and letters logged for them. */
registry.category("web_tour.tours").add("contact_segment_ten_clicks", {
    steps: () => [
        {
            content: "Begin to count",
            trigger: ".o_list_button_add",
            run: () => {
                clicks = 0;
                document.addEventListener("click", count, {capture: true});
            },
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
        {content: "Add contacts", trigger: "button[name=action_add]", run: "click"},
        {
            content: "A country, with the number of contacts that it adds",
            trigger:
                ".modal .o_quick_facet[data-name=country_id] button:contains(Faroe Islands):contains(3)",
            run: "click",
        },
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
        {
            content: "It is logged",
            trigger:
                ".o_form_view:has(.o_statusbar_status .o_arrow_button_current:contains(Logged))",
            run: () => {
                document.removeEventListener("click", count, {capture: true});
                if (clicks > CLICKS) {
                    throw new Error(`The main job takes ${clicks} clicks`);
                }
            },
        },
    ],
});
