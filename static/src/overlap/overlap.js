import {Component, onWillStart, useRef, useState} from "@odoo/owl";
import {formatFloat, formatInteger} from "@web/views/fields/formatters";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const MODEL = "contact.segment";
/** Around the circles, as a share of their height. */
const MARGIN = 0.03;
/** So many segments have every part of theirs told. */
const FEW = 5;

/**
 * What segments have in common: circles for two and three, bars of all parts for up to
 * five, a table of pairs for more. A click on a part makes a segment of it.
 */
export class Overlap extends Component {
    static template = "contact_segment.Overlap";
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.svg = useRef("svg");
        this.state = useState({picture: null, part: ""});
        onWillStart(async () => {
            this.state.picture = await this.orm.call(MODEL, "get_overlap_picture", [
                this.props.action.params.segment_ids,
            ]);
        });
    }

    get segments() {
        return this.state.picture.segments;
    }

    get isFew() {
        return this.segments.length <= FEW;
    }

    /** The parts that somebody is in, each with who is in it and not in the others. */
    get parts() {
        const parts = this.state.picture.parts.filter((part) => part.only);
        return parts
            .map((part) => ({
                ...part,
                key: part.segment_ids.join(),
                label: this.getLabel(part.segment_ids),
            }))
            .sort((one, other) => other.only - one.only);
    }

    get largest() {
        return Math.max(...this.parts.map((part) => part.only));
    }

    get total() {
        return this.parts.reduce((sum, part) => sum + part.only, 0);
    }

    getName(id) {
        return this.segments.find((segment) => segment.id === id).name;
    }

    getLabel(ids) {
        if (ids.length === 1) {
            return _t("Only %s", this.getName(ids[0]));
        }
        if (ids.length === this.segments.length) {
            return _t("All of them");
        }
        return ids.map((id) => this.getName(id)).join(" + ");
    }

    isOn(part, segment) {
        return part.segment_ids.includes(segment.id);
    }

    count(value) {
        return formatInteger(value);
    }

    percent(value) {
        return `${formatFloat(100 * value, {digits: [16, 0]})} %`;
    }

    // ---------------------------------------------------------------------------------
    // Circles.
    // ---------------------------------------------------------------------------------

    get box() {
        const {circles} = this.state.picture;
        const least = (get) => Math.min(...circles.map(get));
        const most = (get) => Math.max(...circles.map(get));
        const left = least(({x, r}) => x - r);
        const top = least(({y, r}) => y - r);
        const width = most(({x, r}) => x + r) - left;
        const height = most(({y, r}) => y + r) - top;
        const margin = MARGIN * Math.max(width, height);
        return {
            left: left - margin,
            top: top - margin,
            width: width + 2 * margin,
            height: height + 2 * margin,
        };
    }

    get viewBox() {
        const {left, top, width, height} = this.box;
        return `${left} ${top} ${width} ${height}`;
    }

    /** A text is as high wherever the circles are small or large. */
    get fontSize() {
        return Math.max(this.box.width, this.box.height) / 22;
    }

    get labels() {
        const only = new Map(this.parts.map((part) => [part.key, part.only]));
        return this.state.picture.labels
            .map((label) => ({...label, key: label.segment_ids.join()}))
            .filter(({key}) => only.has(key))
            .map((label) => ({...label, text: this.count(only.get(label.key))}));
    }

    /** The part under the pointer: what circles it is in. */
    findPart(ev) {
        const svg = this.svg.el;
        const point = new DOMPoint(ev.clientX, ev.clientY).matrixTransform(
            svg.getScreenCTM().inverse()
        );
        const ids = this.segments
            .filter((_segment, place) => {
                const {x, y, r} = this.state.picture.circles[place];
                return Math.hypot(point.x - x, point.y - y) < r;
            })
            .map(({id}) => id);
        return this.parts.find((part) => part.key === ids.join());
    }

    point(ev) {
        this.state.part = this.findPart(ev)?.key || "";
    }

    async clickPicture(ev) {
        const part = this.findPart(ev);
        if (part) {
            await this.createSegment(part.segment_ids);
        }
    }

    // ---------------------------------------------------------------------------------
    // Pairs.
    // ---------------------------------------------------------------------------------

    /** For each segment, how much of it is on each other one. */
    get rows() {
        const sizes = new Map(
            this.state.picture.parts.map((part) => [part.segment_ids.join(), part.size])
        );
        const shared = (one, other) =>
            sizes.get([one.id, other.id].join()) ??
            sizes.get([other.id, one.id].join());
        return this.segments.map((one) => ({
            segment: one,
            cells: this.segments.map((other) => ({
                other,
                isSelf: one === other,
                size: shared(one, other),
                share: one.size ? shared(one, other) / one.size : 0,
            })),
        }));
    }

    async createSegment(ids, isAlone = true) {
        const others = this.segments
            .map(({id}) => id)
            .filter((id) => !ids.includes(id));
        const resId = await this.orm.call(MODEL, "create_from_overlap", [
            ids,
            isAlone ? others : [],
        ]);
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: resId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("contact_segment.overlap", Overlap);
