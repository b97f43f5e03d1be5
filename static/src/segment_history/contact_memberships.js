import {deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {RecordResults} from "../record_results/record_results";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";

/**
 * The live segments a contact is on and those it left, and why. It is asked for when its
 * page is opened: whoever opens a contact does not wait for it.
 */
export class ContactMemberships extends RecordResults {
    static template = "contact_segment.ContactMemberships";
    static method = "get_segment_memberships";

    get parts() {
        const {memberships} = this.state.results;
        return [
            {
                key: "open",
                title: _t("On Them Now"),
                empty: _t("This contact is on no live segment."),
                rows: memberships.filter((one) => !one.left_on),
            },
            {
                key: "left",
                title: _t("Left"),
                empty: "",
                rows: memberships.filter((one) => one.left_on),
            },
        ].filter(({rows, empty}) => rows.length || empty);
    }

    get isTruncated() {
        const {count, memberships} = this.state.results;
        return memberships.length < count;
    }

    get shown() {
        const {count, memberships} = this.state.results;
        return _t("The latest %(shown)s of %(count)s.", {
            shown: formatInteger(memberships.length),
            count: formatInteger(count),
        });
    }

    date(text) {
        return formatDate(deserializeDateTime(text));
    }

    /** When it was on a segment. */
    getTime({joined_on, left_on}) {
        return left_on
            ? _t("%(joined)s – %(left)s", {
                  joined: this.date(joined_on),
                  left: this.date(left_on),
              })
            : _t("since %s", this.date(joined_on));
    }

    /** Why it came or went, in one line; by which step, in the next. */
    getReasons({joined_because, joined_by, left_because, left_by}) {
        const came = {key: "joined", icon: "fa-sign-in text-success"};
        const went = {key: "left", icon: "fa-sign-out text-danger"};
        return [
            {...came, title: _t("Came"), reason: joined_because, step: joined_by},
            {...went, title: _t("Went"), reason: left_because, step: left_by},
        ].filter(({reason}) => reason);
    }

    openSegment(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "contact.segment",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async explain(id) {
        const action = await this.orm.call("contact.segment", "action_explain", [
            [id],
            this.props.record.resId,
        ]);
        return this.action.doAction(action);
    }

    openAll() {
        return this.action.doAction(
            "contact_segment.contact_segment_membership_action",
            {
                additionalContext: {search_default_partner_id: this.props.record.resId},
            }
        );
    }
}

registry.category("view_widgets").add("contact_memberships", {
    component: ContactMemberships,
});
