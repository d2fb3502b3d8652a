/* The queue without waiting: the next claim is fetched while this one is read, a save is sent while the
   next one is shown, and keys do what the buttons do. Without this script the same buttons and links do
   it, a page at a time; whatever goes wrong here is handed to them. */
import {toLink} from "./evidence.js";
import {dress as dressKeys, listen} from "./keys.js";
import {Outbox} from "./outbox.js";

const HELD_FOR = 120_000; // a third of what the server gives
const SAID_FOR = 10_000;
const find = (selector) => document.querySelector(selector);
const form = () => document.getElementById("review-form");
const atClaim = () => Boolean(form()?.elements.revision);
const wait = (time) => new Promise((after) => {
    setTimeout(after, time);
});

let ahead = null; // the next page, as a promise
let today = 0;
let last = null; // what the server says can be undone

/* Pages */

/* A page of the queue; null where no answer comes, {address} where it is another page. */
async function page(address, options) {
    let answer, text;
    try {
        answer = await fetch(address, options);
        text = await answer.text();
    } catch {
        return null;
    }
    if (answer.status >= 500) return null;
    const html = new DOMParser().parseFromString(text, "text/html");
    const main = answer.ok && html.querySelector("main.queue-page");
    return {address: answer.url, title: html.title, main: main || null};
}

function show(found, {push = true} = {}) {
    find("main.claims").replaceWith(document.adoptNode(found.main));
    document.title = found.title;
    if (push) history.pushState(null, "", found.address);
    scrollTo(0, 0);
    dress();
    const heading = find("main h1");
    heading.tabIndex = -1;
    heading.focus({preventScroll: true});
    document.dispatchEvent(new Event("claims:shown"));
}

/* What the page says that the server could not know when it made it. */
function dress() {
    dressKeys(find("main.claims"));
    const count = document.getElementById("today");
    if (count) count.textContent = today = Math.max(today, Number(count.textContent));
    const undo = find("[data-undo]");
    if (undo && last) [undo.value, undo.hidden] = [last, false];
    ahead = null;
    if (atClaim()) prepare();
}

function skipping(more) {
    const {csrftoken, shown, queue} = form().elements;
    const fields = {csrftoken: csrftoken.value, shown: shown.value, queue: queue.value, ...more};
    return {method: "POST", body: new URLSearchParams(fields)};
}

const beside = (tail) => form().getAttribute("action").replace(/\/status$/, tail);

/* Fetches the next claim, which is this editor's from then on. */
function prepare() {
    ahead ??= page(beside("/skip"), skipping({ahead: "1"}));
    return ahead;
}

/* The next claim, as soon as the server gives it. */
async function forward() {
    const main = find("main.claims");
    for (let time = 1000; ; time = Math.min(2 * time, 8000)) {
        main.setAttribute("aria-busy", "true");
        const found = await prepare();
        if (find("main.claims") !== main) return; // somewhere else meanwhile
        if (found?.main) return show(await whole(found));
        if (found) return location.assign(found.address);
        ahead = null;
        await wait(time);
    }
}

/* The end tells what is left, so it is made anew once the server has all that was saved. */
async function whole(found) {
    if (!found.main.matches(".queue-end")) return found;
    await outbox.flush();
    const again = await page(found.address);
    return again?.main ? again : found;
}

async function go(address, options) {
    const found = await page(address);
    if (found?.main) show(found, options);
    else if (found) location.assign(address);
    else say(claimsWords("The server does not answer."));
}

let moving = Promise.resolve();

/* One step after another, however fast the key is pressed. */
function step(rel) {
    moving = moving.then(() => {
        const link = find(`main a[rel=${rel}]`);
        return link && go(link.href);
    });
}

/* Saving */

const said = document.createElement("div");
said.className = "claims queue-said no-print";
said.setAttribute("role", "status");
document.body.append(said);

const alerts = () => said.querySelectorAll("[role=alert]");

let fading;

/* Said until the next is, and for some seconds; what was refused stays beside it. */
function say(words) {
    said.replaceChildren(...alerts(), words);
    clearTimeout(fading);
    fading = setTimeout(() => said.replaceChildren(...alerts()), SAID_FOR);
}

/* Sent again as a plain form: its answer is the page that shows what stands against it. */
function handOver(item) {
    const plain = document.createElement("form");
    [plain.method, plain.action] = ["post", item.action];
    for (const [name, value] of new URLSearchParams(item.body)) {
        const field = document.createElement("textarea"); // keeps line ends
        [field.name, field.value, field.hidden] = [name, value, true];
        plain.append(field);
    }
    document.body.append(plain);
    outbox.drop(item);
    plain.submit();
}

function refused(item) {
    const box = document.createElement("p");
    box.setAttribute("role", "alert");
    const back = document.createElement("button");
    back.type = "button";
    back.textContent = claimsWords("Back to it");
    back.addEventListener("click", () => handOver(item));
    box.append(`${claimsWords("Not saved: “{words}”.", {words: item.words})} ${item.error} `, back);
    said.append(box);
}

function saved(item, told) {
    try {
        localStorage.removeItem(item.typed);
    } catch {
        /* Nothing was kept there. */
    }
    if (told.undo) last = told.undo;
    if (told.today !== undefined) today = told.today;
    const [count, undo] = [document.getElementById("today"), find("[data-undo]")];
    if (count) count.textContent = today;
    if (undo && last) [undo.value, undo.hidden] = [last, false];
    say(told.message);
}

function waiting(number) {
    if (number) say(claimsWords(number === 1
        ? "1 decision waits for the server, which does not answer. It is kept here and sent again."
        : "{n} decisions wait for the server, which does not answer. They are kept here and sent again.", {n: number}));
}

const editor = form()?.elements.editor?.value ?? "";
const outbox = new Outbox(editor, {saved, refused, waiting});

const TYPED = /^(?:status|rationale|publication|note|evidence_.*)$/;

/* Is there anything in the form that the claim does not have? */
function changed(fields) {
    return [...fields].some(([name, value]) => {
        if (!TYPED.test(name) || name.startsWith("evidence_stance")) return false;
        return value.trim() !== (fields.get(`was_${name}`) ?? "").trim();
    });
}

function send(action, fields) {
    outbox.add({
        id: `${Date.now()}-${Math.random()}`,
        action,
        body: new URLSearchParams(fields).toString(),
        words: find("main h1").textContent.trim().slice(0, 80),
        typed: `claims-typed:${form().dataset.key}`,
        editor: fields.get("editor"),
    });
}

function save() {
    const fields = new FormData(form());
    if (changed(fields)) send(form().action, fields);
    return forward();
}

/* What a second reader says of the verdict: an objection has words. */
function second(button) {
    const fields = new FormData(form());
    fields.set("finding", button.value);
    if (button.value === "objected" && !fields.get("objection").trim()) return focusOn("objection");
    send(button.formAction, fields);
    return forward();
}

document.addEventListener("submit", (event) => {
    if (event.target !== form() || !atClaim()) return;
    const to = event.submitter?.getAttribute("formaction") ?? "";
    if (to && !/\/(?:skip|second)$/.test(to)) return;
    event.preventDefault();
    event.stopPropagation();
    if (find("main.claims").hasAttribute("aria-busy")) return; // it is on its way
    if (to.endsWith("/second")) second(event.submitter);
    else if (to) forward();
    else save();
}, true);

/* Moving */

document.addEventListener("click", (event) => {
    const link = event.target.closest?.("main a[rel=next], main a[rel=prev]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    step(link.rel);
});

addEventListener("popstate", () => go(location.href, {push: false}));

function hold() {
    if (document.hidden || !atClaim()) return;
    fetch(beside("/hold"), {...skipping(), headers: {accept: "application/json"}}).catch(() => {});
}

hold();
setInterval(hold, HELD_FOR);
document.addEventListener("visibilitychange", hold);

/* Keys */

function press(selector) {
    const found = find(selector);
    if (!found || found.hidden) return false;
    found.click();
    return true;
}

function focusOn(name, within) {
    const field = within?.[name] ?? document.getElementById(name);
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
    return Boolean(field);
}

function toggle(id) {
    const list = document.getElementById(id);
    if (list) list.open = !list.open;
    if (list?.open) list.querySelector("summary").focus();
    return Boolean(list);
}

function judge(radio) {
    radio.checked = true;
    radio.dispatchEvent(new Event("input", {bubbles: true}));
    return focusOn("rationale");
}

function publish() {
    const field = form().elements.publication;
    field.value = field.value === "published" ? "draft" : "published";
    field.dispatchEvent(new Event("input", {bubbles: true}));
    say(field.selectedOptions[0].textContent);
    return true;
}

/* The article does not say this: one key, and the next claim. */
function mistaken() {
    const radio = [...form().elements.status].find((each) => each.value === "extraction_error");
    if (!radio) return false;
    radio.checked = true;
    radio.dispatchEvent(new Event("input", {bubbles: true}));
    form().requestSubmit();
    return true;
}

const EDITING = {
    s: () => press("main [formaction$='/skip']"),
    e: toLink,
    n: () => focusOn("note"),
    p: publish,
    c: () => press("main [name=finding][value=confirmed]"),
    o: () => focusOn("objection"),
    w: () => press("#to-correct"),
    X: mistaken,
};

const ALWAYS = {
    j: () => press("main a[rel=next]"),
    k: () => press("main a[rel=prev]"),
    u: () => outbox.flush().then(() => press("[data-undo]")) && true,
    "/": () => focusOn("q"),
    "?": () => toggle("keys"),
};

listen({
    press(key) {
        const does = ALWAYS[key] ?? (atClaim() ? EDITING[key] : null);
        if (does) return does();
        const radio = atClaim() && [...form().elements.status].find((each) => each.dataset.key === key);
        return radio ? judge(radio) : false;
    },
    save() {
        if (!atClaim()) return false;
        if (document.activeElement?.id === "objection") return press("main [name=finding][value=objected]");
        form().requestSubmit();
        return true;
    },
    leave(field) {
        field.blur();
        find("main h1").focus({preventScroll: true});
        return true;
    },
});

find("main h1").tabIndex = -1;
dress();
