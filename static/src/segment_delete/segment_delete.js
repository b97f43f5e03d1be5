import {FormController} from "@web/views/form/form_controller";
import {ListController} from "@web/views/list/list_controller";
import {_t} from "@web/core/l10n/translation";
import {formView} from "@web/views/form/form_view";
import {formatInteger} from "@web/views/fields/formatters";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";

/** A segment, which tells what is lost with it before it is deleted. */
class SegmentFormController extends FormController {
    get deleteConfirmationDialogProps() {
        const {display_name, line_count, step_count} = this.model.root.data;
        const body = _t(
            "Contacts: %(contacts)s, steps: %(steps)s. They are lost with segment %(segment)s, and cannot be brought back.",
            {
                contacts: formatInteger(line_count),
                steps: formatInteger(step_count),
                segment: display_name,
            }
        );
        return {...super.deleteConfirmationDialogProps, body};
    }
}

/** Segments, of which several are deleted at once. */
class SegmentListController extends ListController {
    get deleteConfirmationDialogProps() {
        const {isDomainSelected, selection} = this.model.root;
        if (isDomainSelected) {
            // Not all of them are here
            return super.deleteConfirmationDialogProps;
        }
        const counts = selection.map((record) => record.data.line_count);
        const body = _t(
            "Segments: %(segments)s, contacts on them: %(contacts)s. These and their steps are lost, and cannot be brought back.",
            {
                segments: formatInteger(selection.length),
                contacts: formatInteger(counts.reduce((sum, one) => sum + one, 0)),
            }
        );
        return {...super.deleteConfirmationDialogProps, body};
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
