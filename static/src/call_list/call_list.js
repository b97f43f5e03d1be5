import {
    Component,
    markup,
    onMounted,
    onWillDestroy,
    onWillStart,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {CallContact, CallHistory} from "./call_contact";
import {CallTimer, getMinutes} from "./call_timer";
import {EVALUATIONS, SNOOZES, findAction, isTyping} from "./call_keys";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {RPCError} from "@web/core/network/rpc";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;
const MINUTE = 60000;
// A claim lasts half an hour on the server
const HEARTBEAT = 5 * MINUTE;
const CLAIM = 30 * MINUTE;
// Counting a large segment takes its time, so it is done the less often the longer it
// takes: in at most two percent of the time.
const PROGRESS_AGE = 20000;
const PROGRESS_SHARE = 50;
const MODEL = "contact.segment";

/**
 * The contacts of a segment to call, one after the other: who it is, what was said
 * before, and one key for each outcome. The server sees to it that nobody else has the
 * same contact.
 */
export class CallList extends Component {
    static template = "contact_segment.CallList";
    static components = {CallContact, CallHistory, CallTimer};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.evaluations = EVALUATIONS;
        this.snoozes = SNOOZES;
        this.rootRef = useRef("root");
        this.noteRef = useRef("note");
        this.followUpRef = useRef("followUpDate");
        const {context, params} = this.props.action;
        this.segmentId = params?.segment_id || context?.active_id;
        this.state = useState({
            segment: {display_name: "", state: "draft"},
            card: null,
            nextOn: "",
            progress: null,
            isBusy: false,
            last: "",
            ...this.getFreshInput(),
        });
        this.lastActivity = Date.now();
        // Comments about contacts that come back, by line
        this.drafts = {};
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
        useExternalListener(window, "pointerdown", () => this.noteActivity());
        const timers = [
            setInterval(() => this.keepCall(), HEARTBEAT),
            setInterval(() => this.tick(), MINUTE / 2),
        ];
        onWillStart(() => this.start());
        onMounted(() => this.env.config.setDisplayName?.(_t("Call List")));
        onWillDestroy(() => {
            timers.forEach(clearInterval);
            if (this.state.card) {
                this.call("release_calls");
            }
        });
    }

    /** What the caller says about one contact. */
    getFreshInput() {
        return {
            note: "",
            number: "",
            start: null,
            minutes: null,
            isSnoozing: false,
            followUp: null,
        };
    }

    call(method, ...args) {
        return this.orm.silent.call(MODEL, method, [[this.segmentId], ...args]);
    }

    async start() {
        if (!this.segmentId) {
            return;
        }
        [this.state.segment] = await this.orm.read(
            MODEL,
            [this.segmentId],
            ["display_name", "state", "follow_up_count"]
        );
        if (this.state.segment.state !== "cancelled") {
            await this.loadNext();
            this.loadProgress();
        }
    }

    /** Show the contact the server gives. */
    async loadNext() {
        const card = await this.call("get_next_call");
        if (!card.line_id) {
            Object.assign(this.state, {card: null, nextOn: card.next_on});
            // The figures say why there is nobody
            await this.loadProgress();
        } else if (card.line_id === this.state.card?.line_id) {
            // What was typed about this contact stays
            this.state.card = card;
        } else {
            const usual = card.numbers.find((number) => !number.opted_out);
            Object.assign(this.state, this.getFreshInput(), {
                card,
                number: usual?.number || "",
                note: this.drafts[card.line_id] || "",
            });
            this.countAgain();
        }
    }

    async loadProgress() {
        const start = Date.now();
        this.state.progress = await this.call("get_call_progress");
        const pause = Math.max(PROGRESS_AGE, (Date.now() - start) * PROGRESS_SHARE);
        this.countAfter = Date.now() + pause;
    }

    countAgain() {
        if (Date.now() > this.countAfter) {
            this.loadProgress();
        }
    }

    /** Do something about the contact that is shown, if told, then show the next one. */
    async run(action) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        document.activeElement?.blur?.();
        try {
            await action?.();
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            // Such as: somebody else has the contact
            this.notification.add(error.data?.message || error.message, {
                type: "danger",
            });
        }
        try {
            await this.loadNext();
        } finally {
            this.state.isBusy = false;
        }
    }

    log(outcome, evaluation = "") {
        const {card, note, number, followUp} = this.state;
        const duration = getMinutes(this.state);
        if (!card) {
            return;
        }
        return this.run(async () => {
            await this.call(
                "log_call",
                card.line_id,
                outcome,
                evaluation,
                note,
                number,
                duration,
                "",
                followUp?.date_deadline ? followUp : false
            );
            const label = EVALUATIONS.find(({value}) => value === evaluation)?.label;
            const labels = {
                reached: label || _t("reached"),
                no_answer: _t("no answer; comes back in an hour"),
                failed: _t("not reached; will not be called again"),
            };
            this.setLast(card, labels[outcome]);
            this.count(
                outcome === "no_answer" ? {snoozed: 1} : {called: 1, mine: 1, left: -1}
            );
        });
    }

    skip() {
        const {card} = this.state;
        return (
            card &&
            this.run(async () => {
                await this.call("skip_call", card.line_id);
                this.drafts[card.line_id] = this.state.note;
                this.setLast(card, _t("skipped; comes back at the end"));
                this.count(card.is_skipped ? {} : {skipped: 1});
            })
        );
    }

    snooze(until) {
        const {card} = this.state;
        return (
            card &&
            until &&
            this.run(async () => {
                const result = await this.call("snooze_call", card.line_id, until);
                this.drafts[card.line_id] = this.state.note;
                const date = this.formatTime(result.snoozed_until);
                this.setLast(card, _t("snoozed until %(date)s", {date}));
                this.count({snoozed: 1});
            })
        );
    }

    undo() {
        return this.run(async () => {
            const {line_id, note} = await this.call("undo_call");
            this.state.last = "";
            this.loadProgress();
            this.drafts[line_id] = note || this.drafts[line_id];
        });
    }

    next() {
        return this.state.card ? this.log("reached") : this.run();
    }

    setLast(card, outcome) {
        this.state.last = _t("%(contact)s: %(outcome)s", {contact: card.name, outcome});
    }

    /** Count along until the server has counted again. */
    count(changes) {
        for (const [name, change] of Object.entries(changes)) {
            if (this.state.progress) {
                this.state.progress[name] += change;
            }
        }
    }

    toggleSnooze() {
        this.state.isSnoozing = !this.state.isSnoozing;
    }

    toggleFollowUp() {
        if (this.state.followUp) {
            this.state.followUp = null;
            return;
        }
        const date = DateTime.now().plus({days: 7}).toISODate();
        this.state.followUp = {date_deadline: date, summary: ""};
        setTimeout(() => this.followUpRef.el?.focus());
    }

    dial(number) {
        Object.assign(this.state, {number, start: Date.now(), minutes: null});
        this.noteActivity();
    }

    /** Dial the number that is marked, as a click on it does. */
    dialMarked() {
        this.rootRef.el?.querySelector(".o_call_choices a.btn-primary[href]")?.click();
    }

    setMinutes(minutes) {
        this.state.minutes = minutes;
    }

    // Keys ---------------------------------------------------------------------

    onKeydown(ev) {
        this.noteActivity();
        if (this.ui.activeElement !== document || ev.repeat || ev.altKey) {
            return;
        }
        const withControl = ev.ctrlKey || ev.metaKey;
        if (ev.key === "Enter" && withControl) {
            ev.preventDefault();
            this.next();
        } else if (ev.key === "Escape") {
            document.activeElement?.blur?.();
            this.state.isSnoozing = false;
        } else if (!withControl && !isTyping(ev)) {
            const act = findAction(this, ev);
            if (act) {
                ev.preventDefault();
                act();
            }
        }
    }

    // Time ---------------------------------------------------------------------

    noteActivity() {
        this.lastActivity = Date.now();
    }

    /** Keep the contact as long as the caller is there. */
    async keepCall() {
        const {card, isBusy} = this.state;
        if (card && !isBusy && Date.now() - this.lastActivity < CLAIM) {
            try {
                await this.call("keep_call", card.line_id);
            } catch (error) {
                if (!(error instanceof RPCError)) {
                    throw error;
                }
                this.notification.add(error.data?.message || error.message, {
                    type: "warning",
                });
            }
        }
    }

    /** Look whether a snoozed contact is back. */
    tick() {
        const {card, nextOn, isBusy} = this.state;
        if (
            !card &&
            nextOn &&
            !isBusy &&
            deserializeDateTime(nextOn) <= DateTime.now()
        ) {
            this.run();
        }
    }

    formatTime(text) {
        const date = deserializeDateTime(text);
        return date.hasSame(DateTime.now(), "day")
            ? date.toLocaleString(DateTime.TIME_SIMPLE)
            : formatDateTime(date, {showSeconds: false});
    }

    // What is shown ------------------------------------------------------------

    get script() {
        return markup(this.state.card.script);
    }

    get percent() {
        const {total, called, logged} = this.state.progress;
        return total ? Math.floor((100 * (called + logged)) / total) : 0;
    }

    number(value) {
        return formatInteger(value);
    }

    get leftOut() {
        const {archived, opted_out, no_phone} = this.state.progress.left_out;
        return [
            no_phone && _t("%s without a number", this.number(no_phone)),
            opted_out && _t("%s opted out", this.number(opted_out)),
            archived && _t("%s archived", this.number(archived)),
        ].filter(Boolean);
    }

    // Where to go --------------------------------------------------------------

    openSegment() {
        const {breadcrumbs, historyBack} = this.env.config;
        if (breadcrumbs?.length > 1) {
            return historyBack();
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: this.segmentId,
            views: [[false, "form"]],
        });
    }

    runButton(name) {
        return this.action.doActionButton({
            type: "object",
            name,
            resModel: MODEL,
            resId: this.segmentId,
            resIds: [this.segmentId],
            context: {},
            onClose: () => this.start(),
        });
    }
}

registry.category("actions").add("contact_segment.call_list", CallList);
