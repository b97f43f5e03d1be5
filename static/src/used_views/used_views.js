import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {formView} from "@web/views/form/form_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";

// Of more than these nobody reads what depends on each.
const ASKED = 500;

/** Return what depends on records, and a question; nothing, if nothing does. */
async function askOfUses(model, ids, question) {
    const uses = ids.length
        ? await model.orm.call(model.root.resModel, "describe_uses", [
              ids.slice(0, ASKED),
          ])
        : "";
    return uses ? {body: `${uses} ${question}`} : {};
}

const WORDS = {
    archive: () => _t("Do you want to archive it all the same?"),
    cancel: () => _t("Do you want to cancel it all the same?"),
    delete: () => _t("Do you want to delete it all the same?"),
};

/** A form that tells what depends on its record before the record goes. */
export class UsedFormController extends formView.Controller {
    askOfUses(question) {
        const {resId} = this.model.root;
        return askOfUses(this.model, resId ? [resId] : [], WORDS[question]());
    }

    getStaticActionMenuItems() {
        const items = super.getStaticActionMenuItems();
        items.archive.callback = async () =>
            this.dialogService.add(ConfirmationDialog, {
                ...this.archiveDialogProps,
                ...(await this.askOfUses("archive")),
            });
        return items;
    }

    async deleteRecord() {
        const asked = await this.askOfUses("delete");
        this.deleteRecordsWithConfirmation(
            {...this.deleteConfirmationDialogProps, ...asked},
            [this.model.root]
        );
    }

    async beforeExecuteActionButton(clickParams) {
        if (clickParams.name === "cancel_logged") {
            const {body} = await this.askOfUses("cancel");
            if (body && !(await this.confirm(body))) {
                return false;
            }
        }
        return super.beforeExecuteActionButton(clickParams);
    }

    confirm(body) {
        return new Promise((resolve) =>
            this.dialogService.add(
                ConfirmationDialog,
                {body, confirm: () => resolve(true), cancel: () => resolve(false)},
                {onClose: () => resolve(false)}
            )
        );
    }
}

/** A list that tells what depends on the records that are selected. */
export class UsedListController extends listView.Controller {
    async askOfUses(question) {
        const ids = await this.model.root.getResIds(true);
        return askOfUses(this.model, ids, WORDS[question]());
    }

    getStaticActionMenuItems() {
        const items = super.getStaticActionMenuItems();
        items.archive.callback = async () =>
            this.model.root.toggleArchiveWithConfirmation(true, {
                ...this.archiveDialogProps,
                ...(await this.askOfUses("archive")),
            });
        return items;
    }

    async onDeleteSelectedRecords() {
        const asked = await this.askOfUses("delete");
        this.deleteRecordsWithConfirmation({
            ...this.deleteConfirmationDialogProps,
            ...asked,
        });
    }
}

registry
    .category("views")
    .add("contact_segment_used_form", {...formView, Controller: UsedFormController});
registry
    .category("views")
    .add("contact_segment_used_list", {...listView, Controller: UsedListController});
