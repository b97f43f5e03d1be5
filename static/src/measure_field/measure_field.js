import {
    FieldSelectorField,
    fieldSelectorField,
} from "@web/views/fields/field_selector/field_selector_field";
import {registry} from "@web/core/registry";

const NUMBERS = ["integer", "float", "monetary"];
const DATES = ["date", "datetime"];
const DISTINCT = [...NUMBERS, ...DATES, "char", "selection", "boolean"];
const TYPES = {
    sum: NUMBERS,
    average: NUMBERS,
    count_distinct: DISTINCT,
    date: DATES,
    contact: [],
};

/** Chooses a field that fits the figure of a measure, or one of a link on the way. */
export class MeasureField extends FieldSelectorField {
    static props = {
        ...FieldSelectorField.props,
        kind: {type: String, optional: true},
    };

    filter(fieldDef) {
        const kind = this.props.kind || this.props.record.data.aggregate;
        const types = TYPES[kind] || [...NUMBERS, ...DATES];
        const isFitting = types.includes(fieldDef.type) || fieldDef.type === "many2one";
        return isFitting && fieldDef.store && super.filter(fieldDef);
    }
}

registry.category("fields").add("measure_field", {
    ...fieldSelectorField,
    component: MeasureField,
    extractProps({options}) {
        return {...fieldSelectorField.extractProps(...arguments), kind: options.kind};
    },
});
