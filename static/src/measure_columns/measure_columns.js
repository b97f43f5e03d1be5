import {registry} from "@web/core/registry";
import {rpcBus} from "@web/core/network/rpc";

/** What lists look like was changed: read it anew, and what is on the screen. */
function readListsAnew() {
    rpcBus.trigger("CLEAR-CACHES", "get_views");
    return {type: "ir.actions.client", tag: "soft_reload"};
}

registry.category("actions").add("contact_measure_columns", readListsAnew);
