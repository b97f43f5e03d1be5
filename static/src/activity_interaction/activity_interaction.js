import {onWillStart} from "@odoo/owl";
import {Activity} from "@mail/core/web/activity";
import {ActivityListPopoverItem} from "@mail/core/web/activity_list_popover_item";
import {patch} from "@web/core/utils/patch";
import {user} from "@web/core/user";

/** Find out whether the user logs interactions; others see no button. */
function useInteractions(component) {
    component.state.logsInteractions = false;
    onWillStart(async () => {
        const group = "contact_segment.group_user";
        component.state.logsInteractions = await user.hasGroup(group);
    });
}

/** Open the dialog with the interaction that an activity was. */
async function createInteraction(env, activity, onClose) {
    const method = "action_create_interaction";
    const ids = [activity.id];
    const dialog = await env.services.orm.call("mail.activity", method, [ids]);
    await env.services.action.doAction(dialog, {onClose});
}

/** In the chatter. */
patch(Activity.prototype, {
    setup() {
        super.setup();
        useInteractions(this);
    },

    onClickCreateInteraction() {
        const {thread} = this;
        return createInteraction(this.env, this.props.activity, async () => {
            this.props.onActivityChanged(thread);
            await thread.fetchNewMessages();
        });
    },
});

/** Behind the clock in lists and kanbans. */
patch(ActivityListPopoverItem.prototype, {
    setup() {
        super.setup();
        useInteractions(this);
    },

    onClickCreateInteraction() {
        const {env} = this;
        const {activity, onActivityChanged} = this.props;
        this.props.onClickEditActivityButton?.();
        return createInteraction(env, activity, () => onActivityChanged?.());
    },
});
