import {registry} from "@web/core/registry";

const MODAL = ".modal .o_field_widget[name=domain]";

/** A user writes a measure, sees whom it is about, and fills a segment by it. */
registry.category("web_tour.tours").add("contact_measure_write", {
    steps: () => [
        {content: "New measure", trigger: ".o_list_button_add", run: "click"},
        {
            content: "Name it",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Tour pipeline",
        },
        {
            content: "Of opportunities",
            trigger: ".o_field_widget[name=source] input",
            run: "click",
        },
        {
            content: "Choose them",
            trigger: ".o_select_menu_item:contains(Opportunities)",
            run: "click",
        },
        {
            content: "The link to contacts is found",
            trigger: ".o_field_widget[name=partner_path]:contains(Contact)",
        },
        {
            content: "Add up",
            trigger: ".o_field_widget[name=aggregate] input",
            run: "click",
        },
        {
            content: "A sum",
            trigger: ".o_select_menu_item:contains(Sum)",
            run: "click",
        },
        {
            content: "Of which field",
            trigger: ".o_field_widget[name=field_name] .o_model_field_selector",
            run: "click",
        },
        {
            content: "Look for it",
            trigger: ".o_model_field_selector_popover_search input",
            run: "edit Expected Revenue",
        },
        {
            content: "Choose it",
            trigger:
                ".o_model_field_selector_popover_item_name:contains(Expected Revenue)",
            run: "click",
        },
        {
            content: "Whom it is about",
            trigger:
                ".o_field_widget[name=example]:contains(Tour Anna):contains(1,500,050)",
        },
        {content: "Save", trigger: ".o_form_button_save", run: "click"},
        {
            content: "In words",
            trigger:
                ".o_field_widget[name=description]:contains(sum of Expected Revenue of Opportunities)",
        },
        {content: "Saved", trigger: ".o_form_saved"},
    ],
});

registry.category("web_tour.tours").add("contact_measure_condition", {
    steps: () => [
        {content: "Add contacts", trigger: "button[name=action_add]", run: "click"},
        {
            content: "Build a condition",
            trigger: `${MODAL} a:contains(New Rule)`,
            run: "click",
        },
        {
            content: "On what",
            trigger: `${MODAL} .o_model_field_selector`,
            run: "click",
        },
        {
            content: "Look for measures",
            trigger: ".o_model_field_selector_popover_search input",
            run: "edit Measures",
        },
        {
            content: "Choose them",
            trigger: ".o_model_field_selector_popover_item_name:contains(Measures)",
            run: "click",
        },
        {
            content: "It asks for the measure",
            trigger: ".modal .o_segment_unfinished:contains(Measure has no value yet)",
        },
        {
            content: "A bracket, with a measure to choose",
            trigger: `${MODAL} input[placeholder^='Select one or several']`,
            run: "edit Tour pipeline",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour pipeline)",
            run: "click",
        },
        {
            content: "At least",
            trigger: `${MODAL} .o_tree_editor_node .o_tree_editor_condition:eq(2) .o_tree_editor_editor:last input`,
            run: "edit 100 && press Enter",
        },
        {
            content: "See who will come",
            trigger: ".modal .o_field_widget[name=added_count]:contains(1)",
        },
        {
            content: "Do it",
            trigger: ".modal footer button[name=action_apply]:contains(Add)",
            run: "click",
        },
        {
            content: "The step in words",
            trigger: ".o_segment_step_done:contains(Tour pipeline ≥ 100)",
        },
    ],
});
