import {Group} from "@web/model/relational_model/group";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {_t} from "@web/core/l10n/translation";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {registry} from "@web/core/registry";

/** A column whose heading also says what it is when its selection is empty. */
class InteractionGroup extends Group {
    setup() {
        super.setup(...arguments);
        // Odoo looks for the label of a field among its own translations only
        if (!this.value && this.groupByField.name === "evaluation") {
            this.displayName = _t("Not evaluated");
        }
        this.displayName ||= this.groupByField.falsy_value_label || _t("None");
    }
}

class InteractionModel extends RelationalModel {
    static Group = InteractionGroup;
}

/** The log as cards; the interactions that nobody evaluated have a column too. */
export const interactionKanbanView = {...kanbanView, Model: InteractionModel};

registry.category("views").add("contact_interaction_kanban", interactionKanbanView);
