import {RecordProgress} from "../record_progress/record_progress";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

const NUMBERS = [
    "delivery_count",
    "delivery_sent_count",
    "delivery_queued_count",
    "delivery_failed_count",
    "delivery_skipped_count",
    "delivery_progress",
];

const TEXTS = ["delivery_waiting_text", "delivery_format_text"];

/**
 * How far the delivery of a segment is: the numbers of letters and e-mails, until when
 * and why some of them wait, and why letters are no PDFs.
 */
export class SegmentDelivery extends RecordProgress {
    static template = "contact_segment.SegmentDelivery";
    static figures = [...NUMBERS, ...TEXTS];

    setup() {
        super.setup();
        this.action = useService("action");
    }

    get isWaiting() {
        return Boolean(this.state.delivery_queued_count);
    }

    get shares() {
        const {state} = this;
        return [
            {
                key: "sent",
                label: _t("Delivered"),
                icon: "fa-check",
                color: "success",
                count: state.delivery_sent_count,
            },
            {
                key: "queued",
                label: _t("Waiting"),
                icon: "fa-clock-o",
                color: "info",
                count: state.delivery_queued_count,
            },
            {
                key: "failed",
                label: _t("Failed"),
                icon: "fa-exclamation-triangle",
                color: "danger",
                count: state.delivery_failed_count,
            },
            {
                key: "skipped",
                label: _t("Skipped"),
                icon: "fa-ban",
                color: "warning",
                count: state.delivery_skipped_count,
            },
        ];
    }

    /** The share of one state in the bar, in percent. */
    getShare(count) {
        return this.state.delivery_count
            ? (100 * count) / this.state.delivery_count
            : 0;
    }

    /** A number as its reader writes it. */
    number(value) {
        return formatInteger(value);
    }

    get progress() {
        return Math.floor(this.state.delivery_progress || 0);
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
    fieldDependencies: [
        ...NUMBERS.map((name) => ({
            name,
            type: name === "delivery_progress" ? "float" : "integer",
            readonly: true,
        })),
        ...TEXTS.map((name) => ({name, type: "char", readonly: true})),
    ],
});
