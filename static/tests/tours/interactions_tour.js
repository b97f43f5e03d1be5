import {registry} from "@web/core/registry";

const CLOSED = "body:not(:has(.modal))";

function chooseTemplate(name) {
    return [
        {
            content: "Look for the template",
            trigger: ".modal .o_field_widget[name=template_id] input",
            run: `edit ${name}`,
        },
        {
            content: "Choose it",
            trigger: `.o-autocomplete--dropdown-item:contains(${name})`,
            run: "click",
        },
    ];
}

/** A user logs a call from the card, and another one that is finished later. */
registry.category("web_tour.tours").add("contact_segment_create_interaction", {
    steps: () => [
        {
            content: "The interactions of the contact",
            trigger: ".nav-link[name=interactions]",
            run: "click",
        },
        {
            content: "Create an interaction",
            trigger: "button[name=action_create_interaction]",
            run: "click",
        },
        {
            content: "The contact cannot be changed",
            trigger:
                ".modal .o_field_widget[name=partner_id].o_readonly_modifier:contains(Tour Anna)",
        },
        {
            content: "Finish too early",
            trigger: ".modal footer button[name=action_finish]",
            run: "click",
        },
        {
            content: "Everything that is missing is named",
            trigger: ".modal:contains(fill in: Template and Description)",
        },
        {
            content: "I see",
            trigger: ".modal:contains(fill in) footer .btn-primary:contains(Close)",
            run: "click",
        },
        ...chooseTemplate("Tour call"),
        {
            content: "The template says what it is",
            trigger: ".modal .o_field_widget[name=name] input:value(Tour call)",
        },
        {
            content: "And how",
            trigger: ".modal .o_field_widget[name=contact_via] input:value(111)",
        },
        {
            content: "In other words",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Call about the garden",
        },
        {
            content: "What was said",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Call back on Monday",
        },
        {
            content: "How many minutes it took",
            trigger: ".modal .o_field_widget[name=duration] input",
            run: "edit 75 && click body",
        },
        {
            content: "They are hours and minutes",
            trigger: ".modal .o_field_widget[name=duration] input:value(1:15)",
        },
        {
            content: "Finish later",
            trigger: ".modal footer button[name=action_postpone]",
            run: "click",
        },
        {
            content: "It says where it is",
            trigger: ".o_notification:contains(Postponed Interactions)",
        },
        {content: "Closed", trigger: CLOSED},
    ],
});

/** The postponed interaction is resumed, and finished. */
registry.category("web_tour.tours").add("contact_segment_resume_interaction", {
    steps: () => [
        {
            content: "Resume",
            trigger: ".o_data_row:contains(Call about the garden) td[name=name]",
            run: "click",
        },
        {
            content: "The comments are there",
            trigger:
                ".modal .o_field_widget[name=note] textarea:value(Call back on Monday)",
        },
        {
            content: "It took longer",
            trigger: ".modal .o_field_widget[name=duration] input:value(1:15)",
            run: "edit 1:30 && click body",
        },
        {
            content: "As entered",
            trigger: ".modal .o_field_widget[name=duration] input:value(1:30)",
        },
        {
            content: "How it went",
            trigger: ".modal .o_field_widget[name=evaluation] input",
            run: "click",
        },
        {
            content: "Well",
            trigger: ".o_select_menu_item:contains(/^Positive/)",
            run: "click",
        },
        {
            content: "Finish",
            trigger: ".modal footer button[name=action_finish]",
            run: "click",
        },
        {
            content: "It offers to go on",
            trigger:
                ".o_notification:contains(is logged) button:contains(Create Opportunity)",
        },
        {content: "Closed", trigger: CLOSED},
        {
            content: "Nothing is postponed any more",
            trigger: ".o_view_nocontent_smiling_face:contains(Nothing is postponed)",
        },
    ],
});

/** An e-mail is looked at before it is sent; from the list of all interactions. */
registry.category("web_tour.tours").add("contact_segment_send_interaction", {
    steps: () => [
        {
            content: "Create an interaction",
            trigger: ".o_control_panel button[name=action_create]",
            run: "click",
        },
        {
            content: "With whom",
            trigger: ".modal .o_field_widget[name=partner_id] input",
            run: "edit Tour Bob",
        },
        {
            content: "With Bob",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Bob)",
            run: "click",
        },
        ...chooseTemplate("Tour e-mail"),
        {
            content: "Look at it",
            trigger: ".modal button[name=action_preview]",
            run: "click",
        },
        {
            content: "The e-mail is shown in the dialog",
            trigger:
                '.modal .o_field_widget[name=html] iframe[srcdoc*="Dear Tour Bob"]',
        },
        {
            content: "Send it",
            trigger: ".modal footer button[name=action_finish_and_send]",
            run: "click",
        },
        {
            content: "It will be sent",
            trigger: ".o_notification:contains(will be sent)",
        },
        {content: "Closed", trigger: CLOSED},
        {content: "It is in the log", trigger: ".o_data_row:contains(Tour Bob)"},
    ],
});

/** An activity in the chatter becomes the interaction that it was. */
registry.category("web_tour.tours").add("contact_segment_activity_interaction", {
    steps: () => [
        {
            content: "Log the activity",
            trigger: ".o-mail-Activity:contains(Ask Carl) .o-mail-Activity-interaction",
            run: "click",
        },
        {
            content: "The summary is the description",
            trigger: ".modal .o_field_widget[name=name] input:value(Ask Carl)",
        },
        ...chooseTemplate("Tour call"),
        {
            content: "What was said",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Carl agrees",
        },
        {
            content: "Finish",
            trigger: ".modal footer button[name=action_finish]",
            run: "click",
        },
        {content: "Closed", trigger: CLOSED},
        {
            content: "The activity is done",
            trigger: "body:not(:has(.o-mail-Activity:contains(Ask Carl)))",
        },
        {
            content: "With the comments",
            trigger: ".o-mail-Message:contains(Carl agrees)",
        },
    ],
});
