import {
    Many2OneField,
    buildM2OFieldDescription,
} from "@web/views/fields/many2one/many2one_field";
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {omit} from "@web/core/utils/objects";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * The contact of a line: its company has a column of its own, but whoever looks for
 * somebody to add sees both.
 */
export class SegmentContactField extends Many2OneField {
    get m2oProps() {
        const {context, ...props} = super.m2oProps;
        return {...props, context: omit(context, "partner_display_name_hide_company")};
    }
}

registry.category("fields").add("segment_contact", {
    ...buildM2OFieldDescription(SegmentContactField),
    displayName: _t("Contact of a segment"),
});

/** What a line has of its own, each at its place: a note, other values, a document. */
export class SegmentLineMarks extends Component {
    static template = "contact_segment.SegmentLineMarks";
    static props = {...standardWidgetProps};

    get marks() {
        const {record} = this.props;
        const {note, overridden_fields, document_state} = record.data;
        // What is not stored yet has nothing of its own, though its columns are empty
        const names = record.resId ? overridden_fields || [] : [];
        return [
            {key: "note", icon: "fa-sticky-note-o text-warning", title: note},
            {
                key: "values",
                icon: "fa-exchange text-info",
                title: names.length && this.getDifference(names),
            },
            {
                key: "document",
                icon: "fa-file-text text-info",
                title: document_state === "personal" && _t("Personal document"),
            },
        ];
    }

    getDifference(names) {
        const {fields} = this.props.record;
        const labels = names.map((name) => fields[name]?.string || name);
        return _t("Differs from the segment: %(values)s", {values: labels.join(", ")});
    }
}

registry.category("view_widgets").add("segment_line_marks", {
    component: SegmentLineMarks,
    fieldDependencies: [
        {name: "note", type: "text"},
        {name: "overridden_fields", type: "json", readonly: true},
        {name: "document_state", type: "selection", readonly: true},
    ],
    listViewWidth: 72,
});
