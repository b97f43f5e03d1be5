import {DomainField, domainField} from "@web/views/fields/domain/domain_field";
import {registry} from "@web/core/registry";
import {MeasureSelector} from "./measure_condition";

/**
 * Archived contacts are never added and always dropped like others, so there is nothing
 * to choose.
 */
class ConditionSelector extends MeasureSelector {
    getShowArchivedCheckBox() {
        return false;
    }
}

/**
 * The condition of a step. Where the form itself says what the step will do, no other
 * count stands beside it.
 */
export class ConditionField extends DomainField {
    static template = "contact_segment.ConditionField";
    static components = {...DomainField.components, DomainSelector: ConditionSelector};
    static props = {...DomainField.props, showCount: {type: Boolean, optional: true}};

    async checkProps(props = this.props) {
        if (props.showCount) {
            return super.checkProps(props);
        }
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
            showCount: Boolean(fieldInfo.options.show_count),
        };
    },
});
