import {registry} from "@web/core/registry";

const LINES = ".o_segment_lines .o_data_row";
const FIRST = ".o_segment_step_done:first";
const SECOND = ".o_segment_step_done:eq(1)";

/** Press a key with Ctrl, wherever the cursor is. */
function pressWithCtrl(key) {
    const init = {key, ctrlKey: true, bubbles: true, cancelable: true};
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", init));
}

/** A user changes, switches off and reorders steps where they are, and undoes it. */
registry.category("web_tour.tours").add("contact_segment_steps", {
    steps: () => [
        {
            content: "A chip for each step, with its count",
            trigger: `${FIRST}:contains(Country is Faroe Islands: 3)`,
        },
        {
            content: "And what it takes away; change that",
            trigger: `${SECOND} .o_segment_step_text:contains(−1 Tags is Tour north)`,
            run: "click",
        },
        {
            content: "The step is in the dialog",
            trigger: ".modal .modal-title:contains(Change Step 2)",
        },
        {
            content: "Another value",
            trigger:
                ".modal .o_field_widget[name=domain] .o_tag:contains(Tour north) .o_delete",
            run: "click",
        },
        {
            content: "It asks for it",
            trigger: ".modal .o_segment_unfinished:contains(has no value yet)",
        },
        {
            content: "Look for it",
            trigger:
                ".modal .o_tree_editor_condition .o_input_dropdown input, .modal .o_tree_editor_condition .o_record_autocomplete_with_caret input",
            run: "edit Tour south",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour south)",
            run: "click",
        },
        {
            content: "Who comes",
            trigger: ".modal .o_field_widget[name=sample_ids]:contains(Tour Bob)",
        },
        {
            content: "Who goes",
            trigger:
                ".modal .o_field_widget[name=removed_sample_ids]:contains(Tour Carl)",
        },
        {
            content: "Change it",
            trigger: ".modal footer button:contains(Change):visible",
            run: "click",
        },
        {content: "Bob is there", trigger: `${LINES}:contains(Tour Bob)`},
        {
            content: "Carl is not",
            trigger: `.o_segment_lines:not(:contains(Tour Carl)) .o_data_row`,
        },
        {
            content: "The chip says so",
            trigger: `${SECOND}:contains(−1 Tags is Tour south)`,
            run: () => pressWithCtrl("z"),
        },
        {
            content: "Undone by key",
            trigger: `${SECOND}:contains(−1 Tags is Tour north)`,
        },
        {
            content: "Carl is back",
            trigger: `${LINES}:contains(Tour Carl)`,
            run: () => pressWithCtrl("y"),
        },
        {
            content: "Redone by key",
            trigger: `${SECOND}:contains(−1 Tags is Tour south)`,
        },
        {
            content: "The menu of the step",
            trigger: `${SECOND} .o_segment_step_menu`,
            run: "click",
        },
        {
            content: "Switch it off",
            trigger: ".o-dropdown-item:contains(Switch Off)",
            run: "click",
        },
        {
            content: "Is told what that does",
            trigger: ".modal:contains(come: 1; that go: 0) button:contains(Change)",
            run: "click",
        },
        {
            content: "It keeps its place and does nothing",
            trigger: `${SECOND}.o_segment_step_off`,
        },
        {content: "All are there", trigger: `${LINES}:contains(Tour Carl)`},
        {
            content: "The menu again",
            trigger: `${SECOND} .o_segment_step_menu`,
            run: "click",
        },
        {
            content: "It goes first",
            trigger: ".o-dropdown-item:contains(Earlier)",
            run: "click",
        },
        {
            content: "Without effect, so without a question",
            trigger: `${FIRST}.o_segment_step_off`,
        },
        {
            content: "The menu of the first one",
            trigger: `${FIRST} .o_segment_step_menu`,
            run: "click",
        },
        {
            content: "Nothing is before it",
            trigger: ".o-dropdown--menu:contains(Switch On):not(:contains(Earlier))",
        },
        {
            content: "It goes after the other",
            trigger: ".o-dropdown-item:contains(Later)",
            run: "click",
        },
        {content: "Where it was", trigger: `${SECOND}.o_segment_step_off`},
        {
            content: "Drag the other one there",
            trigger: `${FIRST} .o_segment_step_text`,
            run: "drag_and_drop .o_segment_step:contains(Tags) .o_segment_step_menu",
        },
        {content: "It is first again", trigger: `${FIRST}.o_segment_step_off`},
        {
            content: "The menu of the one that is on",
            trigger: `${SECOND} .o_segment_step_menu`,
            run: "click",
        },
        {
            content: "Another way from there",
            trigger: ".o-dropdown-item:contains(New Segment from Here)",
            run: "click",
        },
        {
            content: "A segment of the steps that are on",
            trigger:
                ".o_segment_chips:not(:contains(Tags)) .o_segment_step:contains(Country is Faroe Islands: 3)",
        },
    ],
});
