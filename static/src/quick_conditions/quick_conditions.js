import {Component, useState} from "@odoo/owl";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

/** The conditions that people ask for most, one click each, with their counts. */
export class QuickConditions extends Component {
    static template = "contact_segment.QuickConditions";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({facets: []});
        useRecordObserver((record) => {
            if (record.data.domain !== this.domain) {
                this.load(record);
            }
        });
    }

    /** Ask for the counts beside a condition; nobody waits for them. */
    async load({data: {domain, segment_id, step_id}, context}) {
        this.domain = domain;
        const facets = await this.orm.silent.call(
            "contact.segment",
            "get_quick_conditions",
            [segment_id.id, domain],
            {step_id: step_id.id || 0, context}
        );
        // The condition may be another one meanwhile
        if (this.domain === domain) {
            this.state.facets = facets;
        }
    }

    async toggle(facet, value) {
        const {record} = this.props;
        const {domain, segment_id} = record.data;
        await record.update({
            domain: await this.orm.call("contact.segment", "toggle_quick_condition", [
                segment_id.id,
                domain,
                facet.name,
                value.value,
            ]),
        });
    }

    format(count) {
        return formatInteger(count);
    }
}

registry.category("view_widgets").add("quick_conditions", {
    component: QuickConditions,
    fieldDependencies: [
        {name: "domain", type: "char"},
        {name: "segment_id", type: "many2one", relation: "contact.segment"},
        {name: "step_id", type: "many2one", relation: "contact.segment.step"},
    ],
});
