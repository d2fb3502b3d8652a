/* A bar with what can be done with the words that are selected; there while some are. It stands behind the
   text, so that Tab leads from the selection to it, and at the foot of the screen, where it hides none. */
import {stretch, wholeWords} from "./offsets.js";

export class SelectionBar {
    /* `buttons`: {label, key, does(stretch), when()}; `text` holds the paragraphs. */
    constructor(text, buttons) {
        this.text = text;
        this.buttons = buttons;
        this.current = null;
        this.box = document.createElement("div");
        this.box.className = "selection-bar no-print";
        this.box.setAttribute("role", "group");
        this.box.setAttribute("aria-label", claimsWords("The selected words"));
        this.box.hidden = true;
        this.box.append(...buttons.map((each) => this.button(each)));
        this.box.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
        text.after(this.box);
        let asked = 0;
        document.addEventListener("selectionchange", () => {
            cancelAnimationFrame(asked);
            asked = requestAnimationFrame(() => this.look());
        });
        this.look();
    }

    button(each) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = each.label;
        if (each.key) {
            const key = document.createElement("kbd");
            key.textContent = each.key;
            key.setAttribute("aria-hidden", "true");
            button.setAttribute("aria-keyshortcuts", each.key);
            button.append(" ", key);
        }
        button.addEventListener("click", () => this.act(each));
        each.element = button;
        return button;
    }

    look() {
        const selection = document.getSelection();
        const range = selection.rangeCount && !selection.isCollapsed ? wholeWords(selection.getRangeAt(0)) : null;
        const found = range?.intersectsNode(this.text) ? stretch(range, this.text) : null;
        this.current = found && {...found, range};
        for (const each of this.buttons) each.element.hidden = Boolean(each.when && !each.when());
        this.box.hidden = !this.current;
    }

    act(each) {
        this.look();
        if (!this.current || (each.when && !each.when())) return false;
        const found = this.current;
        document.getSelection().removeAllRanges();
        this.look();
        each.does(found);
        return true;
    }

    press(key) {
        const each = this.buttons.find((one) => one.key === key);
        return each ? this.act(each) : false;
    }
}
