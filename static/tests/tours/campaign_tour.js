import {registry} from "@web/core/registry";

const RESULTS = ".o_segment_results .o_segment_waterfall";

/** A user looks at a campaign, registers who responded and sees the figures change. */
registry.category("web_tour.tours").add("contact_segment_campaign", {
    steps: () => [
        {
            content: "Open the campaign",
            trigger: ".o_data_row:contains(Tour campaign) td[name=title]",
            run: "click",
        },
        {
            content: "It has three targets",
            trigger: ".o_field_widget[name=contact_target_count]:contains(3)",
        },
        {
            content: "Nobody responded yet",
            trigger: ".o_field_widget[name=contact_responded_count]:contains(0)",
        },
        {
            content: "Go to its segments",
            trigger: "button[name=action_view_contact_segments]",
            run: "click",
        },
        {
            content: "Open the logged segment",
            trigger: ".o_data_row td[name=name]:contains(Tour logged)",
            run: "click",
        },
        {
            content: "Look at its results",
            trigger: ".o_segment_sheet a.nav-link[name=results]",
            run: "click",
        },
        {
            content: "All were reached",
            trigger: `${RESULTS} [data-code=reached][data-count='3']`,
        },
        {
            content: "Nobody responded",
            trigger: `${RESULTS} [data-code=responded][data-count='0']`,
        },
        {
            content: "Register a response",
            trigger: ".o_segment_results .o_register_responses",
            run: "click",
        },
        {
            content: "Choose who",
            trigger:
                ".modal .o_field_widget[name=partner_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Only contacts of the segment are offered; take Bob",
            trigger:
                ".modal .o_data_row:contains(Tour Bob) .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Take him over",
            trigger: ".modal .o_select_button:not(:disabled)",
            run: "click",
        },
        {
            content: "Bob is chosen",
            trigger:
                ".modal .o_field_widget[name=partner_ids] .o_data_row:contains(Tour Bob)",
        },
        {
            content: "He liked it",
            trigger:
                ".modal .o_field_widget[name=evaluation] label:contains(/^Positive$/)",
            run: "click",
        },
        {
            content: "Register",
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "The dialog is closed",
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "The bars have changed",
            trigger: `${RESULTS} [data-code=positive][data-count='1']`,
        },
        {
            content: "Click the bar of those who responded",
            trigger: `${RESULTS} [data-code=responded][data-count='1']`,
            run: "click",
        },
        {
            content: "Their interactions are listed",
            trigger: ".o_list_view .o_data_row:contains(Tour Bob)",
        },
        {
            content: "Only those",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Tour Anna)))",
        },
        {
            content: "Go back to the campaign",
            trigger:
                ".o_menu_sections [data-menu-xmlid='contact_segment.utm_campaign_menu']",
            run: "click",
        },
        {
            content: "A third of the targets responded",
            trigger: ".o_data_row:contains(Tour campaign):contains(33.33)",
        },
    ],
});

/** What the results of a draft show. */
registry.category("web_tour.tours").add("contact_segment_results_empty", {
    steps: () => [
        {
            content: "Open the draft",
            trigger: ".o_data_row td[name=name]:contains(Tour draft)",
            run: "click",
        },
        {
            content: "Look for results",
            trigger: ".o_segment_sheet a.nav-link[name=results]",
            run: "click",
        },
        {
            content: "There are none before logging",
            trigger: ".o_segment_results_empty:contains(no results yet)",
        },
    ],
});

/** What became of the e-mails of a segment, in numbers and one by one. */
registry.category("web_tour.tours").add("contact_segment_results_mails", {
    steps: () => [
        {
            content: "Open the logged segment",
            trigger: ".o_data_row td[name=name]:contains(Tour logged)",
            run: "click",
        },
        {
            content: "Look at its results",
            trigger: ".o_segment_sheet a.nav-link[name=results]",
            run: "click",
        },
        {
            content: "One of the three came back",
            trigger:
                ".o_segment_tile[data-key=bounced]:contains(33 %):contains(1 of 3)",
        },
        {
            content: "Nobody replied, and nothing opens then",
            trigger: ".o_segment_tile[data-key=replied]:disabled:contains(0 of 3)",
        },
        {
            content: "Those that were opened are a bar too",
            trigger: `${RESULTS} [data-code=opened][data-count='2']`,
        },
        {
            content: "Two were opened, one of them by a person",
            trigger:
                ".o_segment_tile[data-key=opened]:contains(2 of 3, by a person: 1)",
            run: "click",
        },
        {
            content: "They are listed",
            trigger: ".o_list_view .o_data_row:contains(Tour Bob)",
        },
        {
            content: "Only those",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Tour Anna)))",
        },
        {
            content: "Open one",
            trigger: ".o_data_row:contains(Tour Bob) td[name=name]",
            run: "click",
        },
        {
            content: "It tells when it was opened, and by whom",
            trigger: ".o_field_widget[name=opened_by]:contains(A person)",
        },
    ],
});

/** Segments compared in a pivot and in a graph. */
registry.category("web_tour.tours").add("contact_segment_results_report", {
    steps: () => [
        {
            content: "The logged segment is in the pivot",
            trigger: ".o_pivot th:contains(Tour logged)",
        },
        {
            content: "As a graph",
            trigger: ".o_switch_view.o_graph",
            run: "click",
        },
        {content: "It is drawn", trigger: ".o_graph_renderer canvas"},
        {
            content: "As a list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "Every interaction has a row",
            trigger: ".o_data_row:contains(Tour Anna)",
        },
    ],
});

/** Segments compared in a list. */
registry.category("web_tour.tours").add("contact_segment_results_list", {
    steps: () => [
        {
            content: "Three were reached",
            trigger:
                ".o_data_row:contains(Tour logged) td[name=result_reached]:contains(3)",
        },
    ],
});

/** The overview of a new database: the steps to a first letter, then what waits. */
registry.category("web_tour.tours").add("contact_segment_overview", {
    steps: () => [
        {
            content: "A segment is there, so adding contacts is next or done",
            trigger: ".o_first_letter [data-step=segment].o_done",
        },
        {
            content: "A campaign tells what came of it",
            trigger: "[data-card=campaigns] button:contains(Tour campaign)",
        },
        {
            content: "A call is due",
            trigger: "[data-card=calls] .o_start_activities:contains(1)",
            run: "click",
        },
        {
            content: "That is the one; back again",
            trigger:
                ".o_action_manager:has(.o_data_row:contains(Tour call)) .o_breadcrumb a",
            run: "click",
        },
        {
            content: "No more of the steps",
            trigger: ".o_first_letter .btn-close",
            run: "click",
        },
        {
            content: "They are gone; open the draft",
            trigger:
                ".o_start_page:not(:has(.o_first_letter)) [data-card=drafts] button:contains(Tour draft)",
            run: "click",
        },
        {
            content: "Its contacts are there",
            trigger: ".o_segment_lines .o_data_row:contains(Tour Anna)",
        },
        {
            content: "Who are they?",
            trigger: ".o_segment_picture summary",
            run: "click",
        },
        {
            content: "Only one with a channel of his own",
            trigger: ".o_segment_picture [data-kind=channel] button:contains(Phone)",
            run: "click",
        },
        {
            content: "The others are not shown; show them again",
            trigger:
                ".o_segment_lines:has(.o_data_row:contains(Tour Bob)):not(:has(.o_data_row:contains(Tour Anna))) .o_segment_filter",
            run: "click",
        },
        {
            content: "All are there",
            trigger: ".o_segment_lines .o_data_row:contains(Tour Anna)",
        },
    ],
});
