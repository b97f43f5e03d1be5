import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

/** Give all calls of a form a token by which the user can stop what they run. */
export class StepModel extends formView.Model {
    setup(...args) {
        super.setup(...args);
        const bytes = window.crypto.getRandomValues(new Uint8Array(16));
        this.stepToken = Array.from(bytes, (byte) =>
            byte.toString(16).padStart(2, "0")
        ).join("");
    }

    load(params = {}) {
        if (!("context" in params)) {
            return super.load(params);
        }
        const context = {...params.context, contact_segment_token: this.stepToken};
        return super.load({...params, context});
    }
}

registry.category("views").add("contact_segment_step_form", {
    ...formView,
    Model: StepModel,
});
