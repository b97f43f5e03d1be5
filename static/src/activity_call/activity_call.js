import {Activity} from "@mail/core/web/activity";
import {patch} from "@web/core/utils/patch";

/** The call an activity in the chatter asks for; the activity is done with it. */
patch(Activity.prototype, {
    async onClickMakeCall() {
        const {thread, env} = this;
        const ids = [this.props.activity.id];
        const dialog = await env.services.orm.call(
            "mail.activity",
            "action_make_call",
            [ids]
        );
        await env.services.action.doAction(dialog, {
            onClose: async () => {
                this.props.onActivityChanged(thread);
                await thread.fetchNewMessages();
            },
        });
    },
});
