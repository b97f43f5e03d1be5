import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** Long enough to be read, and to reach the button. */
const STAYS = 10000;

/** Undo what a note tells of, and show again what is open; or something else. */
async function undoNote(env, {model, method, ids, args}) {
    const {action, orm} = env.services;
    const answer = await orm.call(model, method, [ids, ...args]);
    if (answer?.type === "ir.actions.act_window") {
        // What is open is gone
        await action.doAction(answer);
        return;
    }
    await action.doAction({type: "ir.actions.client", tag: "soft_reload"});
    if (answer?.type) {
        await action.doAction(answer);
    } else {
        env.services.notification.add(_t("Undone"), {type: "info"});
    }
}

/** A note about what was done, with a button for whoever did not mean it. */
export function showUndoableNote(env, {params}) {
    const {message, title, type, undo, next, stays} = params;
    const note = {};
    const press = () => {
        note.close();
        return undoNote(env, undo);
    };
    const removeKey = env.services.hotkey.add("alt+shift+z", press, {
        bypassEditableProtection: true,
        global: true,
    });
    note.close = env.services.notification.add(message, {
        title,
        type,
        autocloseDelay: stays || STAYS,
        className: "o_undoable_note",
        buttons: [
            {
                name: undo.label || _t("Undo"),
                icon: undo.label ? "fa-repeat" : "fa-undo",
                primary: true,
                onClick: press,
            },
        ],
        onClose: removeKey,
    });
    return next;
}

registry.category("actions").add("contact_segment.undoable_note", showUndoableNote);
