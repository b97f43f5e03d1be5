import {registry} from "@web/core/registry";

const LINES = ".o_segment_lines .o_data_row";

/** A user fills a segment, changes one contact, logs it and follows up. */
registry.category("web_tour.tours").add("contact_segment_story", {
    steps: () => [
        {content: "New segment", trigger: ".o_list_button_add", run: "click"},
        {
            content: "Name it",
            trigger: ".o_field_widget[name=name] :is(input, textarea)",
            run: "edit Tour segment",
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
            content: "See the rest of the header",
            trigger: ".o_segment_details:not([open]) summary",
            run: "click",
        },
        {
            content: "The template fills the header",
            trigger: ".o_field_widget[name=unit_cost] input:value(2.00)",
        },
        {content: "Add contacts", trigger: "button[name=action_add]", run: "click"},
        {
            content: "Build a condition",
            trigger: ".modal .o_field_widget[name=domain] a:contains(New Rule)",
            run: "click",
        },
        {
            content: "On the country",
            trigger:
                ".modal .o_tree_editor_condition .o_record_autocomplete_with_caret input, .modal .o_tree_editor_condition .o_input_dropdown input",
            run: "edit Faroe",
        },
        {
            content: "One with known contacts",
            trigger: ".o-autocomplete--dropdown-item:contains(Faroe Islands)",
            run: "click",
        },
        {
            content: "See what will happen",
            trigger: ".modal .o_field_widget[name=added_count]:contains(3)",
        },
        {
            content: "Do it",
            trigger: ".modal footer button[name=action_apply]:contains(Add)",
            run: "click",
        },
        {content: "They are there", trigger: `${LINES}:contains(Tour Bob)`},
        {
            content: "That was a mistake",
            trigger: ".o_undoable_note:contains(Added: 3) button:contains(Undo)",
            run: "click",
        },
        {
            content: "They are gone",
            trigger: ".o_segment_lines:not(:has(.o_data_row))",
        },
        {
            content: "It was none",
            trigger: ".o_undoable_note:contains(Undone) button:contains(Redo)",
            run: "click",
        },
        {content: "They are back", trigger: `${LINES}:contains(Tour Bob)`},
        {
            content: "Change one contact",
            trigger: `${LINES}:contains(Tour Anna) td[name=channel]`,
            run: "click",
        },
        {
            content: "Open the choices",
            trigger: ".o_segment_lines .o_selected_row td[name=channel] input",
            run: "click",
        },
        {
            content: "Phone her",
            trigger: ".o_select_menu_item:contains(Phone)",
            run: "click",
        },
        {
            content: "Save the line",
            trigger: ".o_segment_lines .o_list_button_save:visible",
            run: "click",
        },
        {
            content: "It is marked as different",
            trigger: `${LINES}:contains(Tour Anna) td[name=channel].text-info:contains(Phone)`,
        },
        {
            content: "Remove one by hand",
            trigger: `${LINES}:contains(Tour Bob) button[name=action_remove]`,
            run: "click",
        },
        {
            content: "He is gone",
            trigger: `.o_segment_lines:not(:contains(Tour Bob)) .o_data_row:contains(Tour Anna)`,
        },
        {
            content: "And back",
            trigger: "button[name=action_go_back]:visible",
            run: "click",
        },
        {content: "As he was", trigger: `${LINES}:contains(Tour Bob)`},
        {content: "Redo is offered", trigger: "button[name=action_redo]:visible"},
        {
            content: "See the steps",
            trigger: ".nav-link[name=steps]",
            run: "click",
        },
        {
            content: "As sentences",
            trigger:
                ".o_field_widget[name=step_ids] .o_data_row:contains(Faroe Islands)",
        },
        {
            content: "Back to the contacts",
            trigger: ".nav-link[name=contacts]",
            run: "click",
        },
        {
            content: "More to do",
            trigger: ".o_segment_more",
            run: "click",
        },
        {
            content: "Save the criteria",
            trigger: ".o-dropdown-item[name=action_save_criteria]",
            run: "click",
        },
        {
            content: "Under a name",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Tour criteria",
        },
        {
            content: "Save",
            trigger: ".modal footer button[name=action_save]",
            run: "click",
        },
        {content: "The wizard is closed", trigger: "body:not(:has(.modal))"},
        {content: "Log", trigger: "button[name=action_log]", run: "click"},
        {
            content: "There is a document, so sending is on and problems are named",
            trigger:
                ".modal .o_field_widget[name=problem_ids] .o_data_row:contains(Tour Bob):contains(no postal address)",
        },
        {
            content: "Without letters",
            trigger: ".modal .o_field_widget[name=send] input:checked",
            run: "click",
        },
        {
            content: "Everybody is noted, and it says that nothing is sent",
            trigger: ".modal .alert-warning:contains(Nothing is sent)",
        },
        {
            content: "Log it",
            trigger: ".modal footer button[name=action_log]",
            run: "click",
        },
        {
            content: "It is logged",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Logged)",
        },
        {
            content: "The header is frozen",
            trigger: ".o_field_widget[name=name].o_readonly_modifier",
        },
        {
            content: "Follow up",
            trigger: "button[name=action_follow_up]",
            run: "click",
        },
        {
            content: "Everybody",
            trigger: ".modal footer button[name=action_create]",
            run: "click",
        },
        {
            content: "A new draft with the same contacts",
            trigger: ".o_last_breadcrumb_item:contains(Follow-up on Tour segment)",
        },
        {content: "All of them", trigger: `${LINES}:contains(Tour Anna)`},
    ],
});

/** A user waits for a preview, sees for how long, and stops it. */
registry.category("web_tour.tours").add("contact_segment_stop_preview", {
    steps: () => [
        {content: "Add contacts", trigger: "button[name=action_add]", run: "click"},
        {
            content: "It takes a while; stop it",
            trigger:
                ".o_step_progress:has(.o_step_progress_seconds:contains(s)) button:contains(Cancel):enabled",
            run: "click",
        },
        {
            content: "The server is asked",
            trigger: ".o_step_progress:contains(Stopping)",
        },
        {
            content: "Once it has ended, the dialog is there and nothing is in its way",
            trigger:
                "body:not(:has(.o_step_progress)) .modal .o_field_widget[name=added_count]",
        },
        {
            content: "Leave it",
            trigger: ".modal footer button:contains(Discard)",
            run: "click",
        },
        {content: "Back on the segment", trigger: "body:not(:has(.modal))"},
    ],
});
