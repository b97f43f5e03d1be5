import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {localization} from "@web/core/l10n/localization";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;
const WIDTH = 100;
const HEIGHT = 24;
/** Above and below the line, so that its ends are not cut off. */
const MARGIN = 2;

/** A small line of how many contacts were on a live segment lately. */
export class SegmentTrend extends Component {
    static template = "contact_segment.SegmentTrend";
    static props = {...standardFieldProps};

    setup() {
        this.isRtl = localization.direction === "rtl";
        this.viewBox = `0 0 ${WIDTH} ${HEIGHT}`;
    }

    /** The sizes of the days on which it changed, and that of today. */
    get points() {
        const points = (this.props.record.data[this.props.name] || []).map((point) => ({
            ...point,
            day: deserializeDate(point.date),
        }));
        if (points.length) {
            const last = points.at(-1);
            points.push({...last, day: DateTime.max(last.day, DateTime.local())});
        }
        return points;
    }

    get path() {
        const {points} = this;
        const sizes = points.map(({size}) => size);
        const least = Math.min(...sizes);
        const range = Math.max(...sizes) - least;
        const begin = points[0].day.toMillis();
        const time = points.at(-1).day.toMillis() - begin || 1;
        const getX = ({day}) => (WIDTH * (day.toMillis() - begin)) / time;
        const getY = ({size}) => {
            const share = range ? (size - least) / range : 0.5;
            return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN);
        };
        // A size holds until the next change
        const steps = points
            .slice(1)
            .map((point) => `H${getX(point).toFixed(2)}V${getY(point).toFixed(2)}`);
        return `M0 ${getY(points[0]).toFixed(2)}${steps.join("")}`;
    }

    get area() {
        return `${this.path}V${HEIGHT}H0Z`;
    }

    /** The same in words. */
    get label() {
        const {points} = this;
        const sizes = points.map(({size}) => size);
        const values = {
            size: formatInteger(sizes.at(-1)),
            first: formatInteger(sizes[0]),
            date: formatDate(points[0].day),
            least: formatInteger(Math.min(...sizes)),
            most: formatInteger(Math.max(...sizes)),
        };
        return new Set(sizes).size === 1
            ? _t("Contacts: %(size)s, the same since %(date)s", values)
            : _t(
                  "Contacts: %(first)s on %(date)s, %(size)s now; at least %(least)s, at most %(most)s",
                  values
              );
    }
}

registry.category("fields").add("segment_trend", {
    component: SegmentTrend,
    supportedTypes: ["json"],
});
