/* The form in which a person says what a claim is: its words as stretches of the article's text, which
   selecting sets, and names that are offered while one types. */

const GAP = " … ";
const PAUSE = 150;

export const inOrder = (stretches) => [...stretches].sort((one, other) => one.start - other.start);

const told = (stretches) => stretches.map(({start, end}) => `${start}-${end}`).join(" ");

export class ClaimFields {
    constructor(form) {
        this.form = form;
        this.stretches = this.read();
        this.changed = () => {};
        this.setting = false;
        this.typed = () => {};
        form.elements.words.addEventListener("input", () => {
            if (this.setting) return;
            form.elements.spans.value = form.elements.was_spans.value; // the typed words count now
            this.typed();
        });
        form.addEventListener("claims:restored", () => {
            this.stretches = this.read();
            this.changed();
        });
        names(form.elements.speaker);
    }

    read() {
        const {spans, words} = this.form.elements;
        const parts = words.value.split(GAP);
        return spans.value.split(" ").filter(Boolean).map((pair, at) => {
            const [start, end] = pair.split("-").map(Number);
            return {start, end, words: parts[at] ?? ""};
        });
    }

    set(stretches) {
        this.stretches = inOrder(stretches);
        const {spans, words} = this.form.elements;
        spans.value = told(this.stretches);
        words.value = this.stretches.map((each) => each.words).join(GAP);
        this.setting = true;
        words.dispatchEvent(new Event("input", {bubbles: true}));
        this.setting = false;
        this.changed();
    }

    /* One more part of the claim; what it shares words with, it takes the place of. */
    add(stretch) {
        const apart = this.stretches.filter(({start, end}) => end <= stretch.start || stretch.end <= start);
        this.set([...apart, stretch]);
    }
}

/* Speakers whose names begin so, the article's first. */
function names(field) {
    const list = field.list;
    const here = [...list.children];
    let timer, asked;
    field.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(async () => {
            asked?.abort();
            asked = new AbortController();
            const query = new URLSearchParams({q: field.value, article: field.dataset.article});
            try {
                const answer = await fetch(`${field.dataset.names}?${query}`, {signal: asked.signal});
                const found = (await answer.json()).names ?? [];
                const known = new Set(here.map((each) => each.value));
                list.replaceChildren(...here, ...found.filter(({name}) => !known.has(name)).map(({name, kind}) => {
                    const option = document.createElement("option");
                    option.value = name;
                    option.textContent = kind;
                    return option;
                }));
            } catch {
                /* What is typed counts, offered or not. */
            }
        }, PAUSE);
    });
}
