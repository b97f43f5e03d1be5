import {Component, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

/** What the contacts of a segment will buy for; read once the form is there. */
export class SegmentValue extends Component {
    static template = "contact_segment.SegmentValue";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({text: "", detail: ""});
        useRecordObserver((record) => {
            const version = [record.resId, record.data.line_count].join(" ");
            if (version !== this.version) {
                this.version = version;
                // The form does not wait for it
                this.load(record);
            }
        });
    }

    async load({resId, data}) {
        const {version} = this;
        const found =
            resId && data.line_count && data.has_value_prediction
                ? await this.orm.call("contact.segment", "describe_expected_value", [
                      [resId],
                  ])
                : {text: "", detail: ""};
        // Another record, or another number of contacts, may have come meanwhile
        if (version === this.version) {
            Object.assign(this.state, found);
        }
    }
}

registry.category("view_widgets").add("segment_value", {
    component: SegmentValue,
    fieldDependencies: [
        {name: "line_count", type: "integer"},
        {name: "has_value_prediction", type: "boolean"},
    ],
});
