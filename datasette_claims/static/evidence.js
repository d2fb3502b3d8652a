/* Evidence links in the editor's form: a row each. A paste of several lines becomes as many rows, at once;
   what the pages are is looked up only where the editor asks for it. Without this script the server does
   the same with what was pasted (web/pasted.py), and a few rows stand ready. */

const ADDRESS = /[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s\x1c-\x1f\x85<>"“”]+/g; // Python takes five more signs for blank
const WORD = /[^\s\x1c-\x1f\x85]+/g;
const NUMBERED = /^[\s\x1c-\x1f\x85]*\(?[0-9]{1,2}[.)][\s\x1c-\x1f\x85]+/;
const ENDS = /^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g;
const AFTER = ".,;:!?'’»*_";
const AROUND = " \t.,;:|*_–—-·•>()[]<>\"“”#";
const LARGEST = 512 * 1024 * 1024; // a file is held in memory while it is counted
const asVerdict = (stance) => ({
    supports: claimsWords("as the verdict: supports it"),
    refutes: claimsWords("as the verdict: refutes it"),
    context: claimsWords("as the verdict: gives context"),
})[stance] ?? claimsWords("as the verdict says");

const form = () => document.getElementById("review-form");
const rows = () => [...document.querySelectorAll("#evidence-links > .evidence-link")];
const part = (row, name) => row.querySelector(`[name="${fieldName(name, row.dataset.row)}"]`);
const fieldName = (name, number) => `evidence_${name}${Number(number) === 1 ? "" : `_${number}`}`;

function trimmed(text, marks) {
    let [start, end] = [0, text.length];
    while (start < end && marks.includes(text[start])) start += 1;
    while (end > start && marks.includes(text[end - 1])) end -= 1;
    return text.slice(start, end);
}

/* The address without the marks behind it; a bracket is its own where it opened it. */
function address(text) {
    const count = (mark) => text.split(mark).length;
    for (;;) {
        const last = text.at(-1);
        const bracket = (last === ")" && count(")") > count("(")) || (last === "]" && count("]") > count("["));
        if (!bracket && !AFTER.includes(last)) return text;
        text = text.slice(0, -1);
    }
}

function read(line) {
    const addresses = (line.match(ADDRESS) ?? []).map(address);
    const rest = addresses.reduce((left, each) => left.replace(each, () => " "), line);
    return [addresses, trimmed((rest.replace(NUMBERED, "").match(WORD) ?? []).join(" "), AROUND)];
}

/* As web/pasted.py has it: one for each address, and the words that belong to none. */
export function understood(text) {
    const all = text.match(WORD) ?? [];
    if (all.length < 2 || text.search(ADDRESS) < 0) return all.length ? [{url: text.replace(ENDS, ""), title: ""}] : [];
    const found = [];
    let above = "";
    for (const line of text.split(/\r\n|[\n\r]/)) {
        const [addresses, words] = read(line);
        if (!addresses.length && !words) continue;
        if (addresses.length === 1 && !(words && above)) {
            found.push({url: addresses[0], title: words || above});
            above = "";
            continue;
        }
        if (above) {
            found.push({url: above, title: ""});
            above = "";
        }
        if (addresses.length) {
            const one = addresses.length === 1;
            found.push(...addresses.map((url) => ({url, title: one ? words : ""})));
            if (words && !one) found.push({url: words, title: ""});
        } else above = words;
    }
    return above ? [...found, {url: above, title: ""}] : found;
}

/* Rows */

function another() {
    const number = Number(rows().at(-1).dataset.row) + 1;
    const box = document.getElementById("evidence-links");
    if (number > Number(box.dataset.most)) return null;
    const made = document.createElement("div");
    made.innerHTML = document.getElementById("evidence-row").innerHTML // what the server wrote, nothing typed
        .replaceAll('_0"', `_${number}"`).replace(/ 0(?=<)/g, ` ${number}`).replace('data-row="0"', `data-row="${number}"`);
    const row = made.firstElementChild;
    box.append(row);
    dressRow(row);
    return row;
}

const isEmpty = (row) => ["url", "title", "outlet", "published", "quote", "archive_url", "file_hash"].every((name) => !part(row, name).value.trim());

const emptyRow = () => rows().find(isEmpty) ?? another();

/* The field for the next link gets the focus; false where there is none. */
export function toLink() {
    if (!form()) return false;
    const row = emptyRow() ?? rows().at(-1);
    if (row) part(row, "url").focus();
    return Boolean(row);
}

function set(field, value) {
    field.value = value;
    field.dispatchEvent(new Event("input", {bubbles: true}));
}

/* What is in the closed part of a row is told outside of it. */
function tellDetails(row) {
    const filled = ["title", "outlet", "published", "archive_url"].map((name) => part(row, name).value.trim()).filter(Boolean);
    const place = row.querySelector("[data-filled]");
    place.textContent = filled.length ? `: ${filled.join(" · ")}` : "";
}

/* What was understood of a paste into the field of one row goes into as many rows. */
function lay(row, links) {
    const max = Number(document.getElementById("evidence-links").dataset.most);
    if (links.length > rows().filter((each) => each === row || isEmpty(each)).length + max - rows().length) {
        say(claimsWords("These are {n} links; at most {most} are saved at once.", {n: links.length, most: max}));
        return false;
    }
    const stance = part(row, "stance").value;
    links.forEach((link, index) => {
        const to = index ? emptyRow() : row;
        set(part(to, "url"), link.url);
        if (link.title && !part(to, "title").value) set(part(to, "title"), link.title);
        if (index) part(to, "stance").value = stance;
    });
    say(links.length === 1 ? claimsWords("1 link understood, with its title.")
        : claimsWords("{n} links understood, a row each.", {n: links.length}));
    return true;
}

function say(words) {
    document.getElementById("links-said").textContent = words;
}

/* Which verdict the links go with, in words. */
function tellStance() {
    const chosen = form().querySelector("[name=status]:checked");
    for (const option of document.querySelectorAll("#evidence-links option[value=verdict]"))
        option.textContent = asVerdict(chosen?.dataset.stance);
}

/* As store/judging.py has it. */
function tellNeeded() {
    const place = document.getElementById("needed");
    const needs = form().querySelector("[name=status]:checked")?.dataset.needs ?? "never";
    const evidenced = Number(place.dataset.links) > 0 || !rows().every(isEmpty);
    const missing = [
        needs.includes("reason") && !form().elements.rationale.value.trim() && claimsWords("a reason"),
        needs.includes("evidence") && !evidenced && claimsWords("an evidence link"),
    ].filter(Boolean);
    const words = needs === "never" ? claimsWords("Needed to publish: a status that is a result.")
        : missing.length ? claimsWords("Needed to publish: {what}.", {what: missing.join(", ")})
        : claimsWords("Nothing is missing to publish.");
    if (place.textContent !== words) place.textContent = words;
}

/* A file is counted in this browser; neither it nor its name leaves it. */
async function count(row, file) {
    if (file.size > LARGEST) {
        return say(claimsWords("{name} is larger than {most} MB: count it by another program.",
            {name: file.name, most: LARGEST / 1024 ** 2}));
    }
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    set(part(row, "file_hash"), [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
    say(claimsWords("The SHA-256 of {name} is in its field; the file stays with you.", {name: file.name}));
}

function dressRow(row) {
    const file = row.querySelector("[data-file]");
    file.hidden = !globalThis.crypto?.subtle;
    file.querySelector("input").addEventListener("change", (event) => {
        const [chosen] = event.target.files;
        if (chosen) count(row, chosen).catch(() => say(claimsWords("{name} cannot be read.", {name: chosen.name})));
    });
    const url = part(row, "url");
    url.addEventListener("paste", (event) => {
        const whole = url.selectionStart === 0 && url.selectionEnd === url.value.length;
        const links = understood(event.clipboardData?.getData("text/plain") ?? "");
        if (!whole || !links.length || (links.length === 1 && !links[0].title)) return;
        if (lay(row, links)) event.preventDefault();
    });
    url.addEventListener("change", () => {
        const links = understood(url.value);
        if (links.length > 1 || links[0]?.title) lay(row, links);
        look();
    });
    tellStance();
}

/* Looking at the links: what is known of them here, and, where it is asked for, what their pages tell. */

const FILLED = ["title", "outlet", "published", "archive_url"];
let looking = 0;

async function look(fetching = false) {
    const filled = rows().filter((row) => !isEmpty(row));
    if (!filled.length) return;
    const turn = ++looking;
    const body = new URLSearchParams(new FormData(form()));
    if (fetching) {
        body.set("fetch", "1");
        say(claimsWords("Asking the pages …"));
    }
    let told;
    try {
        const answer = await fetch(claimsAddress(form().getAttribute("action").replace(/\/status$/, "/evidence/look")), {
            method: "POST", body, headers: {accept: "application/json"}, redirect: "manual",
        });
        told = await answer.json();
    } catch {
        if (fetching) say(claimsWords("The server does not answer."));
        return;
    }
    if (turn !== looking || !filled[0].isConnected) return;
    if (!told.ok) return say(fetching ? told.error : "");
    // The server left out empty rows, as is done here.
    told.links.forEach((link, index) => {
        const row = filled[index];
        if (!row || part(row, "url").value.trim() !== link.asked) return;
        if (fetching && link.url !== link.asked) set(part(row, "url"), link.url);
        for (const name of fetching ? FILLED : [])
            if (link[name] && !part(row, name).value) set(part(row, name), link[name]);
        const hint = row.querySelector("[data-told]");
        hint.textContent = link.told.join(" ");
        hint.hidden = !link.told.length;
    });
    if (fetching) say(claimsWords("What the pages told is in the fields; nothing is saved yet."));
}

/* A page, or the form of the next claim in the queue */

function dress() {
    if (!form() || !document.getElementById("evidence-links")) return;
    rows().forEach(dressRow);
    const more = document.querySelector("[data-another]");
    more.hidden = false;
    more.addEventListener("click", () => {
        const row = another();
        if (row) part(row, "url").focus();
        else say(claimsWords("No more links are saved at once. Save these first."));
    });
    for (const [selector, fetching] of [["[data-look]", false], ["[data-fetch]", true]]) {
        document.querySelector(selector)?.addEventListener("click", (event) => {
            event.preventDefault();
            look(fetching);
        });
    }
    document.querySelector("[data-look]").hidden = true; // it is done whenever a link changes
    for (const kind of ["input", "change"])
        form().addEventListener(kind, () => {
            tellStance();
            tellNeeded();
            rows().forEach(tellDetails);
        });
    // What was typed earlier comes back to rows that are not there yet.
    form().addEventListener("claims:row", (event) => {
        const number = Number(/_(\d+)$/.exec(event.detail)?.[1] ?? 1);
        while (Number(rows().at(-1).dataset.row) < number && another());
    });
    tellNeeded();
}

document.addEventListener("claims:shown", dress);
dress();
