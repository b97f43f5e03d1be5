import {BinaryField, binaryField} from "@web/views/fields/binary/binary_field";
import {
    PdfViewerField,
    pdfViewerField,
} from "@web/views/fields/pdf_viewer/pdf_viewer_field";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

/** Buttons that show another letter in the same dialog. */
const STAYING_BUTTONS = new Set([
    "action_previous",
    "action_next",
    "action_longest",
    "action_emptiest",
    "action_other_script",
    "action_check",
    "action_remove_personal",
]);

/** The fields that make the server show another letter. */
const SHOWING_FIELDS = ["line_id", "upload"];

/**
 * The dialog that goes through the letters of a segment. An ordinary dialog would close
 * after each button.
 */
export class LetterPreviewController extends FormController {
    get modelParams() {
        const params = super.modelParams;
        params.hooks.onRecordChanged = this.onRecordChanged.bind(this);
        return params;
    }

    onRecordChanged(record, changes) {
        if (changes.line_id !== false && SHOWING_FIELDS.some((name) => changes[name])) {
            // Not awaited: saving waits for this change to be finished
            this.saveAndLoad(record);
        }
    }

    async saveAndLoad(record) {
        let isSaved = false;
        try {
            isSaved = await record.save({reload: false});
        } catch (error) {
            // A refused letter must not be in the way of everything else
            await record.discard();
            throw error;
        }
        if (isSaved) {
            await record.load();
        }
    }

    async beforeExecuteActionButton(clickParams) {
        const result = await super.beforeExecuteActionButton(clickParams);
        const {root} = this.model;
        if (result === false || !STAYING_BUTTONS.has(clickParams.name)) {
            return result;
        }
        await this.orm.call(root.resModel, clickParams.name, [[root.resId]]);
        await root.load();
        return false;
    }
}

registry.category("views").add("letter_preview_form", {
    ...formView,
    Controller: LetterPreviewController,
});

/** The PDF of a record that gets another PDF while it is open. */
export class LetterPdfField extends PdfViewerField {
    get urlFile() {
        return `${super.urlFile}&unique=${this.props.record.data.revision}`;
    }
}

registry.category("fields").add("letter_pdf", {
    ...pdfViewerField,
    component: LetterPdfField,
    fieldDependencies: [{name: "revision", type: "integer"}],
});

/** A button that uploads a letter, and is a button again once it is taken. */
export class LetterUploadField extends BinaryField {
    static template = "contact_segment.LetterUpload";
}

registry.category("fields").add("letter_upload", {
    ...binaryField,
    component: LetterUploadField,
});
