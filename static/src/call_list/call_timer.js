import {Component, onWillDestroy, useState} from "@odoo/owl";
import {formatFloat} from "@web/views/fields/formatters";
import {parseMinutes} from "../minutes/minutes";
import {_t} from "@web/core/l10n/translation";

const MINUTE = 60000;

/**
 * How long a call takes: it runs from dialling on, until somebody enters minutes.
 * `start` is that moment in milliseconds, or null; `minutes` what was entered, or null.
 */
export class CallTimer extends Component {
    static template = "contact_segment.CallTimer";
    static props = {
        start: [Number, {value: null}],
        minutes: [Number, {value: null}],
        onEdit: Function,
        onStart: Function,
    };

    setup() {
        this.state = useState({now: Date.now()});
        const interval = setInterval(() => (this.state.now = Date.now()), 1000);
        onWillDestroy(() => clearInterval(interval));
    }

    get isRunning() {
        return this.props.start !== null && this.props.minutes === null;
    }

    get clock() {
        const start = this.props.start ?? this.state.now;
        const seconds = Math.max(0, Math.floor((this.state.now - start) / 1000));
        return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }

    /** Minutes as the reader writes them. */
    get minutes() {
        const {minutes} = this.props;
        return minutes === null
            ? ""
            : formatFloat(minutes, {digits: [16, Number.isInteger(minutes) ? 0 : 1]});
    }

    get clockTitle() {
        return this.isRunning ? _t("Running") : _t("Runs from dialling");
    }

    get startTitle() {
        return this.props.minutes === null ? _t("Start the clock") : _t("Start again");
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

/**
 * The minutes of a call to a tenth: those that were entered, else those since it was
 * dialled; zero if it never was.
 */
export function getMinutes({start, minutes}) {
    if (minutes !== null) {
        return minutes;
    }
    return start === null ? 0 : Math.round(((Date.now() - start) / MINUTE) * 10) / 10;
}
