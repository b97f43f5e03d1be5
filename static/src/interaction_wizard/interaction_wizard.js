import {FormController} from "@web/views/form/form_controller";
import {_t} from "@web/core/l10n/translation";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

/** The dialog that creates an interaction stays open when it shows a letter. */
export class InteractionWizardController extends FormController {
    async beforeExecuteActionButton(clickParams) {
        const result = await super.beforeExecuteActionButton(clickParams);
        if (result === false || clickParams.name !== "action_preview") {
            return result;
        }
        const {root} = this.model;
        await this.orm.call(root.resModel, clickParams.name, [[root.resId]]);
        await root.load();
        return false;
    }
}

registry.category("views").add("interaction_wizard_form", {
    ...formView,
    Controller: InteractionWizardController,
});

/** Create the opportunity of an interaction and open it. */
async function createOpportunity(env, interactionId) {
    const method = "create_opportunity";
    const leadId = await env.services.orm.call("contact.interaction", method, [
        [interactionId],
    ]);
    await env.services.action.doAction({
        type: "ir.actions.act_window",
        res_model: "crm.lead",
        res_id: leadId,
        views: [[false, "form"]],
        target: "current",
    });
}

/** Say that an interaction is logged, and offer to go on with an opportunity. */
function notifyFinished(env, action) {
    const {message, interaction_id, offers_opportunity} = action.params;
    let close = null;
    const offer = {
        name: _t("Create Opportunity"),
        primary: true,
        onClick: () => {
            close();
            return createOpportunity(env, interaction_id);
        },
    };
    close = env.services.notification.add(message, {
        type: "success",
        className: "o_interaction_finished",
        autocloseDelay: offers_opportunity ? 10000 : 4000,
        buttons: offers_opportunity ? [offer] : [],
    });
    return {type: "ir.actions.act_window_close"};
}

registry
    .category("actions")
    .add("contact_segment.interaction_finished", notifyFinished);
