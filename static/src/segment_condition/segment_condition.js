import {DomainField, domainField} from "@web/views/fields/domain/domain_field";
import {ConditionFigures} from "../condition_figures/condition_figures";
import {MeasureSelector} from "./measure_condition";
import {reactive} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useRecordObserver} from "@web/model/relational_model/utils";

/**
 * Archived contacts are never added and always dropped like others, so there is nothing
 * to choose.
 */
class ConditionSelector extends MeasureSelector {
    getShowArchivedCheckBox() {
        return false;
    }
}

/** The condition of a step, with what it means and how many contacts it finds. */
export class ConditionField extends DomainField {
    static template = "contact_segment.ConditionField";
    static components = {
        ...DomainField.components,
        ConditionFigures,
        DomainSelector: ConditionSelector,
    };
    static props = {...DomainField.props, canShow: {type: Boolean, optional: true}};

    setup() {
        super.setup();
        // The editor is not drawn anew when they change: somebody writes in it
        this.figures = reactive({domain: this.getDomain()});
        useRecordObserver((record) => {
            this.figures.domain = record.data[this.props.name] || "[]";
        });
    }

    /** The figures need not wait for what the form asks the server about a change. */
    update(domain, isDebugEdited) {
        this.figures.domain = domain;
        super.update(domain, isDebugEdited);
    }

    /** No other count stands beside the figures. */
    async checkProps(props = this.props) {
        const {isInvalid} = this.getEvaluatedDomain(props);
        this.updateState({isValid: !isInvalid, recordCount: 0});
    }
}

registry.category("fields").add("segment_condition", {
    ...domainField,
    component: ConditionField,
    extractProps(fieldInfo, dynamicInfo) {
        return {
            ...domainField.extractProps(fieldInfo, dynamicInfo),
            resModel: "res.partner",
            canShow: Boolean(fieldInfo.options.can_show),
        };
    },
});
