import {
    FloatTimeField,
    floatTimeField,
} from "@web/views/fields/float_time/float_time_field";
import {_t} from "@web/core/l10n/translation";
import {formatFloatTime} from "@web/views/fields/formatters";
import {parseFloat} from "@web/views/fields/parsers";
import {registry} from "@web/core/registry";
import {useInputField} from "@web/views/fields/input_field_hook";
import {useNumpadDecimal} from "@web/views/fields/numpad_decimal_hook";

const HOUR = 60;

/** A number of minutes as hours and minutes: 20000 is 333:20. */
export function formatMinutes(value) {
    return value === false
        ? ""
        : formatFloatTime(value / HOUR, {noLeadingZeroHour: true});
}

/** What was entered, in minutes: 90 as well as 1:30. */
export function parseMinutes(text) {
    const [hours, minutes, ...rest] = text.split(":");
    if (minutes === undefined) {
        return parseFloat(text);
    }
    // Nothing is entered that has seconds; the parser tells what is wrong
    return rest.length
        ? parseFloat(text)
        : HOUR * parseFloat(hours) + parseFloat(minutes);
}

export class MinutesField extends FloatTimeField {
    setup() {
        useInputField({
            getValue: () => this.formattedValue,
            refName: "numpadDecimal",
            parse: parseMinutes,
        });
        useNumpadDecimal();
    }

    get formattedValue() {
        return formatMinutes(this.props.record.data[this.props.name]);
    }
}

registry.category("fields").add("minutes", {
    ...floatTimeField,
    component: MinutesField,
    displayName: _t("Minutes as hours and minutes"),
});
// Of totals, and of the cells of pivots
registry.category("formatters").add("minutes", formatMinutes);
