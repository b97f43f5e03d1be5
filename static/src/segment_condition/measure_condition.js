import {DomainSelector} from "@web/core/domain_selector/domain_selector";
import {TreeEditor} from "@web/core/tree_editor/tree_editor";
import {condition, connector} from "@web/core/tree_editor/condition_tree";
import {getOperatorEditorInfo} from "@web/core/tree_editor/tree_editor_operator_editor";

const FIGURES = "measure_value_ids";
const NUMBER_OPERATORS = [">=", "<", "=", "!=", ">", "<=", "between"];

/**
 * A condition on a figure is about one measure and its value: both begin in one
 * bracket, for a bracket cannot be chosen otherwise.
 */
export class MeasureTreeEditor extends TreeEditor {
    async _updatePath(node, path) {
        await super._updatePath(node, path);
        if (path === FIGURES) {
            node.value = connector("&", [
                condition("measure_id", "in", []),
                condition("value", ">=", 1),
            ]);
        }
    }
}
MeasureTreeEditor.components = {
    ...TreeEditor.components,
    TreeEditor: MeasureTreeEditor,
};

/** Odoo's editor, in which people can ask for figures. */
export class MeasureSelector extends DomainSelector {
    static components = {...DomainSelector.components, TreeEditor: MeasureTreeEditor};

    getDefaultCondition(fieldDefs) {
        if ("measure_id" in fieldDefs && "date_value" in fieldDefs) {
            return condition("value", ">=", 1);
        }
        return super.getDefaultCondition(fieldDefs);
    }

    getDefaultOperator(fieldDef) {
        return fieldDef?.name === FIGURES ? "any" : super.getDefaultOperator(fieldDef);
    }

    getOperatorEditorInfo(fieldDef) {
        if (fieldDef?.name === FIGURES) {
            return getOperatorEditorInfo(["any", "not any"], fieldDef);
        }
        if (fieldDef?.name === "value" && fieldDef.type === "float") {
            return getOperatorEditorInfo(NUMBER_OPERATORS, fieldDef);
        }
        return super.getOperatorEditorInfo(fieldDef);
    }
}
