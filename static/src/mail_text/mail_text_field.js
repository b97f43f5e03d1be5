import {
    HtmlMailField,
    htmlMailField,
} from "@mail/views/web/fields/html_mail_field/html_mail_field";
import {onWillStart, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";

/**
 * The text of an e-mail in Odoo's editor, whose styles are written into the text as it
 * is saved. Beside it stand the merge fields; a click puts one at the cursor.
 */
export class MailTextField extends HtmlMailField {
    static template = "contact_segment.MailText";

    setup() {
        super.setup();
        this.choices = useState({fields: [], wanted: ""});
        onWillStart(async () => {
            const {resModel} = this.props.record;
            this.choices.fields = await this.ormService
                .cache()
                .call(resModel, "get_merge_fields", []);
        });
    }

    get foundFields() {
        const wanted = this.choices.wanted.trim().toLowerCase();
        return this.choices.fields.filter(
            ({name, label}) =>
                name.toLowerCase().replaceAll("_", " ").includes(wanted) ||
                name.toLowerCase().includes(wanted) ||
                label.toLowerCase().includes(wanted)
        );
    }

    get canInsert() {
        return !this.displayReadonly && !this.state.showCodeView;
    }

    getConfig() {
        const config = super.getConfig();
        // No mail program plays them, and attached files go along in another way
        return {...config, allowVideo: false, allowFile: false};
    }

    insertField(name) {
        this.editor.shared.selection.focusEditable();
        this.editor.shared.dom.insert(`{{${name}}}`);
        this.editor.shared.history.addStep();
    }
}

registry.category("fields").add("mail_text", {
    ...htmlMailField,
    component: MailTextField,
});
