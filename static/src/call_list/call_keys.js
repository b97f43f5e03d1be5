import {_t} from "@web/core/l10n/translation";

/** One key for each outcome of a call that reached the contact. */
export const EVALUATIONS = [
    {
        key: "1",
        value: "very_positive",
        label: _t("Very positive"),
        color: "success",
        icon: "fa-star",
    },
    {
        key: "2",
        value: "positive",
        label: _t("Positive"),
        color: "success",
        icon: "fa-thumbs-o-up",
    },
    {
        key: "3",
        value: "neutral",
        label: _t("Neutral"),
        color: "secondary",
        icon: "fa-minus",
    },
    {
        key: "4",
        value: "negative",
        label: _t("Negative"),
        color: "danger",
        icon: "fa-thumbs-o-down",
    },
    {
        key: "5",
        value: "very_negative",
        label: _t("Very negative"),
        color: "danger",
        icon: "fa-ban",
    },
];

/** When a snoozed contact comes back. */
export const SNOOZES = [
    {key: "1", value: "hour", label: _t("In an hour")},
    {key: "2", value: "tomorrow", label: _t("Tomorrow morning")},
    {key: "3", value: "next_week", label: _t("Next week")},
];

/** Whether a key press is meant for a field, and not for the call list. */
export function isTyping({target}) {
    return Boolean(target.closest?.("input, textarea, select, [contenteditable=true]"));
}

/** Whether the browser does something of its own with Enter there. */
function isPressing({target}) {
    return Boolean(target.closest?.("button, a"));
}

/**
 * Find what a key does.
 * @param {CallList} list
 * @param {KeyboardEvent} ev
 * @returns {Function | undefined}
 */
export function findAction(list, ev) {
    const key = ev.key.toLowerCase();
    const {card, isSnoozing} = list.state;
    const snooze = isSnoozing && SNOOZES.find((choice) => choice.key === key);
    if (snooze) {
        return () => list.snooze(snooze.value);
    }
    const evaluation = EVALUATIONS.find((choice) => choice.key === key);
    if (evaluation) {
        return () => list.log("reached", evaluation.value);
    }
    if (key === "enter" && isPressing(ev)) {
        return undefined;
    }
    return {
        n: () => list.log("no_answer"),
        w: () => list.log("failed"),
        s: () => list.skip(),
        z: () => card && list.toggleSnooze(),
        c: () => list.noteRef.el?.focus(),
        d: () => list.dialMarked(),
        f: () => card && list.toggleFollowUp(),
        u: () => list.undo(),
        backspace: () => list.undo(),
        enter: () => list.next(),
    }[key];
}
