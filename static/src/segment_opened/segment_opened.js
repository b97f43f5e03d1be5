import {Component, onMounted, xml} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/**
 * Notes that somebody looks at a live segment, so that one that rests starts again.
 */
export class SegmentOpened extends Component {
    static template = xml`<span class="d-none" />`;
    static props = {...standardWidgetProps};

    setup() {
        const orm = useService("orm");
        onMounted(async () => {
            const {record} = this.props;
            const wasResting = record.data.is_resting;
            await orm.silent.call(record.resModel, "note_opened", [[record.resId]]);
            if (wasResting) {
                await record.load();
            }
        });
    }
}

registry.category("view_widgets").add("segment_opened", {
    component: SegmentOpened,
    fieldDependencies: [{name: "is_resting", type: "boolean"}],
});
