/* The page that the bookmarklet brings: asked of the tab that opened this one, shown, and put into the form.

   Whoever opened this tab may answer, so what comes is anybody's: it is shown as text with the site that the
   browser says it comes from, nothing is done with it before the reader presses a button, and the first answer
   is the only one, so that nothing else takes its place after it was looked at. */
"use strict";

(() => {
    const box = document.getElementById("brought");
    if (!box) return;
    const copied = location.hash === "#copied";

    const form = box.closest("form");
    const {markup, url, text, file, selection} = form.elements;
    const largest = Number(form.dataset.largest);
    const PATIENCE = 1500; // milliseconds after which the reader is told that nothing came
    const WORDS = 40;
    const PAGES = ["text/html", "application/xhtml+xml", "text/plain"];
    const find = (id) => document.getElementById(id);

    const say = (why, detail = "") => {
        for (const each of find("brought-why").children) {
            each.hidden = each.dataset.why !== why;
            const place = each.querySelector("[data-detail]");
            if (place) place.textContent = detail;
        }
    };

    const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1048576).toFixed(1)} MB`;

    /* The first words of the page as it came: of the article if it says where that is. */
    function beginning(page) {
        for (const each of [...page.querySelectorAll("article, main"), page.body]) {
            const texts = page.createTreeWalker(each, NodeFilter.SHOW_TEXT);
            const words = [];
            while (words.length <= WORDS && texts.nextNode()) words.push(...texts.currentNode.data.split(/\s+/).filter(Boolean));
            if (words.length) return words.slice(0, WORDS).join(" ") + (words.length > WORDS ? " …" : "");
        }
        return "";
    }

    /* While a page stands in the form, other ways into it are away: of two, one would be passed over. */
    function stand(there) {
        box.hidden = !there;
        form.classList.toggle("holds-page", there);
    }

    function take(sent, origin) {
        const well = ["markup", "url", "type"].every((name) => typeof sent[name] === "string");
        if (!well || !sent.markup.trim()) return say("nothing");
        if (origin === location.origin && sent.url === location.href.split("#")[0]) return say("self");
        if (!PAGES.includes(sent.type)) return say("kind", sent.type.slice(0, 80));
        const bytes = new Blob([sent.markup]).size;
        if (bytes > largest) return say("large", size(bytes));
        if (origin !== "null" && !sent.url.startsWith(`${origin}/`)) return say("elsewhere", new URL(origin).host);
        const page = new DOMParser().parseFromString(sent.markup, "text/html");
        for (const each of page.querySelectorAll("script, style")) each.remove();
        const words = beginning(page);
        if (!words) return say("empty");
        say("");
        selection.value = sent.selected === true ? "1" : "";
        find("brought-what").textContent = selection.value ? claimsWords("What you selected") : claimsWords("A page");
        find("brought-site").textContent = origin === "null" ? claimsWords("a place without an address") : new URL(origin).host;
        find("brought-title").textContent = page.title.trim() || claimsWords("(no title)");
        find("brought-size").textContent = size(bytes);
        find("brought-words").textContent = words;
        find("brought-facts").hidden = false;
        markup.value = sent.markup;
        url.value = origin === "null" ? "" : sent.url;
        stand(true);
        find("brought-read").focus();
    }

    function nothing() {
        say(copied ? "copied" : "nothing");
        if (document.activeElement === document.body) text.focus();
    }

    find("brought-read").addEventListener("keydown", (event) => {
        if (event.repeat) event.preventDefault(); // a key held down since before this page was there decides nothing
    });
    find("brought-drop").addEventListener("click", () => {
        markup.value = url.value = selection.value = "";
        stand(false);
        text.focus();
    });
    stand(Boolean(markup.value)); // a page that could not be read comes back

    if (!copied && location.hash !== "#page") return;
    if (!opener) return nothing();
    const patience = setTimeout(nothing, PATIENCE);
    say("waiting");
    window.addEventListener("message", function answered({source, origin, data}) {
        if (source !== opener || data?.claims !== "page") return;
        window.removeEventListener("message", answered);
        clearTimeout(patience);
        if (text.value.trim() || file.files.length) return; // the reader has gone on meanwhile
        take(data, origin);
    });
    opener.postMessage("claims: which page?", "*");
})();
