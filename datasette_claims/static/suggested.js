/* Pairs of speakers decided by keys, without waiting: what was decided is on its way while the next pair is
   read. Without this script the same buttons do it, a page at a time. */
import {dress, listen} from "./keys.js";
import {Outbox} from "./outbox.js";

const main = document.querySelector("main.suggested-page");
const pairs = [...main.querySelectorAll("li.pair")];
const undoForm = main.querySelector("form.undo");
const undoButton = undoForm.querySelector("[data-undo]");
const left = main.querySelector(".queue-place strong");
const sent = new Map(); // which pair is meant by what is on its way, and by what can be undone
let last = undoButton.value;
let at = -1;

const said = document.createElement("div");
said.className = "claims queue-said no-print";
said.setAttribute("role", "status");
document.body.append(said);
let fading;

/* Said until the next is, and for some seconds; what was refused stays beside it. */
function say(words) {
    const alerts = () => said.querySelectorAll("[role=alert]");
    said.replaceChildren(...alerts(), words);
    clearTimeout(fading);
    fading = setTimeout(() => said.replaceChildren(...alerts()), 8000);
}

function count(change) {
    left.textContent = claimsNumber(Math.max(0, Number(left.textContent.replace(/\D/g, "")) + change));
}

/* The pair that keys are about. */
function go(number, {focus = true} = {}) {
    if (number < 0 || number >= pairs.length) return false;
    pairs[at]?.removeAttribute("aria-current");
    at = number;
    pairs[at].setAttribute("aria-current", "true");
    if (focus) pairs[at].focus();
    return true;
}

const open = (pair) => !pair.classList.contains("decided");

/* To the next one that is open; where none is, to those that the server has still. */
function onward() {
    const following = pairs.findIndex((pair, number) => number > at && open(pair));
    const next = following >= 0 ? following : pairs.findIndex(open);
    if (next >= 0) go(next);
    else main.querySelector("[data-again]").focus();
}

function mark(pair, words) {
    if (open(pair) === !words) return;
    const outcome = pair.querySelector(".outcome");
    pair.classList.toggle("decided", Boolean(words));
    outcome.hidden = !words;
    outcome.textContent = words ? `${words}: ${pair.getAttribute("aria-label")}` : "";
    count(words ? -1 : 1);
}

function undoable(batch) {
    last = batch || "";
    [undoButton.value, undoButton.hidden] = [last, !last];
}

function saved(item, told) {
    const pair = sent.get(item.id);
    if (told.undone !== undefined) {
        const before = sent.get(told.undone);
        if (before) {
            mark(before, "");
            go(pairs.indexOf(before));
        }
    } else if (pair && told.undo) sent.set(told.undo, pair);
    undoable(told.undo);
    const all = outbox.items.length === 0 && !pairs.some(open);
    say(all ? `${told.message} ${claimsWords("All of these are decided.")}` : told.message);
}

function refused(item) {
    const pair = sent.get(item.id);
    if (pair) mark(pair, "");
    outbox.drop(item);
    const box = document.createElement("p");
    box.setAttribute("role", "alert");
    box.append(`${claimsWords("Not saved: “{words}”.", {words: item.words})} ${item.error} `);
    const close = document.createElement("button");
    [close.type, close.className, close.textContent] = ["button", "secondary small", claimsWords("Close")];
    close.addEventListener("click", () => box.remove());
    box.append(close);
    said.append(box);
}

function waiting(number) {
    if (number) say(claimsWords(number === 1
        ? "1 decision waits for the server, which does not answer. It is kept here and sent again."
        : "{n} decisions wait for the server, which does not answer. They are kept here and sent again.", {n: number}));
}

const editor = undoForm.elements.editor.value;
const outbox = new Outbox(editor, {saved, refused, waiting});

function send(action, fields, words, pair) {
    const id = `${Date.now()}-${Math.random()}`;
    if (pair) sent.set(id, pair);
    outbox.add({id, action, body: new URLSearchParams(fields).toString(), words, typed: "", editor});
}

function decide(pair, button) {
    if (!pair || !open(pair)) return false;
    const form = pair.querySelector("form");
    const yes = "yes" in button.dataset;
    send(yes ? form.action : button.formAction, new FormData(form), pair.getAttribute("aria-label"), pair);
    mark(pair, yes ? claimsWords("Put together") : claimsWords("Not the same"));
    at = pairs.indexOf(pair);
    onward();
    return true;
}

let undoing = Promise.resolve();

/* One after another, however fast the key is pressed: each is told by the server what comes before it. */
function undo() {
    undoing = undoing.then(async () => {
        await outbox.flush();
        if (!last) return;
        const fields = new FormData(undoForm);
        fields.set("undo", last);
        send(undoForm.action, fields, claimsWords("Undo"));
        await outbox.flush();
    });
    return true;
}

document.addEventListener("submit", (event) => {
    const pair = event.target.closest("li.pair");
    if (!pair && event.target !== undoForm) return;
    event.preventDefault();
    if (pair) decide(pair, event.submitter ?? pair.querySelector("[data-yes]"));
    else undo();
});
main.querySelector("[data-again]")?.addEventListener("click", async (event) => {
    event.preventDefault();
    await outbox.flush();
    location.assign(event.target.href);
});
main.addEventListener("focusin", (event) => {
    const pair = event.target.closest("li.pair");
    if (pair) go(pairs.indexOf(pair), {focus: false});
});

const DOES = {
    y: () => decide(pairs[at], pairs[at]?.querySelector("[data-yes]")),
    n: () => decide(pairs[at], pairs[at]?.querySelector("[data-no]")),
    j: () => go(at + 1),
    k: () => go(at - 1),
    u: undo,
    "?": () => {
        const keys = document.getElementById("keys");
        keys.open = !keys.open;
        if (keys.open) keys.querySelector("summary").focus();
        return true;
    },
};

listen({
    press: (key) => DOES[key]?.() ?? false,
    save: () => false,
    leave: (field) => {
        field.blur();
        return true;
    },
});
dress(main);
go(0, {focus: false});
