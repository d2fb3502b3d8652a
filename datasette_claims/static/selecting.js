/* An article's page: what is selected in it becomes a claim, by a form that opens beside the text. */
import {ClaimFields} from "./claimfields.js";
import {listen, on} from "./keys.js";
import {SelectionBar} from "./selectionbar.js";

const form = document.getElementById("review-form");
const panel = document.getElementById("new-claim");
const text = document.querySelector(".article-text");
const fields = new ClaimFields(form);
let from = null; // where one was in the text

/* The chosen words stay marked while the form is filled in, where the browser can do that. */
function mark(range) {
    if (!globalThis.Highlight) return;
    if (!range) CSS.highlights.delete("chosen-words");
    else if (CSS.highlights.has("chosen-words")) CSS.highlights.get("chosen-words").add(range);
    else CSS.highlights.set("chosen-words", new Highlight(range));
}

function open(field) {
    panel.hidden = false;
    field.focus();
    return true;
}

function close() {
    panel.hidden = true;
    mark(null);
    (from ?? document.querySelector("main h1")).focus?.({preventScroll: true});
}

function take(add) {
    return (found) => {
        if (!add) mark(null);
        mark(found.range);
        if (add) fields.add(found);
        else fields.set([found]);
        open(form.elements.speaker);
    };
}

const bar = new SelectionBar(text, [
    {label: claimsWords("Make a claim of these words"), key: "c", does: take(false)},
    {label: claimsWords("Add these words"), key: "+", when: () => !panel.hidden && fields.stretches.length > 0, does: take(true)},
]);

document.getElementById("new-claim-cancel").addEventListener("click", close);
form.addEventListener("claims:restored", () => open(form.elements.words));
fields.typed = () => mark(null);

const link = document.getElementById("add-claim");
link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    from = link;
    open(form.elements.words);
});

listen({
    press: (key) => bar.press(key),
    save() {
        if (panel.hidden) return false;
        form.requestSubmit();
        return true;
    },
    leave() {
        if (panel.hidden || !panel.contains(document.activeElement)) return false;
        close();
        return true;
    },
});

document.querySelector("main.claims").classList.toggle("keys-on", on());
