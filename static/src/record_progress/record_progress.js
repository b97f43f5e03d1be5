import {Component, onWillUnmount, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const INTERVAL = 2000;

/**
 * How far the work on a record is that goes on in the background. It reads a few
 * fields again while there is something to wait for, and nothing else; the form is
 * loaded once it is over, unless somebody is editing it.
 */
export class RecordProgress extends Component {
    static props = {...standardWidgetProps};
    /** The fields that are read again. */
    static figures = [];

    setup() {
        this.orm = useService("orm");
        this.state = useState({});
        // Also when a dialog or a button has the same record loaded again
        useRecordObserver((record) => {
            this.show(record);
            this.plan();
        });
        onWillUnmount(() => {
            this.isLeft = true;
            browser.clearTimeout(this.timer);
        });
    }

    /** Whether there is something to wait for. */
    get isWaiting() {
        return false;
    }

    show({data}) {
        for (const name of this.constructor.figures) {
            this.state[name] = data[name];
        }
    }

    /** Read the figures again in a while, if there is something to wait for. */
    plan() {
        browser.clearTimeout(this.timer);
        if (!this.isLeft && this.isWaiting) {
            this.timer = browser.setTimeout(() => this.refresh(), INTERVAL);
        }
    }

    async refresh() {
        // A hidden tab asks nothing, but looks now and then whether it is shown again
        if (!document.hidden) {
            await this.readFigures();
        }
        this.plan();
    }

    async readFigures() {
        const {record} = this.props;
        let figures = null;
        try {
            [figures] = await this.orm.silent.read(
                record.resModel,
                [record.resId],
                this.constructor.figures
            );
        } catch {
            // The server may be away for a moment; the next time will tell
            return;
        }
        if (this.isLeft || !figures || record.resId !== this.props.record.resId) {
            return;
        }
        Object.assign(this.state, figures);
        if (!this.isWaiting && !(await record.isDirty())) {
            await record.load();
        }
    }
}
