import {Component, onWillStart, useState} from "@odoo/owl";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {ListController} from "@web/views/list/list_controller";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** The two tabs above the predictions, and the tiles of the first one. */
export class PredictionTabs extends Component {
    static template = "contact_segment.PredictionTabs";
    static props = {state: Object};

    setup() {
        this.action = useService("action");
    }

    show(tab) {
        this.props.state.tab = tab;
    }

    /** Open a new prediction with its kind and the best data source filled in. */
    use(tile) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: tile.name,
                res_model: "contact.prediction",
                views: [[false, "form"]],
            },
            {
                additionalContext: {
                    default_kind: tile.kind,
                    default_source_id: tile.source_id,
                },
            }
        );
    }
}

const withTabs = (Controller) =>
    class extends Controller {
        static components = {...Controller.components, PredictionTabs};

        setup() {
            super.setup();
            const orm = useService("orm");
            this.tabs = useState({tab: "mine", can_define: false, tiles: []});
            onWillStart(async () => {
                const [shown, count] = await Promise.all([
                    orm.call("contact.prediction", "get_tiles", []),
                    orm.searchCount("contact.prediction", []),
                ]);
                Object.assign(this.tabs, shown);
                if (shown.can_define && !count) {
                    this.tabs.tab = "create";
                }
            });
        }

        /** A prediction begins with the choice of its kind. */
        async createRecord() {
            this.tabs.tab = "create";
        }
    };

export class PredictionListController extends withTabs(ListController) {
    static template = "contact_segment.PredictionListView";
}

export class PredictionKanbanController extends withTabs(KanbanController) {
    static template = "contact_segment.PredictionKanbanView";
}

registry.category("views").add("contact_prediction_list", {
    ...listView,
    Controller: PredictionListController,
});
registry.category("views").add("contact_prediction_kanban", {
    ...kanbanView,
    Controller: PredictionKanbanController,
});
