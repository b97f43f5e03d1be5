import {Component, markup, useState, useSubEnv} from "@odoo/owl";
import {View, getDefaultConfig} from "@web/views/view";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";
import {escape} from "@web/core/utils/strings";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

/**
 * The contacts of a segment as a real list view inside the form: paged, searchable,
 * sortable and groupable by the server. A one2many field would load the ids of all
 * lines, which is no good with a hundred thousand of them.
 */
export class SegmentLines extends Component {
    static template = "contact_segment.SegmentLines";
    static components = {View};
    static props = {...standardWidgetProps};

    setup() {
        // The list must not inherit the breadcrumbs and views of the form around it, and
        // the field to fill in first is one of the form.
        useSubEnv({
            config: {...getDefaultConfig(), disableSearchBarAutofocus: true},
            onSegmentLinesChanged: () => this.refreshSegment(),
        });
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({key: 0, picture: null, filter: null});
        // Also when the same record is loaded again: after a dialog or a button, at the
        // end of a delivery, or when the server answers after the cache did.
        useRecordObserver((record) => {
            if (
                record.resId !== this.resId ||
                this.getVersion(record.data) !== this.version
            ) {
                if (record.resId !== this.resId) {
                    this.state.filter = null;
                }
                this.showLines(record);
                this.state.key++;
                if (this.state.picture) {
                    this.loadPicture();
                }
            }
        });
    }

    /** Show the lines of a record in a new list. */
    showLines({resId, data}) {
        this.resId = resId;
        this.version = this.getVersion(data);
        // One object for the life of the list: new props would make it load again
        this.viewProps = resId ? this.makeViewProps(resId, data) : null;
    }

    /** What the list depends on besides its own lines. */
    getVersion(data) {
        const {write_date, state, line_count, step_version, document_version} = data;
        return [write_date, state, line_count, step_version, document_version].join(
            " "
        );
    }

    /** Read the totals of the segment again, but keep the list as it is. */
    async refreshSegment() {
        const {record} = this.props;
        if (await record.isDirty()) {
            return;
        }
        await record.load();
        this.version = this.getVersion(record.data);
    }

    /** Who the contacts are: counted when somebody looks, not with each form. */
    async togglePicture(ev) {
        if (ev.target.open) {
            await this.loadPicture();
        } else {
            this.state.picture = null;
        }
    }

    async loadPicture() {
        const resId = this.resId;
        const picture = await this.orm.call("contact.segment", "get_picture", [resId]);
        if (resId === this.resId) {
            this.state.picture = picture;
        }
    }

    async openInsights() {
        const {record} = this.props;
        const action = await this.orm.call("contact.segment", "action_insights", [
            record.resId,
        ]);
        return this.action.doAction(action, {onClose: () => record.load()});
    }

    /** Show the contacts with one value, or all again. */
    filterLines(filter) {
        const isSame = this.state.filter?.label === filter?.label;
        this.state.filter = isSame ? null : filter;
        this.showLines(this.props.record);
        this.state.key++;
    }

    count(value) {
        return formatInteger(value);
    }

    /** Ask for a contact in a dialog. */
    addLine(segmentId) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Add a Contact"),
                res_model: "contact.segment.line",
                views: [[false, "form"]],
                target: "new",
                context: {default_segment_id: segmentId},
            },
            {onClose: () => this.props.record.load()}
        );
    }

    makeViewProps(resId, data) {
        const isDraft = data.state === "draft";
        const help = isDraft
            ? _t(
                  "No contacts yet. Add them by criteria with the buttons above, or one by one with New."
              )
            : _t("This segment has no contacts.");
        const byType = this.env.isSmall
            ? {type: "kanban"}
            : {type: "list", allowSelectors: true};
        return {
            ...byType,
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "search"],
            ],
            searchViewId: false,
            loadIrFilters: true,
            resModel: "contact.segment.line",
            domain: [["segment_id", "=", resId], ...(this.state.filter?.domain || [])],
            // The most similar ones first, where they were found as similar
            orderBy: data.similarity_auc ? [{name: "similarity", asc: false}] : [],
            context: {
                default_segment_id: resId,
                segment_is_draft: isDraft,
                has_similarity: Boolean(data.similarity_auc),
                create: isDraft,
                edit: isDraft,
            },
            display: {searchPanel: false},
            noBreadcrumbs: true,
            noContentHelp: markup(
                `<p class="o_view_nocontent_smiling_face">${escape(help.toString())}</p>`
            ),
            // In a list one types into a new line; cards have no such line
            createRecord: () => this.addLine(resId),
            selectRecord: () => null,
            className: "o_segment_lines_view",
        };
    }
}

registry.category("view_widgets").add("segment_lines", {
    component: SegmentLines,
    fieldDependencies: [
        {name: "state", type: "selection"},
        {name: "line_count", type: "integer"},
        {name: "step_version", type: "char"},
        {name: "document_version", type: "char"},
        {name: "similarity_auc", type: "float"},
        {name: "write_date", type: "datetime"},
    ],
});
