/* Single keys, for hands that stay on the keyboard: never while somebody types, never with a modifier,
   and not at all where they were switched off (WCAG 2.1.4). */

const OFF = "claims-keys-off";
const TEXT = /^(?:checkbox|radio|button|submit|reset|range|color)$/;

/* Does this take keys itself? What Datasette opens above the page does, too. */
function takesKeys(target) {
    if (!(target instanceof Element)) return false;
    if (target.closest("dialog, [role=dialog], navigation-search") || target.isContentEditable) return true;
    return target.matches("textarea, select") || (target.matches("input") && !TEXT.test(target.type));
}

function remembered() {
    try {
        return localStorage.getItem(OFF) !== null;
    } catch {
        return false;
    }
}

let off = remembered();

function switched(on) {
    off = !on;
    try {
        if (off) localStorage.setItem(OFF, "1");
        else localStorage.removeItem(OFF);
    } catch {
        /* It holds for this page. */
    }
}

/* Do single keys do something here? */
export const on = () => !off;

/* The switch in the list of keys, and whether keys are shown beside what they do. */
export function dress(main) {
    const box = main.querySelector("#single-keys");
    if (!box) return;
    box.closest("details").hidden = false;
    const show = () => main.classList.toggle("keys-on", !off);
    box.checked = !off;
    box.addEventListener("change", () => {
        switched(box.checked);
        show();
    });
    show();
}

/* `save` is called for Ctrl+Enter, `leave` for Escape in a field, and `press(key)` for any other key; it
   tells whether it did something. Datasette's own "/" comes after ours. */
export function listen({press, save, leave}) {
    document.addEventListener("keydown", (event) => {
        if (event.defaultPrevented || event.isComposing || event.repeat) return;
        let done = false;
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey) done = save();
        else if (event.ctrlKey || event.metaKey || event.altKey) return;
        else if (event.key === "Escape") done = takesKeys(event.target) && leave(event.target);
        else if (!off && !takesKeys(event.target)) done = press(event.shiftKey ? event.key : event.key.toLowerCase());
        if (!done) return;
        event.preventDefault();
        event.stopImmediatePropagation();
    }, true);
}
