import {Component, onWillStart, onWillUnmount, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

const INTERVAL = 2000;
const NUMBERS = [
    "delivery_count",
    "delivery_sent_count",
    "delivery_queued_count",
    "delivery_failed_count",
    "delivery_skipped_count",
    "delivery_progress",
];

/**
 * How far the delivery of a segment is. While letters and e-mails wait it reads the
 * numbers again, and nothing else; the form is loaded once they are all out.
 */
export class SegmentDelivery extends Component {
    static template = "contact_segment.SegmentDelivery";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({});
        this.show(this.props.record);
        onWillStart(() => this.plan());
        onWillUpdateProps(({record}) => {
            this.show(record);
            this.plan();
        });
        onWillUnmount(() => {
            this.isLeft = true;
            browser.clearTimeout(this.timer);
        });
    }

    get figures() {
        const {state} = this;
        return [
            {key: "sent", label: _t("Delivered"), icon: "fa-check", color: "success", count: state.delivery_sent_count},
            {key: "queued", label: _t("Waiting"), icon: "fa-clock-o", color: "info", count: state.delivery_queued_count},
            {key: "failed", label: _t("Failed"), icon: "fa-exclamation-triangle", color: "danger", count: state.delivery_failed_count},
            {key: "skipped", label: _t("Skipped"), icon: "fa-ban", color: "warning", count: state.delivery_skipped_count},
        ];
    }

    /** The share of one state in the bar, in percent. */
    getShare(count) {
        return this.state.delivery_count ? (100 * count) / this.state.delivery_count : 0;
    }

    get progress() {
        return Math.floor(this.state.delivery_progress || 0);
    }

    show({data}) {
        for (const name of NUMBERS) {
            this.state[name] = data[name];
        }
    }

    /** Read the numbers again in a while, if there is something to wait for. */
    plan() {
        browser.clearTimeout(this.timer);
        if (!this.isLeft && this.state.delivery_queued_count) {
            this.timer = browser.setTimeout(() => this.refresh(), INTERVAL);
        }
    }

    async refresh() {
        // a hidden tab asks nothing, but looks now and then whether it is shown again
        if (!document.hidden) {
            await this.readNumbers();
        }
        this.plan();
    }

    async readNumbers() {
        const {record} = this.props;
        let numbers;
        try {
            [numbers] = await this.orm.silent.read(record.resModel, [record.resId], NUMBERS);
        } catch {
            // the server may be away for a moment; the next time will tell
            return;
        }
        if (this.isLeft || !numbers || record.resId !== this.props.record.resId) {
            return;
        }
        Object.assign(this.state, numbers);
        if (!this.state.delivery_queued_count && !(await record.isDirty())) {
            // buttons and print files of the form
            await record.load();
        }
    }

    async open(key) {
        const {record} = this.props;
        await this.action.doActionButton({
            type: "object",
            name: "action_view_deliveries",
            resModel: record.resModel,
            resId: record.resId,
            resIds: [record.resId],
            context: record.context,
            buttonContext: {delivery_state: key},
        });
    }
}

registry.category("view_widgets").add("segment_delivery", {
    component: SegmentDelivery,
    fieldDependencies: NUMBERS.map((name) => ({
        name,
        type: name === "delivery_progress" ? "float" : "integer",
        readonly: true,
    })),
});
