import {registry} from "@web/core/registry";

/** A refresh is held, looked at and accepted; then who is new is logged. */
registry.category("web_tour.tours").add("contact_segment_live", {
    steps: () => [
        {
            content: "Make it live",
            trigger: "button[name=action_make_live]",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal footer .btn-primary:contains(Make Live)",
            run: "click",
        },
        {
            content: "It is live",
            trigger: ".o_form_view:has(.o_segment_live_badge:contains(Live))",
        },
        {
            content: "Refresh it; much has changed since it was filled",
            trigger: "button[name=action_refresh]:contains(Refresh)",
            run: "click",
        },
        {
            content: "That is too much",
            trigger: ".o_form_view:has(.o_segment_live_badge:contains(Held))",
        },
        {
            content: "Look at the difference",
            trigger: ".alert button[name=action_view_difference]",
            run: "click",
        },
        {
            content: "One comes",
            trigger: ".modal .o_data_row:contains(Comes):contains(Tour New)",
        },
        {
            content: "and one goes",
            trigger: ".modal .o_data_row:contains(Goes):contains(Tour Carl)",
        },
        {
            content: "That is right",
            trigger: ".modal footer button[name=action_accept]",
            run: "click",
        },
        {
            content: "It is up to date",
            trigger: ".o_form_view:has(.o_segment_live_badge:contains(Live))",
        },
        {
            content: "and nothing is held",
            trigger:
                "body:not(:has(.alert button[name=action_accept_refresh]:visible))",
        },
        {content: "Log it", trigger: "button[name=action_log]", run: "click"},
        {
            content: "Three are new since it was logged: nobody was",
            trigger: ".modal .alert-info:contains(snapshot)",
        },
        {
            content: "Log",
            trigger: ".modal footer button[name=action_log]:enabled",
            run: "click",
        },
        {
            content: "The live one goes on as a draft",
            trigger:
                ".o_form_view:has(.o_arrow_button_current:contains(Draft)) button[name=action_view_snapshots]:contains(1)",
        },
        {content: "Log again", trigger: "button[name=action_log]", run: "click"},
        {
            content: "Only who is new is offered, and nobody is",
            trigger:
                ".modal:has(div[name=only_new] input:checked) .alert-info:contains(new since: 0)",
        },
        {
            content: "Leave it",
            trigger: ".modal header .btn-close",
            run: "click",
        },
        {
            content: "Look at who joined and left",
            trigger: "button[name=action_view_memberships]",
            run: "click",
        },
        {
            content: "Carl left",
            trigger: ".o_list_view .o_data_row:contains(Tour Carl):contains(no more)",
        },
    ],
});

/** Whoever opens a segment that rests has it refreshed again. */
registry.category("web_tour.tours").add("contact_segment_live_wakes", {
    steps: () => [
        {
            content: "It is awake",
            trigger: ".o_form_view:has(.o_segment_live_badge:contains(Live))",
        },
    ],
});

const openRecurring = {
    content: "Open the page of the recurring log",
    trigger: ".o_notebook .nav-link[name=recurring]",
    run: "click",
};

/** The recurring log is set, tried and switched on. */
registry.category("web_tour.tours").add("contact_segment_recurring", {
    steps: () => [
        openRecurring,
        {
            content: "It is off",
            trigger: "p:contains(A refresh alone sends nothing):visible",
        },
        {
            content: "Not every week",
            trigger: "div[name=recurring_unit] input",
            run: "click",
        },
        {
            content: "but every month",
            trigger: ".o_select_menu_item:contains(Months)",
            run: "click",
        },
        {
            content: "on its last day",
            trigger: "div[name=recurring_month_day] input",
            run: "edit 31",
        },
        {
            content: "Try it",
            trigger: "button[name=action_preview_recurring_log]",
            run: "click",
        },
        {
            content: "Who would be logged",
            trigger: ".modal div[name=names]:contains(Tour Anna)",
        },
        {
            content: "and what comes first",
            trigger: ".modal div[name=refresh]:contains(1 would come, 1 would go)",
        },
        {
            content: "and what they would get",
            trigger:
                ".modal .o_data_row:contains(Calls that cannot be made):contains(3)",
        },
        {
            content: "Nothing was switched on by that",
            trigger: ".modal footer:not(:has(button[name=action_start]))",
        },
        {
            content: "Close it",
            trigger: ".modal footer button:contains(Close)",
            run: "click",
        },
        {
            content: "Switch it on",
            trigger: "button[name=action_start_recurring_log]",
            run: "click",
        },
        {
            content: "That is what will happen",
            trigger: ".modal .alert-info:contains(every month):contains(It stops)",
        },
        {
            content: "Yes",
            trigger: ".modal footer button[name=action_start]",
            run: "click",
        },
        {
            content: "It is on, and its settings are fixed",
            trigger:
                ".o_form_view:not(:has(div[name=recurring_unit] input)) div[name=is_recurring] input:checked",
        },
        {
            content: "The next run is there",
            trigger: "div[name=next_recurring_log]:visible",
        },
    ],
});

/** What a run has logged is one click away; then it is switched off. */
registry.category("web_tour.tours").add("contact_segment_recurring_ran", {
    steps: () => [
        openRecurring,
        {
            content: "What came of it",
            trigger: "div[name=recurring_message]:contains(Contacts: 3)",
        },
        {
            content: "What was logged",
            trigger: "div[name=recurring_snapshot_id]:contains(Tour live)",
        },
        {
            content: "Switch it off",
            trigger: "button[name=action_stop_recurring_log]",
            run: "click",
        },
        {
            content: "It is off",
            trigger: "p:contains(A refresh alone sends nothing):visible",
        },
    ],
});

const dialog = ".modal:not(.o_inactive_modal)";

/** Somebody came since it was logged: a snapshot of who is new. */
registry.category("web_tour.tours").add("contact_segment_live_new", {
    steps: () => [
        {
            content: "Refresh it: one comes",
            trigger: "button[name=action_refresh]:contains(Refresh)",
            run: "click",
        },
        {
            content: "She is on it",
            trigger: ".o_segment_lines .o_data_row:contains(Tour New)",
        },
        {content: "Log it", trigger: "button[name=action_log]", run: "click"},
        {
            content: "Only who is new is chosen, and that is one",
            trigger: `${dialog}:has(div[name=only_new] input:checked) .alert-info:contains(new since: 1)`,
        },
        {
            content: "Log",
            trigger: `${dialog} footer button[name=action_log]:enabled`,
            run: "click",
        },
        {
            content: "Two were logged from it",
            trigger:
                "body:not(.modal-open) button[name=action_view_snapshots]:contains(2)",
            run: "click",
        },
        {
            content: "One has two contacts",
            trigger: ".o_list_view .o_data_row td[name=line_count]:contains(2)",
        },
        {
            content: "the other only who was new",
            trigger: ".o_list_view .o_data_row td[name=line_count]:contains(1)",
        },
    ],
});

/** Size over time, who came and who went, the card of reasons, the list. */
registry.category("web_tour.tours").add("contact_segment_live_history", {
    steps: () => [
        {content: "Its page", trigger: ".nav-link[name=live]", run: "click"},
        {
            content: "The chart says in words what it shows",
            trigger:
                ".o_segment_sizes canvas[aria-label*='Contacts: 3 on'][aria-label*='1 joined, 1 left']",
        },
        {
            content: "There is a table too",
            trigger: ".o_segment_sizes summary",
            run: "click",
        },
        {
            content: "Today it became smaller",
            trigger: ".o_segment_sizes tr:contains(2):contains(1)",
        },
        {
            content: "Who came and who went?",
            trigger: "button[name=action_compare]",
            run: "click",
        },
        {
            content: "One went",
            trigger: `${dialog} [data-figure=went]:contains(1)`,
        },
        {
            content: "with the reason",
            trigger: `${dialog} [data-side=went] li:contains('Tour Anna'):contains('no more')`,
        },
        {
            content: "Another day",
            trigger: `${dialog} [data-date=from] input`,
            run: "click",
        },
        {
            content: "today",
            trigger: ".o_datetime_picker .o_today",
            run: "click",
        },
        {
            content: "Nobody went since its end",
            trigger: `${dialog} [data-side=went]:contains(Nobody)`,
        },
        {
            content: "Leave it",
            trigger: `${dialog} header .btn-close`,
            run: "click",
        },
        {
            content: "Who is on it",
            trigger: "body:not(.modal-open) .nav-link[name=contacts]",
            run: "click",
        },
        {
            content: "Why is he on it?",
            trigger:
                "body:not(.modal-open) .o_segment_lines .o_data_row:contains('Tour Bob') button[name=action_explain]",
            run: "click",
        },
        {
            content: "He meets both conditions",
            trigger: `${dialog} .o_segment_explain:has([data-included=yes]) .o_segment_explain_condition:contains(Baker) .fa-check`,
        },
        {
            content: "Leave it",
            trigger: `${dialog} .btn:contains('Close')`,
            run: "click",
        },
        {
            content: "All live segments",
            trigger:
                "body:not(.modal-open) [data-menu-xmlid='contact_segment.contact_segment_menu_group']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='contact_segment.contact_segment_menu_live']",
            run: "click",
        },
        {
            content: "Each with its line",
            trigger:
                ".o_data_row:contains('Tour live') .o_segment_trend[aria-label^='Contacts: 3 on']",
        },
    ],
});

/** The card of a contact who left a live segment. */
registry.category("web_tour.tours").add("contact_segment_live_contact_left", {
    steps: () => [
        {
            content: "What she is on",
            trigger:
                ".o_form_view:has(.nav-link[name=segments]) .nav-link[name=live_segments]",
            run: "click",
        },
        {
            content: "On none now",
            trigger: ".o_contact_memberships [data-part=open]:contains('on no live')",
        },
        {
            content: "She left one, and it is said why",
            trigger:
                ".o_contact_memberships [data-part=left] li:contains('Tour live'):contains('no more')",
        },
        {
            content: "Open it",
            trigger:
                ".o_contact_memberships [data-part=left] button:contains('Tour live')",
            run: "click",
        },
        {trigger: ".o_form_view:has(.o_segment_live_badge)"},
    ],
});

/** The card of a contact who is on a live segment. */
registry.category("web_tour.tours").add("contact_segment_live_contact_open", {
    steps: () => [
        {
            content: "What he is on",
            trigger: ".nav-link[name=live_segments]",
            run: "click",
        },
        {
            content: "Since when",
            trigger: ".o_contact_memberships [data-part=open] li:contains(since)",
        },
        {
            content: "Why?",
            trigger:
                ".o_contact_memberships [data-part=open] li:contains('Tour live') button:contains(Why)",
            run: "click",
        },
        {trigger: `${dialog} .o_segment_explain [data-included=yes]`},
    ],
});

/** What is held stands on the overview, and waits there until it is decided. */
registry.category("web_tour.tours").add("contact_segment_live_start", {
    steps: () => [
        {
            content: "It waits",
            trigger:
                ".o_start_page [data-card=stopped] [data-state=held]:contains('Tour live')",
            run: "click",
        },
        {
            content: "Accept it",
            trigger: ".alert button[name=action_accept_refresh]",
            run: "click",
        },
        {
            content: "Yes",
            trigger: `${dialog} footer .btn-primary`,
            run: "click",
        },
        {
            content: "It is up to date",
            trigger:
                "body:not(.modal-open) .o_form_view:has(.o_segment_live_badge:contains(Live))",
        },
    ],
});

/** How soon changes are looked at, and how often everybody is. */
registry.category("web_tour.tours").add("contact_segment_live_settings", {
    steps: () => [
        {
            content: "Changes are looked at every five minutes",
            trigger: "#live_touched div[name=contact_live_touched_minutes] input",
            run: "edit 5 && press Tab",
        },
        {
            content: "A refresh is held above 20 percent",
            trigger: "#live_hold div[name=contact_live_hold_percent] input",
            run: "edit 20 && press Tab",
        },
        {
            content: "Save",
            trigger: ".o_control_panel .o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved",
            trigger:
                "body:not(:has(.o_dirty_warning)) #live_touched div[name=contact_live_touched_minutes] input:value(5)",
        },
    ],
});

/** One segment is refreshed by hand only, so its changes wait too. */
registry.category("web_tour.tours").add("contact_segment_live_by_hand", {
    steps: () => [
        {
            content: "Open its page",
            trigger: ".o_notebook .nav-link[name=live]",
            run: "click",
        },
        {
            content: "Changes were looked at",
            trigger: "div[name=touched_on]:visible",
        },
        {
            content: "By hand only",
            trigger: "div[name=refresh_unit] input[data-value=manual]",
            run: "click",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            content: "It is saved",
            trigger: ".o_form_saved",
        },
        {
            content: "Refresh it",
            trigger: "button[name=action_refresh]:contains(Refresh)",
            run: "click",
        },
        {
            content: "Somebody joined",
            trigger: ".oe_stat_button:contains(Contacts):contains(3)",
        },
    ],
});
