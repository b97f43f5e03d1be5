import {_t} from "@web/core/l10n/translation";
import {formatFloat, formatInteger, formatMonetary} from "@web/views/fields/formatters";
import {formatMinutes} from "../minutes/minutes";
import {registry} from "@web/core/registry";
import {RecordResults} from "../record_results/record_results";

const EVALUATION_COLORS = {
    evaluation_very_positive: "bg-success",
    evaluation_positive: "bg-success opacity-50",
    evaluation_neutral: "bg-secondary",
    evaluation_negative: "bg-danger opacity-50",
    evaluation_very_negative: "bg-danger",
};

/** What came of a segment: bars from all contacts to those who liked it. */
export class SegmentResults extends RecordResults {
    static template = "contact_segment.SegmentResults";
    static sources = ["state", "interaction_count", "line_count"];

    /** Calls made before logging are results too. */
    get isEmpty() {
        const {results} = this.state;
        return !results || (results.state === "draft" && !results.figures.interactions);
    }

    get figures() {
        return this.state.results.figures;
    }

    /** The figures beside the bars: what is clickable has a code. */
    get tiles() {
        const {figures} = this;
        const {opportunities, orders} = this.state.results;
        const tiles = [
            {
                key: "rate",
                code: "responses",
                label: _t("Response rate"),
                value: this.percent(100 * figures.response_rate),
                hint: _t("%(responded)s of %(addressed)s addressed", {
                    responded: formatInteger(figures.responded),
                    addressed: formatInteger(figures.addressed),
                }),
            },
            {
                key: "cost",
                code: "interactions",
                label: _t("Cost"),
                value: this.money(figures.cost),
                hint: _t("Duration %s", formatMinutes(figures.duration)),
            },
            {
                key: "cost_per_response",
                label: _t("Cost per response"),
                value: figures.responses ? this.money(figures.cost_per_response) : "–",
                hint: figures.responses
                    ? _t("Responses: %s", formatInteger(figures.responses))
                    : _t("no response yet"),
            },
        ];
        tiles.push(...this.mailTiles);
        if (opportunities.available) {
            tiles.push({
                key: "opportunities",
                code: opportunities.count ? "opportunities" : "",
                label: _t("Opportunities"),
                value: formatInteger(opportunities.count),
                hint: _t("%(value)s, %(won)s won", {
                    value: this.money(opportunities.value),
                    won: this.money(opportunities.won_value),
                }),
            });
        }
        if (orders.available) {
            tiles.push({
                key: "orders",
                code: orders.count ? "orders" : "",
                label: _t("Orders since"),
                value: formatInteger(orders.count),
                hint: _t("%s without taxes", this.money(orders.amount)),
            });
        }
        return tiles;
    }

    /** What became of e-mails; nothing where none went out. */
    get mailTiles() {
        const {figures} = this;
        if (!figures.mailed) {
            return [];
        }
        const labels = {
            opened: _t("Opened"),
            clicked: _t("Clicked"),
            replied: _t("Replied"),
            bounced: _t("Bounced"),
        };
        return Object.entries(labels).map(([code, label]) => ({
            key: code,
            code: figures[code] ? code : "",
            label,
            value: this.percent((100 * figures[code]) / figures.mailed),
            hint: this.getMailHint(code),
        }));
    }

    getMailHint(code) {
        const {figures} = this;
        const counts = {
            count: formatInteger(figures[code]),
            mailed: formatInteger(figures.mailed),
            persons: formatInteger(figures.opened_by_person),
        };
        return code === "opened"
            ? _t("E-mails: %(count)s of %(mailed)s, by a person: %(persons)s", counts)
            : _t("E-mails: %(count)s of %(mailed)s", counts);
    }

    get reasons() {
        const {failed, skipped} = this.state.results.reasons;
        return [
            {code: "failed", label: _t("Why deliveries failed"), rows: failed},
            {code: "skipped", label: _t("Why nothing was sent"), rows: skipped},
        ].filter(({rows}) => rows.length);
    }

    get evaluations() {
        return this.state.results.evaluations.filter(({count}) => count);
    }

    get evaluated() {
        return this.evaluations.reduce((sum, {count}) => sum + count, 0);
    }

    getColor(code) {
        return EVALUATION_COLORS[code];
    }

    percent(value) {
        const digits = value && value < 10 ? 1 : 0;
        return `${formatFloat(value, {digits: [16, digits]})} %`;
    }

    money(value) {
        return formatMonetary(value, {currencyId: this.state.results.currency_id});
    }

    count(value) {
        return formatInteger(value);
    }

    async open(code) {
        const {record} = this.props;
        const action = await this.orm.call(record.resModel, "action_view_result", [
            [record.resId],
            code,
        ]);
        return this.action.doAction(action);
    }

    /** The dialog may change the figures; the form behind it is read again. */
    async register() {
        const {record} = this.props;
        const action = await this.orm.call(
            record.resModel,
            "action_register_responses",
            [[record.resId]]
        );
        return this.action.doAction(action, {
            onClose: async () => {
                await record.load();
                await this.load(record);
            },
        });
    }
}

registry.category("view_widgets").add("segment_results", {
    component: SegmentResults,
    fieldDependencies: [
        {name: "state", type: "selection"},
        {name: "interaction_count", type: "integer"},
        {name: "line_count", type: "integer"},
    ],
});
