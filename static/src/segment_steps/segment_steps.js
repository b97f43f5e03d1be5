import {
    Component,
    onWillStart,
    onWillUpdateProps,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {pick} from "@web/core/utils/objects";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {useService} from "@web/core/utils/hooks";
import {useSortable} from "@web/core/utils/sortable_owl";

/** What a plan says of a step. */
function planStep({id, action, domain, options, is_off}) {
    return {step_id: id, action, domain, options, is_off};
}

/** One step: a click does the first thing that can be done with it, a menu the others. */
class SegmentStep extends Component {
    static template = "contact_segment.SegmentStep";
    static components = {Dropdown, DropdownItem};
    static props = {step: Object, text: String, title: String, actions: Array};

    get more() {
        return this.props.actions.slice(1);
    }
}

/**
 * The steps of a segment, one chip each: what it is about and how many it brings. A
 * click changes a step where it is; it can be dragged, switched off, undone and redone.
 */
export class SegmentSteps extends Component {
    static template = "contact_segment.SegmentSteps";
    static components = {Dropdown, DropdownItem, SegmentStep};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({steps: []});
        this.chips = useRef("chips");
        /** Changes of steps in place: the plans before and after each of them. */
        this.changes = [];
        this.typed = new WeakSet();
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({record}) => {
            if (this.getVersion(record) !== this.version) {
                return this.load(record);
            }
        });
        useSortable({
            ref: this.chips,
            elements: ".o_segment_step_done",
            enable: () => this.isDraft,
            touchDelay: 300,
            onDrop: ({element, previous}) => this.drop(element, previous),
        });
        useExternalListener(document, "input", ({target}) => this.typed.add(target));
        const options = {
            // A text that was typed last is undone first, by the browser
            bypassEditableProtection: true,
            isAvailable: (target) => this.isDraft && !this.typed.has(target),
        };
        useHotkey("control+z", () => this.undo(), options);
        useHotkey("control+y", () => this.redo(), options);
        useHotkey("control+shift+z", () => this.redo(), options);
    }

    get data() {
        return this.props.record.data;
    }

    get isDraft() {
        return this.data.state === "draft";
    }

    get done() {
        return this.state.steps.filter((step) => !step.is_undone);
    }

    getVersion({resId, data}) {
        return [
            resId,
            data.write_date,
            data.line_count,
            data.step_count,
            data.step_version,
        ].join();
    }

    async load(record) {
        this.version = this.getVersion(record);
        this.typed = new WeakSet();
        const isSame = record.resId === this.resId;
        this.resId = record.resId;
        const before = isSame ? this.done.map(planStep) : [];
        this.state.steps = record.resId
            ? await this.orm.call("contact.segment", "get_steps", [record.resId])
            : [];
        if (isSame) {
            this.noteChange(before, this.done.map(planStep));
        } else {
            this.changes = [];
        }
    }

    /** Remember a change of steps in place, so that it can be undone by key. */
    noteChange(before, after) {
        const ids = (plan) =>
            plan
                .map((step) => step.step_id)
                .sort()
                .join();
        const change = {before: JSON.stringify(before), after: JSON.stringify(after)};
        if (
            change.before === change.after ||
            ids(before) !== ids(after) ||
            this.changes.some(
                (known) =>
                    (known.before === change.before && known.after === change.after) ||
                    (known.before === change.after && known.after === change.before)
            )
        ) {
            return;
        }
        this.changes.push(change);
    }

    // ---------------------------------------------------------------------------------
    // What a chip shows.
    // ---------------------------------------------------------------------------------

    getText(step, isFirst) {
        const count = (number) => formatInteger(number);
        if (step.is_off) {
            return step.label;
        }
        if (step.action === "add") {
            return isFirst
                ? _t("%(condition)s: %(count)s", {
                      condition: step.label,
                      count: count(step.added),
                  })
                : _t("+%(count)s %(condition)s", {
                      condition: step.label,
                      count: count(step.added),
                  });
        }
        if (step.action === "reduce") {
            return _t("−%(count)s %(condition)s", {
                condition: step.label,
                count: count(step.removed),
            });
        }
        return _t("only %(condition)s: %(count)s", {
            condition: step.label,
            count: count(step.line_count),
        });
    }

    getTitle(step) {
        if (step.is_off) {
            return _t("%(step)s – switched off", {step: step.summary});
        }
        if (step.is_undone) {
            return _t("%(step)s – undone; click to redo", {step: step.summary});
        }
        return _t("%(step)s – contacts then: %(count)s", {
            step: step.summary,
            count: formatInteger(step.line_count),
        });
    }

    // ---------------------------------------------------------------------------------
    // What one can do.
    // ---------------------------------------------------------------------------------

    /** Do what a button of the form would do; it saves first and reloads after. */
    press(name, ...args) {
        return this.env.onClickViewButton({
            clickParams: {type: "object", name, args: JSON.stringify(args)},
            getResParams: () =>
                pick(
                    this.props.record,
                    "context",
                    "evalContext",
                    "resModel",
                    "resId",
                    "resIds"
                ),
        });
    }

    /** What can be done with a step of a draft; the first by a click on it. */
    getActions(step) {
        if (step.is_undone) {
            return [{label: _t("Redo"), run: () => this.press("action_redo")}];
        }
        const place = this.done.indexOf(step);
        const actions = [
            {
                label: _t("Change…"),
                run: () => this.press("action_edit_step", step.id),
            },
            {
                label: step.is_off ? _t("Switch On") : _t("Switch Off"),
                run: () => this.toggle(step),
            },
        ];
        if (place > 0) {
            actions.push({label: _t("Earlier"), run: () => this.move(step, -1)});
        }
        if (place + 1 < this.done.length) {
            actions.push({label: _t("Later"), run: () => this.move(step, 1)});
        }
        actions.push({
            label: _t("New Segment from Here"),
            run: () => this.press("action_branch", step.id),
        });
        return actions;
    }

    undo() {
        const now = JSON.stringify(this.done.map(planStep));
        const change = this.changes.findLast(({after}) => after === now);
        if (change) {
            return this.replay(JSON.parse(change.before));
        }
        return this.data.step_count ? this.press("action_go_back") : null;
    }

    redo() {
        const now = JSON.stringify(this.done.map(planStep));
        const change = this.changes.find(({before}) => before === now);
        if (change) {
            return this.replay(JSON.parse(change.after));
        }
        return this.data.undone_step_count ? this.press("action_redo") : null;
    }

    toggle(step) {
        return this.change(
            this.done.map((one) =>
                planStep(one.id === step.id ? {...one, is_off: !one.is_off} : one)
            )
        );
    }

    move(step, distance) {
        const steps = this.done;
        const place = steps.indexOf(step);
        steps.splice(place, 1);
        steps.splice(place + distance, 0, step);
        return this.change(steps.map(planStep));
    }

    drop(element, previous) {
        const getStep = (node) =>
            this.done.find((step) => step.id === Number(node?.dataset.id));
        const step = getStep(element);
        const steps = this.done.filter((one) => one !== step);
        steps.splice(steps.indexOf(getStep(previous)) + 1, 0, step);
        return this.change(steps.map(planStep));
    }

    /** Change steps where they are, after showing what that brings about. */
    async change(plan) {
        if (!(await this.props.record.save())) {
            return;
        }
        const preview = await this.orm.call("contact.segment", "preview_replay", [
            this.props.record.resId,
            plan,
        ]);
        if (!preview.added && !preview.removed) {
            return this.replay(plan);
        }
        this.dialog.add(ConfirmationDialog, {
            title: _t("Change the Steps"),
            body: _t(
                "Contacts that come: %(added)s; that go: %(removed)s; on the segment then: %(count)s. What was said for single contacts stays.",
                {
                    added: formatInteger(preview.added),
                    removed: formatInteger(preview.removed),
                    count: formatInteger(preview.line_count),
                }
            ),
            confirmLabel: _t("Change"),
            confirm: () => this.replay(plan),
            cancel: () => {
                // The chips return to where they were
                this.state.steps = [...this.state.steps];
            },
        });
    }

    async replay(plan) {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        await this.orm.call("contact.segment", "replay_steps", [record.resId, plan]);
        // All of the form, for the lines below depend on the steps
        await record.model.load();
    }
}

registry.category("view_widgets").add("segment_steps", {
    component: SegmentSteps,
    fieldDependencies: [
        {name: "state", type: "selection"},
        {name: "line_count", type: "integer"},
        {name: "step_count", type: "integer"},
        {name: "undone_step_count", type: "integer"},
        {name: "has_prediction", type: "boolean"},
        {name: "step_version", type: "char"},
        {name: "next_step", type: "selection", readonly: true},
        {name: "write_date", type: "datetime"},
    ],
});
