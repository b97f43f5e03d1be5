import {Component, onMounted, useState} from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    serializeDate,
} from "@web/core/l10n/dates";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {KeepLast} from "@web/core/utils/concurrency";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const MODEL = "contact.segment";
const SIDES = ["came", "went"];

/** Who came to a live segment and who went between two days, and why. */
export class SegmentChanges extends Component {
    static template = "contact_segment.SegmentChanges";
    static components = {DateTimeInput};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        // Whoever changes the dates quickly sees what was asked last
        this.keepLast = new KeepLast();
        const {first, date_from, date_to} = this.props.action.params;
        this.first = deserializeDate(first);
        this.state = useState({
            from: deserializeDate(date_from),
            to: deserializeDate(date_to),
            reason: "",
            changes: null,
            problem: "",
            isBusy: false,
        });
        // The dialog is there at once; counting may take some seconds
        onMounted(() => this.load());
    }

    get sides() {
        const {changes} = this.state;
        const titles = {came: _t("Came"), went: _t("Went")};
        return SIDES.map((key) => ({key, title: titles[key], ...changes[key]}));
    }

    get figures() {
        const {size_from, size_to, came, went} = this.state.changes;
        return [
            {key: "from", label: formatDate(this.state.from), value: size_from},
            {key: "came", label: _t("Came"), value: came.count, sign: "+"},
            {key: "went", label: _t("Went"), value: went.count, sign: "−"},
            {key: "to", label: formatDate(this.state.to), value: size_to},
        ];
    }

    /** How many of a side there are to list, with the reason that is chosen. */
    countListed(key) {
        const {changes, reason} = this.state;
        if (key === "went" && reason) {
            return changes.reasons.find(({code}) => code === reason).count;
        }
        return changes[key].count - changes[key].hidden;
    }

    hasMore(key) {
        return this.state.changes[key].contacts.length < this.countListed(key);
    }

    async ask(offset = 0) {
        const {from, to, reason} = this.state;
        this.state.isBusy = true;
        this.state.problem = "";
        try {
            return await this.keepLast.add(
                this.orm.call(MODEL, "get_changes", [
                    this.props.action.params.segment_id,
                    serializeDate(from),
                    serializeDate(to),
                    reason,
                    offset,
                ])
            );
        } catch (error) {
            if (error.exceptionName?.startsWith("odoo.exceptions.")) {
                this.state.problem = error.data.message;
                return null;
            }
            throw error;
        } finally {
            this.state.isBusy = false;
        }
    }

    async load() {
        this.state.changes = await this.ask();
    }

    async showMore() {
        const {contacts} = this.state.changes.went;
        const offset = Math.max(
            contacts.length,
            this.state.changes.came.contacts.length
        );
        const more = await this.ask(offset);
        if (more) {
            for (const key of SIDES) {
                this.state.changes[key].contacts.push(...more[key].contacts);
            }
        }
    }

    setDate(name, value) {
        if (value) {
            this.state[name] = value;
            this.state.reason = "";
            return this.load();
        }
    }

    /** Show only who left for one reason; a second click shows everybody again. */
    choose(code) {
        this.state.reason = this.state.reason === code ? "" : code;
        return this.load();
    }

    open(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    count(value) {
        return formatInteger(value);
    }

    date(text) {
        return text ? formatDate(deserializeDateTime(text)) : "";
    }
}

registry.category("actions").add("contact_segment.changes", SegmentChanges);
