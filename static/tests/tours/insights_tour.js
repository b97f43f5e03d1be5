import {registry} from "@web/core/registry";

/** Steps that wait: the numeric libraries are loaded when they are first used. */
const SLOW = 60000;
const ROW = ".o_segment_insights .o_insight_row";

function patient(steps) {
    return steps.map((step) => ({timeout: SLOW, ...step}));
}

/** Two segments are chosen in the list; the part they share becomes a segment. */
registry.category("web_tour.tours").add("contact_segment_overlap", {
    steps: () =>
        patient([
            ...["Tour first", "Tour second"].map((name) => ({
                content: `Choose ${name}`,
                trigger: `.o_data_row:contains(${name}) .o_list_record_selector input`,
                run: "click",
            })),
            {
                content: "Open the actions",
                trigger: ".o_cp_action_menus button:contains(Actions)",
                run: "click",
            },
            {
                content: "Ask for the overlap",
                trigger: ".o-dropdown-item:contains(Overlap)",
                run: "click",
            },
            {
                content: "There is a circle for each",
                trigger: ".o_segment_overlap svg:has(circle ~ circle)",
            },
            {
                content: "Each part has its number in them",
                trigger:
                    ".o_segment_overlap svg:has(text:contains(20)):has(text:contains(30))",
            },
            {
                content: "A click on the middle of the picture",
                trigger: ".o_segment_overlap svg",
                run({anchor}) {
                    const middle = [...anchor.querySelectorAll("text")].find(
                        (text) => text.textContent === "20"
                    );
                    const {x, y, width, height} = middle.getBoundingClientRect();
                    const place = {clientX: x + width / 2, clientY: y + height / 2};
                    anchor.dispatchEvent(new MouseEvent("mousemove", place));
                    anchor.dispatchEvent(
                        new MouseEvent("click", {...place, bubbles: true})
                    );
                },
            },
            {
                content: "It is a segment now",
                trigger: ".o_form_view .o_field_widget[name=line_count]:contains(20)",
            },
        ]),
});

/** What sets a segment apart becomes a step; then similar contacts are found. */
registry.category("web_tour.tours").add("contact_segment_insights", {
    steps: () =>
        patient([
            {
                content: "Who they are",
                trigger: ".o_segment_picture summary",
                run: "click",
            },
            {
                content: "Ask what sets them apart",
                trigger: ".o_segment_insights_link",
                run: "click",
            },
            {
                content: "All of them have the tag",
                trigger: `${ROW}[data-value='Tour gardener']:contains(100)`,
            },
            {
                content: "See what to try",
                trigger: ".o_segment_insights [data-tab=suggest]",
                run: "click",
            },
            {
                content: "Who answered positively",
                trigger: ".o_segment_insights [data-outcome=positive]",
                run: "click",
            },
            {
                content: "The tag is proposed",
                trigger:
                    ".o_insight_proposal[data-label*='Tour gardener']:contains(30)",
            },
            {
                content: "Find similar ones",
                trigger: ".o_segment_insights [data-tab=similar]",
                run: "click",
            },
            {
                content: "Ten of them",
                trigger: "#o_insight_count",
                run: "edit 10",
            },
            {
                content: "Look for them",
                trigger: ".o_insight_find",
                run: "click",
            },
            {
                content: "How well that could be told",
                trigger: ".o_segment_similarity:contains(Tour gardeners)",
            },
            {
                content: "How similar each is",
                trigger: ".o_segment_lines td[name=similarity]",
            },
            {
                content: "Back to the segment",
                trigger: ".breadcrumb-item:contains(Tour gardeners)",
                run: "click",
            },
            {
                content: "It is there again",
                trigger:
                    ".o_last_breadcrumb_item:contains(Tour gardeners):not(:contains(Similar))",
            },
            {
                content: "Who they are",
                trigger:
                    "body:not(:has(.o_segment_similarity)) .o_segment_picture summary",
                run: "click",
            },
            {
                content: "Ask again",
                trigger: ".o_segment_insights_link",
                run: "click",
            },
            {
                content: "Add everybody with the tag",
                trigger: `${ROW}[data-value='Tour gardener'] [data-use=add]`,
                run: "click",
            },
            {
                content: "The step is shown before it is taken",
                trigger: ".modal button[name=action_apply]:not([disabled])",
                run: "click",
            },
            {
                content: "The others came in",
                trigger: ".o_form_view .o_field_widget[name=line_count]:contains(40)",
            },
        ]),
});
