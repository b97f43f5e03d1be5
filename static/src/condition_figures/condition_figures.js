import {Component, onWillUnmount, useEffect, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {formatFloat, formatInteger} from "@web/views/fields/formatters";
import {useService} from "@web/core/utils/hooks";

/** What is typed is not asked about letter by letter. */
const PAUSE = 250;
/** What runs between two statements cannot be stopped, so it is asked again. */
const ASK_AGAIN = 500;

function makeToken() {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** How many contacts a condition finds, in what words, and what each part of it finds. */
export class ConditionFigures extends Component {
    static template = "contact_segment.ConditionFigures";
    static props = {
        figures: Object,
        readonly: {type: Boolean, optional: true},
        update: Function,
        show: {type: Function, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            estimate: null,
            counts: null,
            counting: "",
            problem: "",
        });
        this.figures = useState(this.props.figures);
        useEffect(
            (domain) => {
                this.leave();
                const pause = this.state.estimate ? PAUSE : 0;
                this.timer = browser.setTimeout(() => this.estimate(domain), pause);
            },
            () => [this.figures.domain]
        );
        onWillUnmount(() => this.leave());
    }

    /** Nobody waits any longer for what was asked before. */
    leave() {
        browser.clearTimeout(this.timer);
        this.asked = null;
        this.cancel();
        Object.assign(this.state, {counts: null, problem: ""});
    }

    async ask(method, domain, context) {
        return this.orm.silent.call("contact.segment", method, [domain], {context});
    }

    async estimate(domain) {
        const asked = (this.asked = {});
        let estimate = null;
        try {
            estimate = await this.ask("estimate_count", domain);
        } catch {
            // Whoever edits it is told by the form what is wrong
        }
        if (this.asked === asked) {
            // What is not finished says nothing yet
            this.state.estimate = estimate?.kind === "unfinished" ? null : estimate;
        }
    }

    async count() {
        const token = makeToken();
        Object.assign(this.state, {counting: token, counts: null, problem: ""});
        const result = {};
        try {
            result.counts = await this.ask("count_conditions", this.figures.domain, {
                contact_segment_token: token,
            });
        } catch (error) {
            result.problem = error.data?.message || error.message;
        }
        if (this.state.counting === token) {
            Object.assign(this.state, result, {counting: ""});
        }
        this.stopped = token;
    }

    /** Stop waiting at once, and have the server stop as soon as it can. */
    cancel() {
        const token = this.state.counting;
        if (token) {
            this.state.counting = "";
            this.stop(token);
        }
    }

    async stop(token) {
        try {
            await this.orm.silent.call("contact.segment", "cancel_step", [token]);
        } catch {
            // The server may be busy for a moment; the next time will tell
        }
        if (this.stopped !== token) {
            browser.setTimeout(() => this.stop(token), ASK_AGAIN);
        }
    }

    formatCount(count) {
        return formatInteger(count);
    }

    formatSeconds(seconds) {
        return formatFloat(seconds, {digits: [16, 2]});
    }
}
