/* Comfort for adding an article: what is pasted or dropped is read at once. Without it, press Read. */
"use strict";

(() => {
    const form = document.getElementById("claims-add");
    const preview = document.getElementById("claims-add-preview");
    const progress = document.getElementById("add-progress");
    const FEWEST = 200; // Characters of a paste that is a text, not a name or an address

    const say = (words) => { progress.textContent = words; };

    /* Back brings the page as it was left: nothing is under way then. */
    window.addEventListener("pageshow", () => say(""));

    const press = (within, value) => {
        const button = within.querySelector(`button[name="step"][value="${value}"]:not([tabindex])`);
        if (button) within.requestSubmit(button);
    };

    if (preview) {
        /* What was typed or ticked and not sent is asked about before the page is left. */
        let changed = false;
        preview.addEventListener("input", () => { changed = true; });
        window.addEventListener("beforeunload", (event) => {
            if (changed) event.preventDefault();
        });
        preview.addEventListener("submit", (event) => {
            changed = false;
            say(event.submitter?.value === "save" ? claimsWords("Storing …") : claimsWords("Reading …"));
        });
        preview.addEventListener("keydown", (event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            press(preview, "save");
        });
    }
    if (!form) return;

    const {text, file} = form.elements;
    const largest = Number(form.dataset.largest);

    const tooLarge = (size) => {
        if (size <= largest) return false;
        say(claimsWords("This is more than {most} MB; load it in the shell: {command}",
            {most: Math.round(largest / 1048576), command: form.dataset.shell}));
        return true;
    };

    form.addEventListener("submit", (event) => {
        const chosen = file.files[0];
        if (chosen ? tooLarge(chosen.size) : tooLarge(new Blob([text.value]).size)) {
            event.preventDefault();
            return;
        }
        say(claimsWords("Reading …"));
    });

    text.addEventListener("paste", () => {
        const before = text.value.trim();
        setTimeout(() => {
            if (!before && text.value.length >= FEWEST) press(form, "read");
        });
    });
    text.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        press(form, "read");
    });
    file.addEventListener("change", () => {
        if (file.files.length) press(form, "read");
    });

    const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    let depth = 0;
    window.addEventListener("dragenter", (event) => {
        if (carries(event)) { depth += 1; form.parentElement.classList.add("dropping"); }
    });
    window.addEventListener("dragleave", (event) => {
        if (carries(event)) { depth -= 1; if (depth <= 0) form.parentElement.classList.remove("dropping"); }
    });
    window.addEventListener("dragover", (event) => {
        if (carries(event)) event.preventDefault();
    });
    window.addEventListener("drop", (event) => {
        if (!carries(event)) return;
        event.preventDefault();
        depth = 0;
        form.parentElement.classList.remove("dropping");
        if (event.dataTransfer.files.length > 1) {
            say(claimsWords("One file at a time. For all of them: {command}", {command: form.dataset.shell}));
            return;
        }
        file.files = event.dataTransfer.files;
        file.dispatchEvent(new Event("change"));
    });
})();
