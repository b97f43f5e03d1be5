import {Component, onWillStart, useState} from "@odoo/owl";
import {formatFloat, formatInteger} from "@web/views/fields/formatters";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {deserializeDate, formatDate, serializeDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const MODEL = "contact.segment";
const TEMPLATE = "contact.interaction.template";

/** What waits for the user, and how a first letter goes out. */
export class StartPage extends Component {
    static template = "contact_segment.StartPage";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.state = useState({page: null});
        this.held = _t("Held");
        this.failed = _t("Not Refreshed");
        onWillStart(() => this.load());
        this.env.config.setDisplayName?.(_t("Overview"));
    }

    async load() {
        this.state.page = await this.orm.call(MODEL, "get_start_page", []);
    }

    get page() {
        return this.state.page;
    }

    /** The steps to a first letter, with what one does there. */
    get steps() {
        const texts = {
            contacts: {
                label: _t("Have contacts"),
                help: _t("Create them, or import them from a file."),
                open: () => this.open("base.action_partner_form"),
            },
            template: {
                label: _t("Write the letter"),
                help: _t("In Word, with the name and the address as fields."),
                open: (step) =>
                    step.template_id
                        ? this.openRecord(TEMPLATE, step.template_id)
                        : this.open(
                              "contact_segment.contact_interaction_template_action"
                          ),
            },
            segment: {
                label: _t("Create a segment"),
                help: _t("It holds the contacts who get the letter."),
                open: (step) =>
                    this.openSegment(false, {default_template_id: step.template_id}),
            },
            fill: {
                label: _t("Add contacts to it"),
                help: _t("By conditions, or by hand."),
                open: (step) => this.openSegment(step.segment_id),
            },
            log: {
                label: _t("Log it"),
                help: _t("The letters are made, and every contact remembers his."),
                open: (step) => this.openSegment(step.segment_id),
            },
        };
        const steps = this.page.steps.map((step) => ({...step, ...texts[step.code]}));
        const next = steps.find((step) => !step.done);
        return steps.map((step) => ({
            ...step,
            isNext: step === next,
            state: step.done ? _t("Done") : _t("To do"),
        }));
    }

    count(value) {
        return formatInteger(value);
    }

    percent(rate) {
        return `${formatFloat(100 * rate, {digits: [16, 0]})} %`;
    }

    date(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }

    async dismiss() {
        await this.orm.call(MODEL, "dismiss_first_letter", []);
        this.page.steps = [];
    }

    open(xmlId, options = {}) {
        return this.action.doAction(xmlId, options);
    }

    openRecord(model, id, context = {}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
            context,
        });
    }

    openSegment(id, context = {}) {
        return this.openRecord(MODEL, id, context);
    }

    async openCalls(id) {
        const action = await this.orm.call(MODEL, "action_call_list", [[id]]);
        return this.action.doAction(action);
    }

    /** The calls that the user has to make by today. */
    openCallActivities() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Calls due"),
            res_model: "mail.activity",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [
                ["user_id", "=", user.userId],
                ["activity_type_id.category", "=", "phonecall"],
                ["date_deadline", "<=", serializeDate(luxon.DateTime.now())],
            ],
        });
    }

    /** The interactions of the last seven days that came back to us. */
    openResponses() {
        const since = luxon.DateTime.utc().minus({days: 7});
        return this.openInteractions(_t("Responses of the Last Seven Days"), [
            ["state", "=", "done"],
            ["date", ">=", since.toFormat("yyyy-MM-dd HH:mm:ss")],
            "|",
            ["direction", "=", "inbound"],
            ["evaluation", "!=", false],
        ]);
    }

    openFailed(id) {
        return this.openInteractions(_t("Not Delivered"), [
            ["segment_id", "=", id],
            ["delivery_state", "=", "failed"],
            ["state", "=", "done"],
        ]);
    }

    /** The live segments that wait for somebody. */
    openStopped() {
        return this.open("contact_segment.contact_segment_action_live", {
            additionalContext: {search_default_live_stopped: 1},
        });
    }

    openInteractions(name, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "contact.interaction",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
        });
    }
}

registry.category("actions").add("contact_segment.start_page", StartPage);
