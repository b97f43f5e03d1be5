import {
    SelectionField,
    selectionField,
} from "@web/views/fields/selection/selection_field";
import {registry} from "@web/core/registry";

/** A selection in which nothing means something, which the placeholder says. */
export class SelectionOrField extends SelectionField {
    get string() {
        return super.string || this.props.placeholder || "";
    }
}

registry.category("fields").add("contact_selection_or", {
    ...selectionField,
    component: SelectionOrField,
});
