import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

const DRAFT = ".o_statusbar_status .o_arrow_button_current:contains(Draft)";
const LOGGED = ".o_statusbar_status .o_arrow_button_current:contains(Logged)";
const UNDO = ".o_undoable_note button:contains(Undo)";

/** Logging is undone, also when its follow-up is what is open by then. */
registry.category("web_tour.tours").add("contact_segment_undo_log", {
    steps: () => [
        {content: "Log", trigger: "button[name=action_log]", run: "click"},
        {
            content: "Log it",
            trigger: ".modal footer button[name=action_log]:enabled",
            run: "click",
        },
        {content: "It is logged", trigger: LOGGED},
        {content: "That was too early", trigger: UNDO, run: "click"},
        {content: "It is a draft again", trigger: DRAFT},
        {
            content: "And it can be filled",
            trigger: ".o_segment_lines:has(.o_data_row) .o_list_button_add",
        },
        {content: "Log it again", trigger: "button[name=action_log]", run: "click"},
        {
            content: "With a follow-up",
            trigger: ".modal div[name=create_follow_up] input",
            run: "click",
        },
        {
            content: "Log it",
            trigger: ".modal footer button[name=action_log]:enabled",
            run: "click",
        },
        {
            content: "The follow-up is open",
            trigger: ".o_last_breadcrumb_item:contains(Follow-up on Tour undone)",
        },
        {content: "That was wrong too", trigger: UNDO, run: "click"},
        {
            content: "The segment itself is open, as a draft",
            trigger: `.o_form_view:has(.o_last_breadcrumb_item:not(:contains(Follow-up)):contains(Tour undone)) ${DRAFT}`,
        },
    ],
});

/** Before a segment is deleted, one reads what is lost. */
registry.category("web_tour.tours").add("contact_segment_delete", {
    steps: () => [
        {
            content: "Choose two",
            trigger: ".o_data_row:contains(Tour other 0) .o_list_record_selector input",
            run: "click",
        },
        {
            content: "and the second",
            trigger: ".o_data_row:contains(Tour other 1) .o_list_record_selector input",
            run: "click",
        },
        {
            content: "What can be done",
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {content: "Delete", trigger: ".o-dropdown-item:contains(Delete)", run: "click"},
        {
            content: "All that is on both of them",
            trigger: ".modal-body:contains(Segments: 2, contacts on them: 6)",
        },
        {
            content: "No",
            trigger: ".modal footer .btn-secondary",
            run: "click",
        },
        {
            content: "None of them",
            trigger: ".o_unselect_all",
            run: "click",
        },
        {
            content: "Open one",
            trigger:
                ".o_list_view:not(:has(.o_unselect_all)) .o_data_row td[name=name]:contains(Tour draft)",
            run: "click",
        },
        {
            content: "What can be done",
            trigger:
                ".o_control_panel:has(.o_last_breadcrumb_item:contains(Tour draft)) .o_cp_action_menus .fa-cog",
            run: "click",
        },
        {content: "Delete", trigger: ".o-dropdown-item:contains(Delete)", run: "click"},
        {
            content: "Its contacts and steps",
            trigger: ".modal-body:contains(Contacts: 3, steps: 1)",
        },
        {content: "Yes", trigger: ".modal footer .btn-primary", run: "click"},
        {
            content: "It is gone, and the one before it is open",
            trigger: ".o_last_breadcrumb_item:contains(Tour other)",
        },
    ],
});

/** Call a method of the documents of segments, as the dialog would. */
function callDocuments(method, ...args) {
    const model = "contact.segment.document";
    return rpc(`/web/dataset/call_kw/${model}/${method}`, {
        model,
        method,
        args,
        kwargs: {},
    });
}

/** A document that was added while the dialog was open, which is left then. */
registry.category("web_tour.tours").add("contact_segment_log_document", {
    steps: () => [
        {
            content: "They have no letter",
            trigger:
                ".o_segment_lines .o_data_row td[name=problem]:contains(No fitting document)",
        },
        {content: "Log", trigger: "button[name=action_log]", run: "click"},
        {
            content: "Add one",
            trigger: ".modal button[name=action_add_document]",
            run: "click",
        },
        {
            content: "Save it, and look again",
            trigger: ".modal button[name=action_back_to_log]",
            async run() {
                const segmentId = Number(location.pathname.split("/").at(-1));
                const [{kind, filename, content}] = await callDocuments(
                    "search_read",
                    [["filename", "=", "tour.docx"]],
                    ["kind", "filename", "content"]
                );
                const values = {kind, filename, content, segment_id: segmentId};
                await callDocuments("create", [values]);
            },
        },
        {
            content: "Leave it",
            trigger: ".modal footer button:contains(Discard)",
            run: "click",
        },
        {
            content: "Nothing is missing any more",
            trigger:
                "body:not(:has(.modal)) .o_segment_lines:not(:contains(No fitting document)) .o_data_row:contains(Tour Anna)",
        },
    ],
});
