/* Comfort for the editor's form; without it everything can be done as well.

   What is typed is kept in this browser until it was saved, asked about before the page is left, and
   offered again on return: never put back by itself, since the claim may stand otherwise by then. The
   queue, which brings one form after another into its page, says so by the event claims:shown. */
"use strict";

(() => {
    const DAYS_KEPT = 7;

    function care(form) {
        const KEY = `claims-typed:${form.dataset.key}`;
        const names = () => [...new Set([...form.elements].map((each) => each.name))].filter(
            (name) => name && !/^(csrftoken|revision|shown|editor|offered|queue|list|back|look|undo|fetch|finding|was_.*)$/.test(name));
        const revision = form.elements.revision.value;
        let sending = false;
        let offered = null;

        function valueOf(name) {
            const control = form.elements[name];
            return control instanceof HTMLInputElement && control.type === "checkbox"
                ? (control.checked ? control.value : "") : control.value;
        }

        function stored(name) {
            const was = form.elements[`was_${name}`];
            return was ? was.value : name.startsWith("evidence_stance") ? "verdict" : "";
        }

        const plain = (words) => words.replace(/\r\n/g, "\n").trim();

        /* The fields that differ from what the database holds. */
        function typed() {
            const changed = names().filter((name) => plain(valueOf(name)) !== plain(stored(name)));
            return Object.fromEntries(changed.map((name) => [name, valueOf(name)]));
        }

        function read() {
            try {
                const found = JSON.parse(localStorage.getItem(KEY));
                return found && Date.now() - found.at < DAYS_KEPT * 864e5 ? found : null;
            } catch {
                return null;
            }
        }

        function write() {
            const fields = typed();
            const kept = {at: Date.now(), revision, fields, offered};
            try {
                if (Object.keys(fields).length || offered) localStorage.setItem(KEY, JSON.stringify(kept));
                else localStorage.removeItem(KEY);
            } catch {
                /* No room, or storage is switched off: leaving still asks first. */
            }
        }

        function label(name) {
            const control = form.elements[name];
            if (control instanceof RadioNodeList) return claimsWords("Status");
            const words = control?.labels && control.labels[0];
            if (words) return words.firstChild.textContent.trim();
            const [, first, number] = /^(evidence_[a-z_]+)_(\d+)$/.exec(name) ?? []; // its row is not there yet
            return form.elements[first] ? `${label(first)} ${number}` : name;
        }

        function words(name, value) {
            const control = form.elements[name];
            if (control instanceof RadioNodeList) {
                const radio = [...control].find((each) => each.value === value);
                return radio ? radio.labels[0].textContent.trim() : value;
            }
            if (control instanceof HTMLSelectElement) {
                const option = [...control.options].find((each) => each.value === value);
                return option ? option.textContent.trim() : value;
            }
            return value;
        }

        function offer(kept) {
            offered = kept;
            const list = document.getElementById("typed-words");
            for (const [name, value] of Object.entries(kept.fields)) {
                if (!form.elements[name] && !name.startsWith("evidence_")) continue;
                if (/^(hidden|number)$/.test(form.elements[name]?.type)) continue;
                const row = document.createElement("div");
                const term = row.appendChild(document.createElement("dt"));
                const text = row.appendChild(document.createElement("dd"));
                term.textContent = label(name);
                text.textContent = words(name, value) || "(emptied)";
                text.dir = "auto";
                list.append(row);
            }
            document.getElementById("typed-older").hidden = kept.revision === revision;
            document.getElementById("typed-offer").hidden = false;
        }

        function answerOffer(restore) {
            if (restore) {
                for (const [name, value] of Object.entries(offered.fields)) {
                    if (!form.elements[name]) form.dispatchEvent(new CustomEvent("claims:row", {detail: name}));
                    const control = form.elements[name];
                    if (!control) continue;
                    if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = Boolean(value);
                    else control.value = value;
                    control.closest?.("details")?.setAttribute("open", "");
                }
            }
            form.dispatchEvent(new Event("change"));
            offered = null;
            document.getElementById("typed-offer").hidden = true;
            document.getElementById("typed-words").replaceChildren();
            write();
            (form.elements.rationale ?? form.elements.words).focus();
            form.dispatchEvent(new Event("claims:restored"));
        }

        const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
        const kept = read();
        // Once the server has answered, what was typed is saved or in the form; what was only offered is not.
        // What the server offers on this page is not offered twice.
        const answered = "answered" in form.dataset;
        const offers = JSON.parse(form.dataset.offered ?? "{}");
        const waiting = Object.fromEntries(
            Object.entries({...kept?.offered?.fields, ...(answered ? {} : kept?.fields)}).filter(
                ([name, value]) => plain(offers[name] ?? "") !== plain(value)));
        if (Object.keys(waiting).length && !same(waiting, typed()))
            offer({revision: (kept.offered ?? kept).revision, fields: waiting});
        if (answered) write();

        document.getElementById("typed-restore").addEventListener("click", () => answerOffer(true));
        document.getElementById("typed-discard").addEventListener("click", () => answerOffer(false));
        form.addEventListener("input", write);
        for (const each of form.elements) if (!form.contains(each)) each.addEventListener("input", write);

        form.addEventListener("submit", (event) => {
            if (sending) event.preventDefault();
            sending = true;
            setTimeout(() => { sending = false; }, 4000); // not for ever: the network may have failed
        });
        window.addEventListener("pageshow", (event) => {
            if (event.persisted) sending = false;
        });
        window.addEventListener("beforeunload", (event) => {
            if (form.isConnected && !sending && Object.keys(typed()).length) event.preventDefault();
        });
    }

    function shown() {
        const form = document.getElementById("review-form");
        if (form?.dataset.key) care(form);
    }

    document.addEventListener("claims:shown", shown);
    shown();
})();
