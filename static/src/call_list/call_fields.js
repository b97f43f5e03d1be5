import {Component, useState} from "@odoo/owl";
import {CallTimer, getMinutes} from "./call_timer";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useBus} from "@web/core/utils/hooks";
import {useInputField} from "@web/views/fields/input_field_hook";

const DIALLED = "CONTACT_CALL_DIALLED";

/** A phone number to dial: one of the contact's numbers, or any other. */
export class CallNumberField extends Component {
    static template = "contact_segment.CallNumberField";
    static props = {...standardFieldProps};

    setup() {
        useInputField({getValue: () => this.value});
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get numbers() {
        return this.props.record.data.numbers || [];
    }

    get link() {
        const known = this.numbers.find(({number}) => number === this.value);
        return known ? known.link : `tel:${this.value.replace(/[^0-9+*#,;]/g, "")}`;
    }

    get isOptedOut() {
        return this.numbers.some((n) => n.opted_out && n.number === this.value);
    }

    choose(number) {
        return this.props.record.update({[this.props.name]: number});
    }

    onDial() {
        this.props.record.model.bus.trigger(DIALLED);
    }
}

/** Minutes that run from dialling, until one enters some. */
export class CallDurationField extends Component {
    static template = "contact_segment.CallDurationField";
    static components = {CallTimer};
    static props = {...standardFieldProps};

    setup() {
        const {record, name} = this.props;
        this.state = useState({
            start: null,
            minutes: record.data[name] || null,
        });
        useBus(record.model.bus, DIALLED, () => this.restart());
        // A running clock is read when the dialog is saved
        useBus(record.model.bus, "NEED_LOCAL_CHANGES", ({detail}) =>
            detail.proms.push(this.keep())
        );
    }

    restart() {
        Object.assign(this.state, {start: Date.now(), minutes: null});
    }

    onEdit(minutes) {
        this.state.minutes = minutes;
        return this.keep();
    }

    keep() {
        const {record, name} = this.props;
        return record.update({[name]: getMinutes(this.state)});
    }
}

registry.category("fields").add("call_number", {
    component: CallNumberField,
    displayName: _t("Number to call"),
    supportedTypes: ["char"],
    fieldDependencies: [{name: "numbers", type: "json", readonly: true}],
});
registry.category("fields").add("call_duration", {
    component: CallDurationField,
    displayName: _t("Duration of a call"),
    supportedTypes: ["float"],
});
