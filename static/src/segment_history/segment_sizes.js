import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {onWillStart, useEffect, useRef} from "@odoo/owl";
import {RecordResults} from "../record_results/record_results";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {loadBundle} from "@web/core/assets";
import {localization} from "@web/core/l10n/localization";
import {registry} from "@web/core/registry";

const {DateTime} = luxon;
/** How wide bars are at most, in pixels. */
const BAR = 12;
/** Who joined and who left is drawn below the sizes, and half as high. */
const STACK = {stack: "sizes", offset: true};

/** How many contacts were on a live segment when, with who joined and left below. */
export class SegmentSizes extends RecordResults {
    static template = "contact_segment.SegmentSizes";
    static method = "get_size_history";
    static sources = ["live_since", "line_count", "refreshed_on"];

    setup() {
        super.setup();
        this.canvas = useRef("canvas");
        this.figure = useRef("figure");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = this.canvas.el && this.draw();
                return () => chart?.destroy();
            },
            () => [this.state.results, this.canvas.el]
        );
    }

    hasResults(record) {
        return super.hasResults(record) && Boolean(record.data.live_since);
    }

    /** The days on which it changed, and today. */
    get days() {
        const days = this.state.results || [];
        const last = days.at(-1);
        const today = DateTime.local().toISODate();
        if (!last || last.date >= today) {
            return days;
        }
        return [...days, {date: today, size: last.size, joined: 0, left: 0}];
    }

    get hasChart() {
        return this.days.length > 1;
    }

    /** What the chart shows, for whoever does not see it. */
    get summary() {
        const {days} = this;
        const sizes = days.map(({size}) => size);
        return _t(
            "Contacts: %(first)s on %(from)s, %(last)s on %(to)s; at least %(least)s, at most %(most)s. %(joined)s joined, %(left)s left.",
            {
                first: formatInteger(sizes[0]),
                from: this.date(days[0].date),
                last: formatInteger(sizes.at(-1)),
                to: this.date(days.at(-1).date),
                least: formatInteger(Math.min(...sizes)),
                most: formatInteger(Math.max(...sizes)),
                joined: formatInteger(this.total("joined")),
                left: formatInteger(this.total("left")),
            }
        );
    }

    get series() {
        return [
            {key: "size", label: _t("Contacts"), class: "text-primary"},
            {key: "joined", label: _t("Joined"), class: "text-success"},
            {key: "left", label: _t("Left"), class: "text-danger"},
        ];
    }

    /** The rows of the table, what was last at the top. */
    get rows() {
        return (this.state.results || []).toReversed();
    }

    total(key) {
        return this.days.reduce((sum, day) => sum + day[key], 0);
    }

    date(text) {
        return formatDate(deserializeDate(text));
    }

    count(value) {
        return formatInteger(value);
    }

    // ---------------------------------------------------------------------------------
    // The picture.
    // ---------------------------------------------------------------------------------

    /** The colours of the theme, as the key beside the chart has them. */
    readColor(selector, property = "color") {
        const part = this.figure.el.querySelector(selector);
        return getComputedStyle(part)[property];
    }

    draw() {
        return new Chart(this.canvas.el, {
            type: "bar",
            data: {datasets: this.getDatasets()},
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: {mode: "x", intersect: false},
                scales: this.getScales(),
                plugins: {
                    legend: {display: false},
                    tooltip: {
                        rtl: localization.direction === "rtl",
                        filter: ({raw, dataset}) => dataset.key === "size" || raw.y,
                        callbacks: {
                            title: (items) => items.length && this.date(items[0].raw.x),
                            label: ({dataset, raw}) =>
                                `${dataset.label}: ${formatInteger(Math.abs(raw.y))}`,
                        },
                    },
                },
            },
        });
    }

    getDatasets() {
        const {days} = this;
        return this.series.map(({key, label}) => {
            const color = this.readColor(`[data-series=${key}]`);
            const sign = key === "left" ? -1 : 1;
            const set = {
                key,
                label: label.toString(),
                data: days.map((day) => ({x: day.date, y: sign * day[key]})),
                backgroundColor: color,
                borderColor: color,
            };
            if (key !== "size") {
                return {
                    ...set,
                    yAxisID: "change",
                    grouped: false,
                    maxBarThickness: BAR,
                    // Half of the first and of the last one is beside the lines
                    clip: {left: BAR, right: BAR, top: 0, bottom: 0},
                };
            }
            return {
                ...set,
                type: "line",
                yAxisID: "size",
                // A size holds until the next change
                stepped: true,
                borderWidth: 2,
                pointRadius: days.length > 60 ? 0 : 2,
                pointHitRadius: 8,
            };
        });
    }

    getScales() {
        const isRtl = localization.direction === "rtl";
        const ticks = {color: this.readColor("[data-series=text]")};
        const border = {color: this.readColor("table", "borderTopColor")};
        const vertical = {
            ...STACK,
            position: isRtl ? "right" : "left",
            border,
            grid: border,
        };
        const callback = (value) => formatInteger(Math.abs(value));
        const joined = Math.max(...this.days.map((day) => day.joined));
        const left = Math.max(...this.days.map((day) => day.left));
        const change = {
            ...vertical,
            stackWeight: 1,
            min: -left,
            max: joined || 1,
            afterBuildTicks: (axis) => {
                // The smaller one has no room for a number beside that of nobody
                const values = [-left, joined].filter(
                    (value) => 3 * Math.abs(value) >= Math.max(joined, left)
                );
                axis.ticks = [...new Set([0, ...values])].map((value) => ({value}));
            },
            ticks: {...ticks, autoSkip: false, callback},
        };
        const size = {
            ...vertical,
            // It would stand on the far side of the numbers
            border: {display: false},
            stackWeight: 2,
            min: 0,
            grace: "5%",
            ticks: {...ticks, precision: 0, maxTicksLimit: 6, callback},
        };
        const x = {
            type: "time",
            // Bars would be given half a month of room where months are written
            offset: false,
            reverse: isRtl,
            time: {minUnit: "day"},
            ticks: {...ticks, maxRotation: 0, autoSkipPadding: 16},
            border,
            grid: {display: false},
        };
        // On the left the first one is at the bottom, on the right at the top
        return isRtl ? {x, size, change} : {x, change, size};
    }
}

registry.category("view_widgets").add("segment_sizes", {
    component: SegmentSizes,
    fieldDependencies: [
        {name: "live_since", type: "datetime"},
        {name: "line_count", type: "integer"},
        {name: "refreshed_on", type: "datetime"},
    ],
});
