import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/** What a prediction found out: grade, bars, factors, figures and samples. */
export class PredictionResults extends Component {
    static template = "contact_segment.PredictionResults";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({results: null});
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({record}) => {
            if (this.getVersion(record) !== this.version) {
                return this.load(record);
            }
        });
    }

    /** What the results depend on. */
    getVersion({resId, data}) {
        return `${resId} ${data.trained_on} ${data.scored_on}`;
    }

    async load(record) {
        this.version = this.getVersion(record);
        this.state.results =
            record.resId && record.data.is_trained
                ? await this.orm.call(record.resModel, "get_results", [[record.resId]])
                : null;
    }

    /** The height or width of a bar in percent of the longest one. */
    getSize(bar, bars) {
        const most = Math.max(...bars.map(({count}) => count), 1);
        return (100 * bar.count) / most;
    }

    /** Offer a segment of the contacts of a bar. */
    createSegment(conditions) {
        const context = {default_prediction_id: this.props.record.resId};
        for (const [name, value] of Object.entries(conditions)) {
            context[`default_${name}`] = value;
        }
        return this.action.doAction("contact_segment.contact_prediction_segment_wizard_action", {
            additionalContext: context,
        });
    }

    openContact(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("prediction_results", {
    component: PredictionResults,
    fieldDependencies: [
        {name: "is_trained", type: "boolean"},
        {name: "trained_on", type: "datetime"},
        {name: "scored_on", type: "datetime"},
    ],
});
