import {registry} from "@web/core/registry";

const dialog = ".modal:not(.o_inactive_modal)";
const card = `${dialog} .o_segment_explain`;

registry.category("web_tour.tours").add("contact_segment_explain", {
    steps: () => [
        {
            content: "why a contact of the list is there",
            trigger:
                ".o_segment_lines .o_data_row:contains('Tour Anna') button[name=action_explain]",
            run: "click",
        },
        {trigger: `${card} [data-included=yes]`},
        {
            content: "the step, and each condition with what was found",
            trigger: `${card} [data-effect=added] .o_segment_explain_condition:contains('Faroe') .fa-check`,
        },
        {trigger: `${dialog} .btn:contains('Close')`, run: "click"},
        {
            content: "why somebody else is not",
            trigger: "body:not(.modal-open) .o_segment_more",
            run: "click",
        },
        {trigger: ".dropdown-item[name=action_explain]", run: "click"},
        {
            trigger: `${dialog} .o_field_widget[name=partner_id] input`,
            run: "edit Tour Carl",
        },
        {trigger: ".ui-autocomplete a:contains('Tour Carl')", run: "click"},
        {
            trigger: `${card} [data-included=no] li:contains('Tags is not Tour left')`,
        },
        {
            trigger: `${card} [data-effect=removed] .o_segment_explain_found:contains('Tour left')`,
        },
        {trigger: `${dialog} .btn:contains('Close')`, run: "click"},
        {
            content: "who misses it by one condition, and in with one of them",
            trigger: "body:not(.modal-open) .o_segment_more",
            run: "click",
        },
        {trigger: ".dropdown-item[name=action_find_near_misses]", run: "click"},
        {
            trigger: `${dialog} .o_data_row:contains('Tour Carl') .o_field_widget[name=is_chosen] input, ${dialog} .o_data_row:contains('Tour Carl') td[name=is_chosen]`,
            run: "click",
        },
        {
            trigger: `${dialog} .o_data_row:contains('Tour Carl') td[name=is_chosen] input:checked`,
        },
        {trigger: `${dialog} button[name=action_add]`, run: "click"},
        {
            trigger:
                "body:not(.modal-open) .o_segment_lines .o_data_row:contains('Tour Carl')",
        },
    ],
});

registry.category("web_tour.tours").add("contact_segment_explain_contact", {
    steps: () => [
        {trigger: "button[name=action_view_segments]", run: "click"},
        {
            trigger: ".o_data_row:contains('Tour why') button[name=action_explain]",
            run: "click",
        },
        {trigger: `${card} [data-included=yes]`},
        {trigger: `${dialog} .o_field_widget[name=partner_id] input`},
    ],
});
