import {registry} from "@web/core/registry";

const MENU = ".o-dropdown--menu .o-dropdown-item";
const COG = ".o_cp_action_menus button:has(.fa-cog)";

/** A list is pasted, who is found is shown, one column is told, and they come in. */
registry.category("web_tour.tours").add("contact_segment_list", {
    steps: () => [
        {
            content: "More ways to fill the segment",
            trigger: ".o_segment_more",
            run: "click",
        },
        {
            content: "Paste a list",
            trigger: ".o-dropdown-item[name=action_import]",
            run: "click",
        },
        {
            content: "As it was copied",
            trigger: ".modal .o_field_widget[name=text] textarea",
            // The short way to say it takes no new lines
            run: (helpers) =>
                helpers.edit(
                    [
                        "Who;Mail",
                        "Tour Anna;anna@tour.example",
                        "Tour Bob;bob@tour.example",
                        "Nobody;nobody@tour.example",
                    ].join("\n")
                ),
        },
        {
            content: "Look for them",
            trigger: ".modal button[name=action_read]",
            run: "click",
        },
        {
            content: "Two are found, one is not",
            trigger:
                ".modal:has([name=found_count]:contains(2)):has([name=missing_text]:contains(nobody@tour.example)) [name=added_count]:contains(2)",
        },
        {
            content: "It is seen what the columns hold",
            trigger: ".modal [name=column_ids] .o_data_row:contains(anna@tour.example)",
        },
        {
            content: "Back to the list",
            trigger: ".modal button[name=action_back]",
            run: "click",
        },
        {
            content: "It is still there",
            trigger: ".modal button[name=action_read]",
            run: "click",
        },
        {
            content: "Who is not found is created",
            trigger: ".modal .o_field_widget[name=create_missing] input",
            run: "click",
        },
        {
            content: "Three will come in",
            trigger: ".modal [name=added_count]:contains(3)",
        },
        {
            content: "Add them",
            trigger: ".modal footer button[name=action_apply]:contains(Add)",
            run: "click",
        },
        {
            content: "It is one step that says how many",
            trigger:
                ".o_segment_steps:contains(Pasted list: 3 of 3 found):not(:has(.modal))",
        },
        {
            content: "They are on the segment",
            trigger: ".o_segment_lines .o_data_row:contains(Nobody)",
        },
    ],
});

/** Where criteria are used is shown, and told before they go. */
registry.category("web_tour.tours").add("contact_segment_uses", {
    steps: () => [
        {content: "The menu of the form", trigger: COG, run: "click"},
        {
            content: "Where is it used?",
            trigger: `${MENU}:contains(Where Used)`,
            run: "click",
        },
        {
            content: "A segment was filled by it",
            trigger: ".modal .o_data_row:contains(was filled by it) td[name=name]",
        },
        {
            content: "Close",
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            content: "The menu again",
            trigger: `body:not(:has(.modal)) ${COG}`,
            run: "click",
        },
        {content: "Archive", trigger: `${MENU}:contains(Archive)`, run: "click"},
        {
            content: "The question names the segment",
            trigger: ".modal:contains(Tour filled (was filled by it)) .btn-secondary",
            run: "click",
        },
        {content: "And again", trigger: `body:not(:has(.modal)) ${COG}`, run: "click"},
        {content: "Delete", trigger: `${MENU}:contains(Delete)`, run: "click"},
        {
            content: "It is named here too",
            trigger: ".modal:contains(Tour filled (was filled by it)) .btn-secondary",
            run: "click",
        },
        {
            content: "Nothing happened",
            trigger:
                "body:not(:has(.modal)) .o_form_view button[name=action_new_segment]",
        },
    ],
});

/** Whoever cancels a segment on which others rely is asked a second time. */
registry.category("web_tour.tours").add("contact_segment_cancel_used", {
    steps: () => [
        {
            content: "Cancel",
            trigger: "button[name=cancel_logged]",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "What uses it is told; all the same",
            trigger:
                ".modal:contains(Tour follow (has its contacts)) footer .btn-primary",
            run: "click",
        },
        {
            content: "It is cancelled",
            trigger: ".o_form_view:has(.o_widget_web_ribbon:contains(Cancelled))",
        },
    ],
});
