/* The page on which a claim is corrected: words are selected anew, or its ends moved word by word. */
import {ClaimFields} from "./claimfields.js";
import {dress, listen} from "./keys.js";
import {SelectionBar} from "./selectionbar.js";

const form = document.getElementById("review-form");
const text = document.getElementById("text");
const fields = new ClaimFields(form);
const pieces = [...text.querySelectorAll("[data-s]")].map((element) => ({
    element,
    start: Number(element.dataset.s),
    end: Number(element.dataset.e),
    number: Number(element.dataset.n),
}));
const words = pieces.filter((each) => each.number);

/* What the page has of the text between two places. */
function between(start, end) {
    let found = "";
    let paragraph = null;
    for (const piece of pieces) {
        if (piece.end <= start || piece.start >= end) continue;
        if (paragraph && paragraph !== piece.element.parentElement) found += "\n";
        paragraph = piece.element.parentElement;
        const characters = [...piece.element.textContent];
        found += characters.slice(Math.max(0, start - piece.start), Math.max(0, end - piece.start)).join("");
    }
    return found.trim();
}

const shown = ({start, end}) => pieces.length && pieces[0].start <= start && end <= pieces.at(-1).end;

/* The chosen words are marked, and their numbers told. */
function show() {
    for (const {element, start, end} of pieces) {
        const inside = fields.stretches.some((each) => each.start <= start && end <= each.end);
        const touched = fields.stretches.some((each) => each.start < end && start < each.end);
        element.classList.toggle("on", inside);
        element.classList.toggle("part", touched && !inside);
    }
    fields.stretches.forEach((each, at) => {
        const covered = words.filter(({start, end}) => start < each.end && each.start < end);
        const from = form.elements[`from_${at + 1}`];
        if (!from || !covered.length || !shown(each)) return;
        from.value = covered[0].number;
        form.elements[`to_${at + 1}`].value = covered.at(-1).number;
    });
    for (let at = fields.stretches.length + 1; form.elements[`from_${at}`]; at += 1) {
        form.elements[`from_${at}`].value = form.elements[`to_${at}`].value = "";
    }
}

fields.changed = show;

/* Words that are typed count, so the numbers are again those that the form held. */
fields.typed = () => {
    for (const field of form.querySelectorAll(".by-number input")) {
        field.value = form.elements[`was_${field.name}`]?.value ?? "";
    }
};

/* An end of the claim goes to that of the next word before or behind it. */
function move(which, by) {
    if (!fields.stretches.length) return false;
    const all = fields.stretches.map((each) => ({...each}));
    const moved = which === "start" ? all[0] : all.at(-1);
    const at = moved[which];
    const places = words.map((each) => each[which]).filter((each) => (by < 0 ? each < at : each > at));
    const to = by < 0 ? places.at(-1) : places[0];
    if (to === undefined) return false;
    moved[which] = to;
    if (moved.start >= moved.end || !shown(moved)) return false;
    moved.words = between(moved.start, moved.end);
    fields.set(all);
    return true;
}

for (const button of document.querySelectorAll("[data-move]")) {
    button.addEventListener("click", () => move(button.dataset.move, Number(button.dataset.by)));
}

/* Numbers that are typed are words of the page. */
form.addEventListener("input", (event) => {
    if (!/^(from|to)_\d$/.test(event.target.name)) return;
    const found = [];
    for (let at = 1; form.elements[`from_${at}`]; at += 1) {
        const numbers = [form.elements[`from_${at}`].value, form.elements[`to_${at}`].value].map(Number);
        const [first, last] = numbers.map((number) => words.find((each) => each.number === number));
        if (first && last && first.start < last.end) {
            found.push({start: first.start, end: last.end, words: between(first.start, last.end)});
        } else if (numbers.some(Boolean)) {
            form.elements.spans.value = form.elements.was_spans.value; // the server has all words
            return;
        }
    }
    if (found.length) fields.set(found);
});

const splits = form.elements.split_from;

const bar = new SelectionBar(text, [
    {label: claimsWords("These are its words"), key: "w", does: (found) => {
        fields.set([found]);
        document.querySelector(".save button").focus();
    }},
    {label: claimsWords("Add these words"), key: "+", when: () => fields.stretches.length > 0, does: (found) => fields.add(found)},
    {label: claimsWords("Split off"), when: () => Boolean(splits), does: ({start, end}) => {
        const covered = words.filter((each) => each.start < end && start < each.end);
        if (!covered.length) return;
        [splits.value, form.elements.split_to.value] = [covered[0].number, covered.at(-1).number];
        document.querySelector(".split button").focus();
    }},
]);

const MOVES = {a: ["start", -1], s: ["start", 1], d: ["end", -1], f: ["end", 1]};

listen({
    press(key) {
        if (MOVES[key]) return move(...MOVES[key]) || true;
        if (key === "x") {
            const error = document.getElementById("error-form");
            error?.requestSubmit();
            return Boolean(error);
        }
        if (key === "?") {
            const list = document.getElementById("keys");
            list.open = !list.open;
            return true;
        }
        return bar.press(key);
    },
    save() {
        form.requestSubmit();
        return true;
    },
    leave(field) {
        field.blur();
        document.querySelector("main h1").focus({preventScroll: true});
        return true;
    },
});

const main = document.querySelector("main.claims");
main.classList.add("scripted");
const byNumber = document.querySelector(".by-number");
if (!byNumber.querySelector("[aria-invalid]")) byNumber.open = false;
dress(main);
document.querySelector(".ends").hidden = false;
document.querySelector(".keys-hint").hidden = false;
if (fields.stretches.length) {
    text.querySelector(".on, .part")?.scrollIntoView({block: "center"});
    if (!document.querySelector("[autofocus]")) document.querySelector("main h1").focus({preventScroll: true});
}
