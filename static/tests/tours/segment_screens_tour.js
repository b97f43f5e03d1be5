import {registry} from "@web/core/registry";

const SEGMENTS_MENU =
    "button[data-menu-xmlid='contact_segment.contact_segment_menu_group']";

/** Contacts are selected in their own list and become a segment. */
registry.category("web_tour.tours").add("contact_segment_from_contacts", {
    steps: () => [
        {content: "As a list", trigger: ".o_switch_view.o_list", run: "click"},
        ...["Tour Anna", "Tour Bob", "Tour Carl"].map((name) => ({
            content: `Select ${name}`,
            trigger: `.o_list_view .o_data_row:contains(${name}) .o_list_record_selector input`,
            run: "click",
        })),
        {content: "All three", trigger: ".o_selection_box:contains(3)"},
        {
            content: "Actions",
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {
            content: "New segment",
            trigger: ".o-dropdown-item:contains(New segment)",
            run: "click",
        },
        {
            content: "Name it; nothing is wrong before one began",
            trigger:
                ".modal:not(:has(.o_field_invalid)) .o_field_widget[name=name] input",
            run: "edit From contacts",
        },
        {
            content: "Add",
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "The segment has them",
            trigger: ".o_segment_lines .o_data_row:contains(Tour Carl)",
        },
    ],
});

/** Saved criteria are opened, changed and reused; logged segments and cards are read. */
registry.category("web_tour.tours").add("contact_segment_screens", {
    steps: () => [
        {
            content: "Menu of segments",
            trigger: SEGMENTS_MENU,
            run: "click",
        },
        {
            content: "Saved criteria",
            trigger:
                ".o-dropdown-item[data-menu-xmlid='contact_segment.contact_criteria_menu']",
            run: "click",
        },
        {
            content: "Open one",
            trigger: ".o_data_row td:contains(Tour saved)",
            run: "click",
        },
        {
            content: "Its steps are sentences",
            trigger:
                ".o_field_widget[name=step_ids] .o_data_row:contains(Faroe Islands)",
        },
        {
            content: "New segment from it",
            trigger: "button[name=action_new_segment]",
            run: "click",
        },
        {
            content: "It is filled",
            trigger: ".o_segment_lines .o_data_row:contains(Tour Bob)",
        },
        {
            content: "Open one line",
            trigger:
                ".o_segment_lines .o_data_row:contains(Tour Bob) button[name=action_open_form]",
            run: "click",
        },
        {
            content: "Say something to this contact only",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit See you on Monday",
        },
        {
            content: "Save",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {content: "Closed", trigger: "body:not(:has(.modal))"},
        {
            content: "Menu of segments",
            trigger: SEGMENTS_MENU,
            run: "click",
        },
        {
            content: "Logged segments",
            trigger:
                ".o-dropdown-item[data-menu-xmlid='contact_segment.contact_segment_menu_logged']",
            run: "click",
        },
        {
            content: "Open the logged one",
            trigger: ".o_data_row td:contains(Tour logged)",
            run: "click",
        },
        {
            content: "Its interactions",
            trigger: "button[name=action_view_interactions]",
            run: "click",
        },
        {
            content: "One for every contact",
            trigger: ".o_list_view .o_data_row:contains(Tour Anna)",
        },
        {
            content: "Open one",
            trigger: ".o_data_row td[name=name]:contains(Tour logged)",
            run: "click",
        },
        {
            content: "The interaction",
            trigger: ".o_form_view .o_field_widget[name=evaluation]",
        },
    ],
});

/** An administrator maintains templates and groups. */
registry.category("web_tour.tours").add("contact_segment_configuration", {
    steps: () => [
        {
            content: "Configuration",
            trigger:
                "button[data-menu-xmlid='contact_segment.contact_segment_menu_configuration']",
            run: "click",
        },
        {
            content: "Templates",
            trigger: ".o-dropdown-item:contains(Interaction Templates)",
            run: "click",
        },
        {
            content: "Default templates are there",
            trigger: ".o_data_row:contains(Tour letter)",
        },
        {content: "New one", trigger: ".o_list_button_add", run: "click"},
        {
            content: "Name it",
            trigger: ".o_field_widget[name=name] :is(input, textarea)",
            run: "edit Tour template",
        },
        {content: "Save", trigger: ".o_form_button_save", run: "click"},
        {content: "Saved", trigger: ".o_form_saved"},
    ],
});

/** The contact's card shows counters and what was said to the contact. */
registry.category("web_tour.tours").add("contact_segment_card", {
    steps: () => [
        {
            content: "Segments of the contact",
            trigger: "button[name=action_view_segments]:contains(1)",
        },
        {
            content: "The segments page",
            trigger: ".nav-link[name=segments]",
            run: "click",
        },
        {
            content: "Segments",
            trigger:
                ".o_field_widget[name=segment_line_ids] .o_data_row:contains(Tour logged)",
        },
        {
            content: "The interactions page",
            trigger: ".nav-link[name=interactions]",
            run: "click",
        },
        {
            content: "Interactions",
            trigger:
                ".o_field_widget[name=recent_interaction_ids] .o_data_row:contains(Tour letter)",
        },
    ],
});
