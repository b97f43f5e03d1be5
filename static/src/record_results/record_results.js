import {Component, useState} from "@odoo/owl";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

/**
 * What a method of a record says, in its form. It is read when the form opens, and
 * again when a field changes that the results depend on.
 */
export class RecordResults extends Component {
    static props = {...standardWidgetProps};
    /** The method that tells the results. */
    static method = "get_results";
    /** The fields of the form that the results depend on. */
    static sources = [];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({results: null});
        // Also when a dialog or a button has the same record loaded again
        useRecordObserver((record) => {
            if (this.getVersion(record) !== this.version) {
                return this.load(record);
            }
        });
    }

    getVersion({resId, data}) {
        return [resId, ...this.constructor.sources.map((name) => data[name])].join(" ");
    }

    /** Whether there are results to ask for. */
    hasResults({resId}) {
        return Boolean(resId);
    }

    async load(record) {
        this.version = this.getVersion(record);
        const {method} = this.constructor;
        this.state.results = this.hasResults(record)
            ? await this.orm.call(record.resModel, method, [[record.resId]])
            : null;
    }
}
