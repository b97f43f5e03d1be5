import {Component, onWillDestroy, useState} from "@odoo/owl";
import {deserializeDateTime, formatDate} from "@web/core/l10n/dates";

const {DateTime} = luxon;
const CLOCK = 30000;
// At other times people do not like to be called
const MORNING = 8;
const EVENING = 20;

/** Who is called: name, numbers, addresses, and what time it is there. */
export class CallContact extends Component {
    static template = "contact_segment.CallContact";
    static props = {card: Object, number: String, onDial: Function};

    setup() {
        this.state = useState({now: DateTime.now()});
        const interval = setInterval(() => (this.state.now = DateTime.now()), CLOCK);
        onWillDestroy(() => clearInterval(interval));
    }

    get about() {
        const {company} = this.props.card;
        return [this.props.card.function, company].filter(Boolean).join(", ");
    }

    /** The time where the contact is, and whether one may call then. */
    get localTime() {
        const {tz} = this.props.card;
        const local = tz && this.state.now.setZone(tz);
        if (!local?.isValid) {
            return null;
        }
        const isLate = local.hour < MORNING || local.hour >= EVENING;
        return {text: local.toLocaleString(DateTime.TIME_SIMPLE), isLate};
    }
}

/** What was said to a contact before. */
export class CallHistory extends Component {
    static template = "contact_segment.CallHistory";
    static props = {entries: Array};

    formatDay(text) {
        return formatDate(deserializeDateTime(text));
    }

    getColor({evaluation}) {
        if (evaluation.includes("negative")) {
            return "danger";
        }
        return evaluation.includes("positive") ? "success" : "secondary";
    }
}
