import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

const LINES = ".o_segment_lines .o_data_row";

/** What changes the state of a segment changes the list inside its form. */
registry.category("web_tour.tours").add("contact_segment_state", {
    steps: () => [
        {
            content: "A draft can be filled",
            trigger: ".o_segment_lines:has(.o_data_row) .o_list_button_add",
        },
        {content: "Log", trigger: "button[name=action_log]", run: "click"},
        {
            content: "Sentences end on the right side in every language",
            trigger: ".modal .o_segment_log p",
            run({anchor}) {
                if (getComputedStyle(anchor).unicodeBidi !== "plaintext") {
                    throw new Error("sentences follow the page, not their language");
                }
            },
        },
        {
            content: "Log it",
            trigger: ".modal footer button[name=action_log]:enabled",
            run: "click",
        },
        {
            content: "The list shows what was logged, and takes nobody any more",
            trigger:
                ".o_segment_lines:not(:has(.o_list_button_add)) .o_data_row td[name=interaction_id]:contains(Tour draft)",
        },
        {
            content: "It is the same form",
            trigger:
                ".o_breadcrumb:not(:has(.o_back_button:contains(Tour draft))):contains(Tour draft)",
        },
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
            content: "Nobody has an interaction that counts",
            trigger: ".o_form_view:has(.o_widget_web_ribbon:contains(Cancelled))",
        },
        {
            content: "Bring it back",
            trigger: "button[name=uncancel_logged]",
            run: "click",
        },
        {
            content: "As it was",
            trigger: `.o_form_view:has(button[name=cancel_logged]) ${LINES} td[name=interaction_id]:contains(Tour draft)`,
        },
    ],
});

/** Call a method of the segment whose form is open, as another window would. */
async function callElsewhere(method, segmentId, ...args) {
    await rpc(`/web/dataset/call_kw/contact.segment/${method}`, {
        model: "contact.segment",
        method,
        args: [[segmentId], ...args],
        kwargs: {},
    });
}

/** A form that is shown from the cache first shows the list of the state it really has. */
registry.category("web_tour.tours").add("contact_segment_cached", {
    steps: () => [
        {
            content: "Open the draft",
            trigger: ".o_data_row td[name=name]:contains(Tour draft)",
            run: "click",
        },
        {
            content: "It can be filled",
            trigger: ".o_segment_lines:has(.o_data_row) .o_list_button_add",
        },
        {
            content: "Back to the list",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "Somebody logs it",
            trigger: ".o_list_view .o_data_row td[name=name]:contains(Tour draft)",
            async run() {
                const name = "Tour draft";
                const [{id}] = await rpc(
                    "/web/dataset/call_kw/contact.segment/search_read",
                    {
                        model: "contact.segment",
                        method: "search_read",
                        args: [[["name", "=", name]], ["id"]],
                        kwargs: {},
                    }
                );
                await callElsewhere("log", id, false);
            },
        },
        {
            content: "Open it again",
            trigger: ".o_list_view .o_data_row td[name=name]:contains(Tour draft)",
            run: "click",
        },
        {
            content: "The list shows what was logged, and takes nobody any more",
            trigger:
                ".o_segment_lines:not(:has(.o_list_button_add)) .o_data_row td[name=interaction_id]:contains(Tour draft)",
        },
    ],
});

/** Many lines are selected, one of them goes back to what the segment says. */
registry.category("web_tour.tours").add("contact_segment_selection", {
    steps: () => [
        {content: "The contacts are there", trigger: `${LINES}:contains(Tour Anna)`},
        {
            content: "Whoever types does not search",
            trigger: "body:not(:has(.o_segment_lines .o_searchview_input:focus))",
        },
        {
            content: "She and her company are apart",
            trigger: `${LINES}:has(td[name=company_name]:contains(Tour Works)) td[name=partner_id]:contains(Tour Anna):not(:contains(Tour Works))`,
        },
        {
            content: "She has a note",
            trigger: `${LINES}:contains(Tour Anna) [data-mark=note][aria-label='See you']`,
        },
        {
            content: "And a value of her own",
            trigger: `${LINES}:contains(Tour Anna) [data-mark=values][aria-label*='Channel']`,
        },
        {
            content: "Nobody has what everybody has",
            trigger: `.o_segment_lines:not(:contains(Inherited)) .o_data_row:contains(Tour Bob):not(:has([data-mark]))`,
        },
        {
            content: "She is called",
            trigger: `${LINES}:contains(Tour Anna) td[name=channel].text-info:contains(Phone)`,
        },
        {
            content: "As everybody",
            trigger: `${LINES}:contains(Tour Anna) button[name=action_reset_overrides]`,
            run: "click",
        },
        {
            content: "She gets a letter, and there is nothing to reset",
            trigger: `${LINES}:contains(Tour Anna):not(:has(button[name=action_reset_overrides])) td[name=channel]:contains(Letter)`,
        },
        {
            content: "Somebody else",
            trigger: ".o_segment_lines .o_list_button_add",
            run: "click",
        },
        {
            content: "By name",
            trigger: ".o_segment_lines .o_selected_row td[name=partner_id] input",
            run: "edit Tour Dora",
        },
        {
            content: "One sees of which company",
            trigger:
                ".o-autocomplete--dropdown-item:contains(Tour Works):contains(Tour Dora)",
        },
        {
            content: "Not now",
            trigger: ".o_segment_lines .o_list_button_discard",
            run: "click",
        },
        {
            content: "Select the page",
            trigger:
                ".o_segment_lines:not(:has(.o_selected_row)) thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "No button is broken, however narrow the form is",
            trigger: ".o_segment_lines .o_select_domain:contains(Select all 83)",
            run() {
                const lines = document.querySelector(".o_segment_lines");
                lines.style.width = "600px";
                const bar = lines.querySelector(".o_selection_container");
                for (const button of bar.querySelectorAll("button")) {
                    if (button.offsetHeight > 45) {
                        throw new Error(`${button.textContent} has several lines`);
                    }
                }
                lines.style.width = "";
            },
        },
        {
            content: "All of them",
            trigger: ".o_segment_lines .o_select_domain",
            run: "click",
        },
        {
            content: "Remove them",
            trigger:
                ".o_segment_lines .o_selection_container button[name=action_remove]",
            run: "click",
        },
        {
            content: "Nobody is left; bring them back by key",
            trigger: ".o_undoable_note:contains(Removed: 83) button:contains(Undo)",
            run: "press alt+shift+z",
        },
        {content: "All are back", trigger: `${LINES}:contains(Tour Anna)`},
    ],
});

/** The primary button of a draft is what comes next, and the header leaves room. */
registry.category("web_tour.tours").add("contact_segment_next_step", {
    steps: () => [
        {
            content: "Contacts are above the fold",
            trigger: `${LINES}:contains(Tour Anna)`,
            run() {
                const {top} = this.anchor.getBoundingClientRect();
                if (top > 520) {
                    throw new Error(`The first contact is ${top} pixels down`);
                }
            },
        },
        {
            content: "Look at the letters first",
            trigger:
                ".o_statusbar_buttons:not(:has(.btn-primary[name=action_log])) .btn-primary[name=action_preview_letters]",
            run: "click",
        },
        {
            content: "There they are",
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            content: "Log comes next",
            trigger:
                ".o_statusbar_buttons:not(:has(.btn-primary[name=action_preview_letters])) .btn-primary[name=action_log]",
        },
        {
            content: "Open the rest of the header by its key",
            trigger: ".o_segment_details:not([open]) summary",
            run: "press alt+o",
        },
        {
            content: "It is open",
            trigger: ".o_segment_details[open] .o_field_widget[name=unit_cost]:visible",
        },
        {
            content: "Remove everybody",
            trigger: ".o_segment_lines thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Yes",
            trigger:
                ".o_segment_lines .o_selection_container button[name=action_remove]",
            run: "click",
        },
        {
            content: "Add comes next",
            trigger:
                ".o_form_view:not(:has(.o_statusbar_buttons [name=action_log])) .btn-primary[name=action_add]",
        },
    ],
});

/** On a telephone, contacts are cards; somebody adds one more, and changes his mind. */
registry.category("web_tour.tours").add("contact_segment_phone", {
    steps: () => [
        {
            content: "Cards",
            trigger: ".o_segment_lines .o_kanban_record:contains(Tour Anna)",
        },
        {
            content: "Nothing is wider than the screen",
            trigger: ".o_segment_header",
            run() {
                const {scrollWidth} = document.querySelector(".o_form_view .o_content");
                if (scrollWidth > window.innerWidth) {
                    throw new Error(`The form is ${scrollWidth} pixels wide`);
                }
            },
        },
        {
            content: "One more",
            trigger: ".o_segment_lines .o-kanban-button-new",
            run: "click",
        },
        {
            content: "Nothing differs before it is there",
            trigger: ".modal:not(:contains(Differs from the segment)) .o_form_view",
        },
        {
            content: "Who?",
            trigger: ".modal .o_field_widget[name=partner_id] input",
            run: "click",
        },
        {
            content: "She",
            trigger: ".modal .o_kanban_record:contains(A Tour Dora)",
            run: "click",
        },
        {content: "Add her", trigger: ".modal .o_form_button_save", run: "click"},
        {
            content: "There she is",
            trigger: ".o_segment_lines .o_kanban_record:contains(A Tour Dora)",
        },
    ],
});
