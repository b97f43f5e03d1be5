/* global odoo */
import {domainFromTree} from "@web/core/tree_editor/domain_from_tree";
import {registry} from "@web/core/registry";

const MODAL = ".modal .o_field_widget[name=domain]";
const CONTACTS = "res.partner";

/** The shapes that the editor has to give back as they were. */
const SHAPES = [
    "[]",
    '[("country_id", "in", [1])]',
    '["|", ("name", "ilike", "a"), ("email", "!=", False)]',
    '["&", ("name", "ilike", "a"), "|", ("color", ">", 1), ("color", "=", 0)]',
    '["!", "|", ("name", "ilike", "a"), ("color", ">", 1)]',
    '[("opportunity_ids", "any", ["&", ("probability", ">", 10), ("color", "=", 0)])]',
    '[("opportunity_ids", "not any", [("probability", ">", 10)])]',
    '["&", ("opportunity_ids", "any", [("probability", ">", 10)]), ("opportunity_ids", "any", [("color", "=", 0)])]',
    '[("opportunity_ids.probability", ">", 10)]',
    '[("create_date", ">=", "today -30d")]',
    '[("measure_value_ids", "any", ["&", ("measure_id", "in", [MEASURE]), ("value", ">=", 1000)])]',
    '[("measure_value_ids", "not any", ["&", ("measure_id", "in", [LATEST]), ("date_value", ">=", "today -1y")])]',
    '["|", "!", ("measure_value_ids", "any", ["&", ("measure_id", "in", [MEASURE]), ("value", "<", 1)]), ("segment_ids", "in", [1, 2])]',
    '[("category_id", "child_of", [1])]',
    '[("parent_id", "any", [("is_company", "=", True)])]',
    '[("id", "in", [1, 2, 3])]',
    '[("zip", "=like", "10%")]',
];

/** From text to the editor's tree and back; a second time changes nothing any more. */
async function checkShapes() {
    const {orm, tree_processor: processor} = odoo.__WOWL_DEBUG__.root.env.services;
    const turn = async (domain) =>
        domainFromTree(await processor.treeFromDomain(CONTACTS, domain, true));
    const [measure] = await orm.search("contact.measure", [], {limit: 1});
    const [latest] = await orm.search(
        "contact.measure",
        [["aggregate", "=", "maximum"]],
        {limit: 1}
    );
    for (const text of SHAPES) {
        const shape = text.replace("MEASURE", measure).replace("LATEST", latest);
        const once = await turn(shape);
        const twice = await turn(once);
        if (once !== twice) {
            throw new Error(`${shape} became ${once} and then ${twice}`);
        }
        const told = await Promise.all(
            [shape, once].map(async (domain) =>
                orm.call("contact.segment", "estimate_count", [domain])
            )
        );
        if (told[0].kind !== "exact" || told[0].count !== told[1].count) {
            throw new Error(`${shape} finds other contacts as ${once}`);
        }
    }
}

registry.category("web_tour.tours").add("contact_condition_shapes", {
    steps: () => [
        {
            content: "All main shapes come back as they were",
            trigger: ".o_list_view",
            run: checkShapes,
        },
    ],
});

/** A user sees about how many contacts a condition finds, and counts them. */
registry.category("web_tour.tours").add("contact_condition_figures", {
    steps: () => [
        {content: "Add contacts", trigger: "button[name=action_add]", run: "click"},
        {
            content: "Nothing is asked yet",
            trigger: ".modal .o_condition_sentence:contains(all contacts)",
        },
        {
            content: "Build a condition",
            trigger: `${MODAL} a:contains(New Rule)`,
            run: "click",
        },
        {
            content: "A country",
            trigger: `${MODAL} .o_tree_editor_condition .o-autocomplete input`,
            run: "edit Faroe",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(Faroe Islands)",
            run: "click",
        },
        {
            content: "In words",
            trigger: ".modal .o_condition_sentence:contains(Country is Faroe Islands)",
        },
        {
            content: "About how many",
            trigger: ".modal .o_condition_estimate:contains(about 12,000 contacts)",
        },
        {
            content: "Count them",
            trigger: ".modal .o_condition_count",
            run: "click",
        },
        {
            content: "That takes long: nobody waits",
            trigger: ".modal .o_condition_cancel",
            run: "click",
        },
        {
            content: "Count them once more",
            trigger: ".modal .o_condition_count",
            run: "click",
        },
        {
            content: "Each condition alone, and all together",
            trigger:
                ".modal .o_condition_counts:has(td:contains(Country is Faroe Islands)) tfoot td:contains(3)",
        },
        {content: "Leave it", trigger: ".modal [special=cancel]", run: "click"},
        {content: "Closed", trigger: "body:not(:has(.modal))"},
    ],
});

/** One opportunity has to meet both conditions, or several may: a choice in words. */
registry.category("web_tour.tours").add("contact_condition_choice", {
    steps: () => [
        {
            content: "Open the step",
            trigger: ".o_field_widget[name=step_ids] td:contains(Opportunities)",
            run: "click",
        },
        {
            content: "Any of them",
            trigger:
                ".modal .o_condition_choice:contains(Different ones of Opportunities may meet these)",
        },
        {
            content: "As it is, one contact",
            trigger: ".modal .o_condition_estimate:contains(1 contact)",
        },
        {
            content: "The same one",
            trigger: ".modal .o_condition_choice button",
            run: "click",
        },
        {
            content: "It says so",
            trigger:
                ".modal .o_condition_sentence:contains(Opportunities: one with all of)",
        },
        {
            content: "And finds nobody",
            trigger: ".modal .o_condition_estimate:contains(0 contacts)",
        },
        {
            content: "The editor has it too",
            trigger: `${MODAL} .o_tree_editor_condition:eq(2)`,
        },
        {
            content: "Keep it",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {content: "Closed", trigger: "body:not(:has(.modal))"},
        {content: "Save", trigger: ".o_form_button_save", run: "click"},
        {content: "Saved", trigger: ".o_form_saved"},
    ],
});

/** An administrator makes a measure a column; it is shown, sorted and filtered by. */
registry.category("web_tour.tours").add("contact_measure_column", {
    steps: () => [
        {
            content: "Show it in lists",
            trigger: "button[name=action_show_in_lists]",
            run: "click",
        },
        {content: "It is one", trigger: "button[name=action_hide_from_lists]"},
        {
            content: "All apps",
            trigger: ".o_navbar_apps_menu button",
            run: "click",
        },
        {
            content: "To the contacts",
            trigger: ".o_app[data-menu-xmlid='contacts.menu_contacts']",
            run: "click",
        },
        {
            content: "As a list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "Columns",
            trigger: ".o_list_view .o_optional_columns_dropdown button",
            run: "click",
        },
        {
            content: "That of the measure",
            trigger: ".o-dropdown-item:contains(Tour pipeline) input",
            run: "click",
        },
        {
            content: "Sort by it",
            trigger: "th[data-name=measure_1]:contains(Tour pipeline)",
            run: "click",
        },
        {
            content: "The highest first",
            trigger: "th[data-name=measure_1].o_column_sortable",
            run: "click",
        },
        {
            content: "Here it is",
            trigger: ".o_data_row:first td[name=measure_1]:contains(1,500,050)",
        },
    ],
});
