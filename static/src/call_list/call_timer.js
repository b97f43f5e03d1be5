import {Component, onWillDestroy, useState} from "@odoo/owl";
import {formatFloat} from "@web/views/fields/formatters";
import {parseMinutes} from "../minutes/minutes";

const MINUTE = 60000;

/**
 * How long a call takes: it runs from a moment on, until somebody enters minutes.
 * `start` is that moment in milliseconds; `minutes` what was entered, or null.
 */
export class CallTimer extends Component {
    static template = "contact_segment.CallTimer";
    static props = {
        start: Number,
        minutes: [Number, {value: null}],
        onEdit: Function,
        onRestart: Function,
    };

    setup() {
        this.state = useState({now: Date.now()});
        const interval = setInterval(() => (this.state.now = Date.now()), 1000);
        onWillDestroy(() => clearInterval(interval));
    }

    get isRunning() {
        return this.props.minutes === null;
    }

    get clock() {
        const seconds = Math.max(
            0,
            Math.floor((this.state.now - this.props.start) / 1000)
        );
        return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }

    /** Minutes as the reader writes them. */
    get minutes() {
        const {minutes} = this.props;
        return this.isRunning
            ? ""
            : formatFloat(minutes, {digits: [16, Number.isInteger(minutes) ? 0 : 1]});
    }

    onEdit(ev) {
        try {
            const minutes = parseMinutes(ev.target.value);
            if (minutes >= 0) {
                this.props.onEdit(minutes);
            }
        } catch {
            // What is no number is not taken
        }
    }
}

/** The minutes since a moment, to a tenth. */
export function getMinutes(start) {
    return Math.round(((Date.now() - start) / MINUTE) * 10) / 10;
}
