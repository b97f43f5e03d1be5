import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Conditions that go together, and groups of them: a list in which lists may be. */
export class SegmentExplainRule extends Component {
    static template = "contact_segment.SegmentExplainRule";
    static components = {};
    static props = {
        rule: [Number, Array],
        conditions: Array,
        isReduce: Boolean,
    };

    get isGroup() {
        return Array.isArray(this.props.rule);
    }

    get parts() {
        return this.isGroup ? this.props.rule.slice(1) : [this.props.rule];
    }

    /** What is said above several conditions. */
    get title() {
        if (this.parts.length < 2) {
            return "";
        }
        return this.props.rule[0] === "all" ? _t("All of these:") : _t("One of these:");
    }

    get applies() {
        return _t("Met");
    }

    get appliesNot() {
        return _t("Not met");
    }

    isCondition(part) {
        return !Array.isArray(part);
    }

    /** Green is what lets a contact be on the segment; to reduce, that is the other. */
    getColor({met}) {
        return met === this.props.isReduce ? "text-danger" : "text-success";
    }
}

// A list in a list
SegmentExplainRule.components.SegmentExplainRule = SegmentExplainRule;

/** Why a contact is on a segment or not: every step, with every condition in it. */
export class SegmentExplain extends Component {
    static template = "contact_segment.SegmentExplain";
    static components = {SegmentExplainRule};
    static props = {...standardFieldProps};

    get card() {
        return this.props.record.data[this.props.name] || null;
    }

    getEffect({effect, action}) {
        const effects = {
            added: {label: _t("brought the contact"), class: "text-bg-success"},
            removed: {label: _t("dropped the contact"), class: "text-bg-danger"},
            kept: {label: _t("kept the contact"), class: "text-bg-success"},
        };
        const none =
            action === "add" ? _t("did not bring the contact") : _t("had no effect");
        return effects[effect] || {label: none, class: "text-bg-light border"};
    }
}

registry.category("fields").add("segment_explain", {
    component: SegmentExplain,
    supportedTypes: ["json"],
});
