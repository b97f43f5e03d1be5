import {TextField, textField} from "@web/views/fields/text/text_field";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useState} from "@odoo/owl";

// As tools/text_message.py and Odoo's own SMS field count
const GSM = new Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\\\"#¤%&'()*+,-./0123456789:;<=>?¡" +
        "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
);
const ROOM = {GSM7: [160, 153], UNICODE: [70, 67]};
const FIELD = /\{\{([^{}]*)\}\}|«([^«»]*)»/g;

/** How long a text is, and how many messages it takes. */
export function countText(text) {
    const encoding = [...text].every((sign) => GSM.has(sign)) ? "GSM7" : "UNICODE";
    const count = text.length + text.split("\n").length - 1;
    const [alone, each] = ROOM[encoding];
    const messages = count > alone ? Math.ceil(count / each) : Math.min(count, 1);
    return {count, messages, encoding};
}

/**
 * The text of a text message, and how long it is. Odoo's own field would count the
 * braces of merge fields, which no phone knows: every text with one would be long. Here
 * a field counts with its name.
 */
export class TextMessageField extends TextField {
    static template = "contact_segment.TextMessageField";

    setup() {
        super.setup();
        this.state = useState({typed: null});
    }

    onInput(ev) {
        this.state.typed = ev.target.value;
    }

    get length() {
        const text = this.state.typed ?? this.props.record.data[this.props.name] ?? "";
        const named = (text || "").replace(FIELD, (_all, braced, quoted) =>
            (braced ?? quoted).trim()
        );
        const {count, messages, encoding} = countText(named);
        return _t(
            "Characters: %(count)s, text messages: %(messages)s (%(encoding)s); merge fields count with their names",
            {count, messages, encoding}
        );
    }
}

registry.category("fields").add("contact_text_message", {
    ...textField,
    component: TextMessageField,
    displayName: _t("Text Message"),
    supportedTypes: ["text"],
});
