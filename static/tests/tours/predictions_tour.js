import {registry} from "@web/core/registry";

const ROW = ".o_list_view .o_data_row:contains(Tour prediction)";

/** A segment of what the wizard offers, with a name; it opens. */
const createSegment = (name) => [
    {
        content: "The wizard counts who meets the conditions",
        trigger: ".modal [name=contact_count]:not(:contains(/^0$/))",
    },
    {
        content: "Name the segment",
        trigger: ".modal .o_field_widget[name=name] input",
        run: `edit ${name}`,
    },
    {
        content: "Create it",
        trigger: ".modal footer button[name=action_apply]:contains(Create Segment)",
        run: "click",
    },
    {
        content: "The segment is open with its contacts",
        trigger: ".o_segment_sheet .o_segment_lines .o_data_row",
    },
];

/** An administrator makes a prediction with a tile and has it trained. */
registry.category("web_tour.tours").add("contact_prediction_views", {
    steps: () => [
        {
            content: "No prediction yet, so the tiles are shown",
            trigger: ".o_prediction_tile",
        },
        {content: "As cards", trigger: ".o_switch_view.o_kanban", run: "click"},
        {
            content: "Back to the list",
            trigger: ".o_kanban_view:has(.o_prediction_tile)",
            run() {
                document.querySelector(".o_switch_view.o_list").click();
            },
        },
        {
            content: "The tiles alone",
            trigger:
                ".o_list_view:has(.o_prediction_tile):not(:has(.o_list_renderer:visible))",
        },
    ],
});

registry.category("web_tour.tours").add("contact_prediction_create", {
    steps: () => [
        {
            content: "Go to the tiles",
            trigger: ".o_prediction_tabs button[data-tab=create]",
            run: "click",
        },
        {
            content: "The data are there; use the tile",
            trigger:
                ".o_prediction_tile[data-kind=lifetime_value]:contains(rows) button:contains(Use)",
            run: "click",
        },
        {
            content: "Name the prediction",
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit Tour prediction",
        },
        {
            content: "The source is filled in",
            trigger:
                ".o_field_widget[name=source_id] input:value(Imported Transactions)",
        },
        {
            content: "Settings of other kinds are hidden",
            trigger: ".o_form_view:not(:has(.o_field_widget[name=grace_days]))",
        },
        {
            content: "Look less far ahead",
            trigger: ".o_field_widget[name=horizon_days] input",
            run: "edit 90",
        },
        {content: "Save the draft", trigger: ".o_form_button_save", run: "click"},
        {content: "Saved", trigger: ".o_form_saved"},
        {content: "Train", trigger: "button[name=train]", run: "click"},
        {
            content: "It waits, and can be cancelled",
            trigger:
                ".o_prediction_progress:has(button:contains(Cancel)):contains(Training)",
        },
    ],
});

/** The administrator looks at the results and makes a segment of a bar. */
registry.category("web_tour.tours").add("contact_prediction_results", {
    steps: () => [
        {
            content: "Open the prediction",
            trigger: `${ROW}:contains(Ready) td[name=name]`,
            run: "click",
        },
        {content: "The grade", trigger: ".o_prediction_grade .o_prediction_ring"},
        {
            content: "What the grade means",
            trigger: ".o_prediction_grade .o_prediction_meaning:contains(customers)",
        },
        {content: "What matters", trigger: ".o_prediction_factors .progress-bar"},
        {
            content: "The figures",
            trigger: ".o_prediction_statistics td:contains(Customers)",
        },
        {
            content: "Click a bar",
            trigger: ".o_prediction_chart button:not([disabled])",
            run: "click",
        },
        ...createSegment("Tour bar"),
    ],
});

/** A user sees the results and makes a segment, but defines nothing. */
registry.category("web_tour.tours").add("contact_prediction_user", {
    steps: () => [
        {
            content: "Neither tiles nor Train for users",
            trigger:
                "body:not(:has(.o_prediction_tabs button)):not(:has(button[name=train]))",
        },
        {content: "Open the prediction", trigger: `${ROW} td[name=name]`, run: "click"},
        {
            content: "See the results",
            trigger: ".o_form_view:not(:has(button[name=train])) .o_prediction_ring",
        },
        {
            content: "Create a segment",
            trigger: "button[name=action_create_segment]",
            run: "click",
        },
        ...createSegment("Tour of a user"),
    ],
});
