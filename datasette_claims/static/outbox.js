/* Saves on their way to the server while the next claim is in front of the reader. What is in here
   outlives the page: a save is let go of when the server has it, and only then. Sent twice it is saved
   once, since each names what its form had shown. */

const KEPT = "claims-outbox";
const PAUSES = [1000, 2000, 4000, 8000];

function stored() {
    try {
        return JSON.parse(localStorage.getItem(KEPT)) ?? [];
    } catch {
        return [];
    }
}

function store(change) {
    try {
        const items = change(stored());
        if (items.length) localStorage.setItem(KEPT, JSON.stringify(items));
        else localStorage.removeItem(KEPT);
    } catch {
        /* No storage: what is not saved is in this page alone, and leaving it asks first. */
    }
}

const pause = (time) => new Promise((after) => {
    setTimeout(after, time);
});

/* What the server says to one save; null where it says nothing, or not now. */
async function send(item) {
    let answer;
    try {
        answer = await fetch(claimsAddress(item.action), {
            method: "POST",
            body: new URLSearchParams(item.body),
            headers: {accept: "application/json"},
            redirect: "manual",
        });
    } catch {
        return null;
    }
    if (answer.status >= 500) return null;
    try {
        return await answer.json();
    } catch {
        return {ok: false, error: claimsWords("The server did not take it.")};
    }
}

/* `saved(item, told)`, `refused(item)` and `waiting(how many)` tell what became of the saves of an editor. */
export class Outbox {
    constructor(editor, {saved, refused, waiting}) {
        this.tell = {saved, refused, waiting};
        this.items = stored().filter((item) => item.editor === editor);
        this.items.filter((item) => item.error).forEach((item) => refused(item));
        this.items = this.items.filter((item) => !item.error);
        this.running = null;
        window.addEventListener("beforeunload", (event) => {
            if (this.items.length) event.preventDefault();
        });
        this.flush();
    }

    add(item) {
        this.items.push(item);
        store((items) => [...items, item]);
        this.flush();
    }

    /* All that waits is sent, in order; a promise for when nothing waits any more. */
    flush() {
        this.running ??= this.run().finally(() => {
            this.running = null;
        });
        return this.running;
    }

    async run() {
        const before = this.items.length;
        for (let failures = 0; this.items.length;) {
            const item = this.items[0];
            const told = await send(item);
            if (!told) {
                this.tell.waiting(this.items.length);
                await pause(PAUSES[Math.min(failures, PAUSES.length - 1)]);
                failures += 1;
                continue;
            }
            failures = 0;
            this.items.shift();
            if (told.ok) {
                this.drop(item);
                this.tell.saved(item, told);
            } else {
                const refused = {...item, error: told.error ?? claimsWords("The server did not take it.")};
                store((items) => items.map((each) => (each.id === item.id ? refused : each)));
                this.tell.refused(refused);
            }
        }
        if (before) this.tell.waiting(0);
    }

    drop(item) {
        store((items) => items.filter((each) => each.id !== item.id));
    }
}
