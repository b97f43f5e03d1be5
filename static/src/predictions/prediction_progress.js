import {RecordProgress} from "../record_progress/record_progress";
import {_t} from "@web/core/l10n/translation";
import {onWillStart} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

const WAITING = ["queued", "running"];

/** How far the calculation of a prediction is. */
export class PredictionProgress extends RecordProgress {
    static template = "contact_segment.PredictionProgress";
    static figures = ["state", "phase", "progress", "progress_note"];

    setup() {
        super.setup();
        onWillStart(async () => {
            this.state.canCancel = await user.hasGroup("contact_segment.group_manager");
        });
    }

    get isWaiting() {
        return WAITING.includes(this.state.state);
    }

    get phase() {
        if (this.state.state === "queued") {
            return _t("Waiting for the server: %s", this.phaseName);
        }
        return this.phaseName;
    }

    get phaseName() {
        const {phase} = this.props.record.fields;
        const found = phase.selection.find(([key]) => key === this.state.phase);
        return found ? found[1] : "";
    }

    get progress() {
        return Math.round(this.state.progress || 0);
    }

    async cancel() {
        const {record} = this.props;
        await this.orm.call(record.resModel, "cancel", [[record.resId]]);
        await record.load();
    }
}

registry.category("view_widgets").add("prediction_progress", {
    component: PredictionProgress,
    fieldDependencies: [
        {name: "state", type: "selection"},
        {name: "phase", type: "selection"},
        {name: "progress", type: "float"},
        {name: "progress_note", type: "char"},
    ],
});
