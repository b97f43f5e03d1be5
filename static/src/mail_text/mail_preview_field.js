import {Component, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

// What mail programs give an e-mail: the usual width of a text, and a phone
const DESKTOP_WIDTH = 600;
const PHONE_WIDTH = 360;

/**
 * An e-mail as its reader sees it, on a desktop or on a phone. It is in a frame of its
 * own, in which nothing runs and from which no link leads away.
 */
export class MailPreviewField extends Component {
    static template = "contact_segment.MailPreview";
    static props = {...standardFieldProps};

    setup() {
        this.state = useState({isPhone: false});
    }

    get width() {
        return this.state.isPhone ? PHONE_WIDTH : DESKTOP_WIDTH;
    }

    get page() {
        const text = (this.props.record.data[this.props.name] || "").toString();
        // Not beside a document type, which has to come first
        return /^\s*<!doctype|^\s*<html/i.test(text)
            ? text
            : `<!DOCTYPE html><html><head><meta name="viewport" content="width=device-width"/></head><body>${text}</body></html>`;
    }
}

registry.category("fields").add("mail_preview", {
    component: MailPreviewField,
    supportedTypes: ["html"],
});
