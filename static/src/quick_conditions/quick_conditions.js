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

    /** Ask for the counts beside a condition, or for the condition with one switched. */
    async load(record, toggle = null) {
        const {domain, segment_id, step_id} = record.data;
        this.domain = domain;
        const result = await this.orm.call(
            "contact.segment",
            "get_quick_conditions",
            [segment_id.id, domain],
            {toggle, step_id: step_id.id || 0, context: record.context}
        );
        // Somebody may have clicked on
        if (this.domain === domain) {
            this.domain = result.domain;
            this.state.facets = result.facets;
        }
        return result;
    }

    async toggle(facet, value) {
        const {record} = this.props;
        const {domain} = await this.load(record, [facet.name, value.value]);
        await record.update({domain});
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
