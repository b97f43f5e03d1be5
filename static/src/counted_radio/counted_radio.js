import {RadioField, radioField} from "@web/views/fields/radio/radio_field";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";

/** Choices with how many each is about; a field holds the numbers by the values. */
export class CountedRadioField extends RadioField {
    static props = {...RadioField.props, counts: {type: String}};

    get items() {
        const counts = this.props.record.data[this.props.counts] || {};
        return super.items.map(([value, label]) =>
            value in counts
                ? [value, `${label} (${formatInteger(counts[value])})`]
                : [value, label]
        );
    }
}

export const countedRadioField = {
    ...radioField,
    component: CountedRadioField,
    supportedTypes: ["selection"],
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...radioField.extractProps(fieldInfo, dynamicInfo),
        counts: fieldInfo.options.counts,
    }),
};

registry.category("fields").add("contact_counted_radio", countedRadioField);
