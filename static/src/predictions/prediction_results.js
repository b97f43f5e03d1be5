import {RecordResults} from "../record_results/record_results";
import {formatFloat} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";

/** What a prediction found out: grade, bars, factors, figures and samples. */
export class PredictionResults extends RecordResults {
    static template = "contact_segment.PredictionResults";
    static sources = ["trained_on", "scored_on"];

    hasResults(record) {
        return super.hasResults(record) && record.data.is_trained;
    }

    /** The height or width of a bar in percent of the longest one. */
    getSize(bar, bars) {
        const most = Math.max(...bars.map(({count}) => count), 1);
        return (100 * bar.count) / most;
    }

    /** A number as its reader writes it. */
    number(value, digits) {
        return formatFloat(value, {digits: [16, digits]});
    }

    /** Offer a segment of the contacts of a bar. */
    createSegment(conditions) {
        const context = {default_prediction_id: this.props.record.resId};
        for (const [name, value] of Object.entries(conditions)) {
            context[`default_${name}`] = value;
        }
        return this.action.doAction(
            "contact_segment.contact_prediction_segment_wizard_action",
            {
                additionalContext: context,
            }
        );
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
