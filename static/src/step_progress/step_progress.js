import {Component, onWillUnmount, useState} from "@odoo/owl";
import {useBus, useService} from "@web/core/utils/hooks";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {rpcBus} from "@web/core/network/rpc";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";

/** What takes no longer needs no word. */
const PATIENCE = 2000;
const SECOND = 1000;
/** What runs between two statements cannot be stopped, so it is asked again. */
const ASK_AGAIN = 500;

/** How long a step or its preview has been running, and how to stop it. */
export class StepProgressPanel extends Component {
    static template = "contact_segment.StepProgressPanel";
    static props = {token: String, startedAt: Number};

    setup() {
        this.orm = useService("orm");
        this.state = useState({seconds: this.getSeconds(), isStopping: false});
        this.clock = browser.setInterval(() => {
            this.state.seconds = this.getSeconds();
        }, SECOND);
        // Registered after the dialog, so it stops the work and leaves the dialog open
        useHotkey("escape", () => this.cancel(), {
            bypassEditableProtection: true,
            global: true,
        });
        onWillUnmount(() => {
            this.isLeft = true;
            browser.clearInterval(this.clock);
            browser.clearTimeout(this.timer);
        });
    }

    getSeconds() {
        return Math.floor((Date.now() - this.props.startedAt) / SECOND);
    }

    get elapsed() {
        return _t("%(seconds)s s", {seconds: this.state.seconds});
    }

    cancel() {
        if (!this.state.isStopping) {
            this.state.isStopping = true;
            this.stop();
        }
    }

    /** Ask the server to stop, until what was running has ended. */
    async stop() {
        try {
            await this.orm.silent.call("contact.segment", "cancel_step", [
                this.props.token,
            ]);
        } catch {
            // The server may be busy for a moment; the next time will tell
        }
        if (!this.isLeft) {
            this.timer = browser.setTimeout(() => this.stop(), ASK_AGAIN);
        }
    }
}

/** Watches the calls that can be stopped: those with a token in their context. */
export class StepProgress extends Component {
    static template = "contact_segment.StepProgress";
    static components = {StepProgressPanel};
    static props = {};

    setup() {
        this.calls = new Map();
        this.state = useState({call: null});
        useBus(rpcBus, "RPC:REQUEST", ({detail}) => this.onRequest(detail));
        useBus(rpcBus, "RPC:RESPONSE", ({detail}) => this.onResponse(detail.data));
        onWillUnmount(() =>
            this.calls.forEach(({timer}) => browser.clearTimeout(timer))
        );
    }

    onRequest({data: {id, params}, settings}) {
        const token = params?.kwargs?.context?.contact_segment_token;
        if (token && !settings.silent) {
            const call = {id, token, startedAt: Date.now()};
            call.timer = browser.setTimeout(() => {
                this.state.call = call;
            }, PATIENCE);
            this.calls.set(id, call);
        }
    }

    onResponse({id}) {
        const call = this.calls.get(id);
        if (call) {
            browser.clearTimeout(call.timer);
            this.calls.delete(id);
            if (this.state.call?.id === id) {
                this.state.call = null;
            }
        }
    }
}

registry.category("main_components").add("contact_segment.StepProgress", {
    Component: StepProgress,
});
