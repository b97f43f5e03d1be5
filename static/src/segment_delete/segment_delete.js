import {UsedFormController, UsedListController} from "../used_views/used_views";
import {_t} from "@web/core/l10n/translation";
import {formView} from "@web/views/form/form_view";
import {formatInteger} from "@web/views/fields/formatters";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";

/** Tell what is lost with segments, besides what depends on them. */
const withLosses = (Controller) =>
    class extends Controller {
        async askOfUses(question) {
            const asked = await super.askOfUses(question);
            const losses = question === "delete" ? this.losses : "";
            return losses
                ? {body: [losses, asked.body].filter(Boolean).join(" ")}
                : asked;
        }
    };

class SegmentFormController extends withLosses(UsedFormController) {
    get losses() {
        const {display_name, line_count, step_count} = this.model.root.data;
        return _t(
            "Contacts: %(contacts)s, steps: %(steps)s. They are lost with segment %(segment)s, and cannot be brought back.",
            {
                contacts: formatInteger(line_count),
                steps: formatInteger(step_count),
                segment: display_name,
            }
        );
    }
}

/** Segments, of which several are deleted at once. */
class SegmentListController extends withLosses(UsedListController) {
    get losses() {
        const {isDomainSelected, selection} = this.model.root;
        if (isDomainSelected) {
            // Not all of them are here
            return "";
        }
        const counts = selection.map((record) => record.data.line_count);
        return _t(
            "Segments: %(segments)s, contacts on them: %(contacts)s. These and their steps are lost, and cannot be brought back.",
            {
                segments: formatInteger(selection.length),
                contacts: formatInteger(counts.reduce((sum, one) => sum + one, 0)),
            }
        );
    }
}

registry.category("views").add("contact_segment_form", {
    ...formView,
    Controller: SegmentFormController,
});
registry.category("views").add("contact_segment_list", {
    ...listView,
    Controller: SegmentListController,
});
