import {Component, onMounted, useState} from "@odoo/owl";
import {formatFloat, formatInteger} from "@web/views/fields/formatters";
import {DomainSelectorDialog} from "@web/core/domain_selector_dialog/domain_selector_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const MODEL = "contact.segment";
const USUAL_COUNT = 100;
const POSITIVE = ["evaluation", "in", ["positive", "very_positive"]];

/** What sets a segment apart, who is like its contacts, and which conditions to try. */
export class Insights extends Component {
    static template = "contact_segment.Insights";
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        const {segment_id, state} = this.props.action.params;
        this.segmentId = segment_id;
        this.isDraft = state === "draft";
        this.state = useState({
            tab: "differences",
            problem: "",
            differences: null,
            proposals: null,
            outcome: "",
            count: USUAL_COUNT,
            isBusy: false,
        });
        // The dialog is there at once; counting may take some seconds
        onMounted(() => this.loadDifferences());
    }

    get tabs() {
        return [
            {key: "differences", label: _t("What Sets Them Apart")},
            {key: "similar", label: _t("Similar Contacts")},
            {key: "suggest", label: _t("Conditions to Try")},
        ];
    }

    /** What a condition can be taken for. */
    get uses() {
        if (!this.isDraft) {
            return [
                {action: "add", icon: "fa-plus", title: _t("New segment of these")},
            ];
        }
        return [
            {action: "add", icon: "fa-plus", title: _t("Add all of these")},
            {action: "refine", icon: "fa-filter", title: _t("Keep only these")},
            {action: "reduce", icon: "fa-minus", title: _t("Remove these")},
        ];
    }

    get outcomes() {
        const own = {key: "own", label: _t("Own condition…")};
        const positive = {
            key: "positive",
            label: _t("Answered positively"),
            domain: [["interaction_ids", "any", [POSITIVE]]],
        };
        const reacted = {
            key: "reacted",
            label: _t("Answered or got in touch"),
            domain: [["interaction_ids", "any", [["direction", "=", "inbound"]]]],
        };
        if (this.isDraft) {
            return [positive, reacted, own];
        }
        const here = {
            key: "here",
            label: _t("Answered this segment positively"),
            domain: [
                [
                    "interaction_ids",
                    "any",
                    [["segment_id", "=", this.segmentId], POSITIVE],
                ],
            ],
        };
        return [here, positive, reacted, own];
    }

    /** Ask for something; a refusal is a sentence to read here. */
    async ask(method, args, key) {
        this.state.isBusy = true;
        this.state.problem = "";
        try {
            return await this.orm.call(MODEL, method, [this.segmentId, ...args]);
        } catch (error) {
            if (error.exceptionName?.startsWith("odoo.exceptions.")) {
                this.state.problem = error.data.message;
                return key ? this.state[key] : null;
            }
            throw error;
        } finally {
            this.state.isBusy = false;
        }
    }

    async loadDifferences() {
        this.state.differences = await this.ask("get_differences", [], "differences");
    }

    show(tab) {
        this.state.tab = tab;
        this.state.problem = "";
    }

    async findSimilar() {
        const count = Number(this.state.count) || 0;
        const action = await this.ask("action_find_similar", [count]);
        if (action) {
            await this.action.doAction(action);
        }
    }

    async chooseOutcome({key, domain}) {
        this.state.outcome = key;
        if (key !== "own") {
            return this.loadProposals(domain);
        }
        this.dialog.add(DomainSelectorDialog, {
            resModel: "res.partner",
            domain: "[]",
            title: _t("Contacts with the Outcome"),
            onConfirm: (text) => this.loadProposals(text),
        });
    }

    async loadProposals(domain) {
        this.state.proposals = await this.ask("suggest", [domain], "proposals");
    }

    async take(domain, action) {
        const opened = await this.ask("action_take_condition", [domain, action]);
        if (opened) {
            await this.action.doAction(opened);
        }
    }

    count(value) {
        return formatInteger(value);
    }

    percent(value) {
        const digits = value && value < 0.1 ? 1 : 0;
        return `${formatFloat(100 * value, {digits: [16, digits]})} %`;
    }

    times(value) {
        const digits = value < 1 ? 2 : value < 10 ? 1 : 0;
        return _t("%s ×", formatFloat(value, {digits: [16, digits]}));
    }
}

registry.category("actions").add("contact_segment.insights", Insights);
