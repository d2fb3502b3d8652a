/* The bookmarklet: a link for the bookmarks bar, made of the source of `bring` and of this page's address.

   `bring` runs in other people's pages, so it needs nothing besides itself and says here why it is as it is. It
   opens the add page, which asks for the page (`brought.js`); it answers that tab, at that address, and no other.

   What is brought is a copy of the page made where nothing loads or runs, without what articles are not made of.
   Open shadow trees, in which some portals keep the whole article, become ordinary elements. JSON-LD stays: it tells
   title, outlet and date. Where something is selected, its visible text takes the place of everything else in the
   body. In a frame set the frame with the most words is meant.

   A page with `Cross-Origin-Opener-Policy: same-origin` cuts itself off from the tab it opens, and nobody asks.
   Used there once more, the bookmarklet copies the page; otherwise it leaves the clipboard alone. */
"use strict";

(() => {
    function bring(address, blocked) {
        const again = window.claimsAsked === false;
        window.claimsAsked = false;
        let tab;
        const reach = (how) => {
            tab = open(address + how);
            if (!tab) alert(blocked);
        };
        if (!again) reach("#page");
        const pages = [document];
        for (let i = 0; i < frames.length; i++) try { pages.push(frames[i].document); } catch {}
        const selected = (page) => String(page.getSelection() || "").trim();
        const words = (page) => page.body ? page.body.innerText.length : 0;
        const frame = document.querySelector("frameset") && [...pages].sort((a, b) => words(b) - words(a))[0];
        const page = pages.find(selected) || frame || document;
        const inert = document.implementation.createHTMLDocument();
        const all = (node) => [node, ...(node.querySelectorAll ? node.querySelectorAll("*") : [])];
        const copyOf = (node) => {
            const twins = all(inert.importNode(node, true));
            all(node).forEach((each, i) => each.shadowRoot && twins[i].prepend(...[...each.shadowRoot.childNodes].map(copyOf)));
            return twins[0];
        };
        const copy = copyOf(page.documentElement);
        for (const each of copy.querySelectorAll("script:not([type*='ld+json' i]),style,noscript,svg,[src^='data:']")) each.remove();
        const text = selected(page);
        if (text) {
            const article = inert.createElement("article");
            for (const line of text.split(/\n+/)) article.appendChild(inert.createElement("p")).textContent = line;
            copy.querySelector("body").replaceChildren(article, ...copy.querySelectorAll("body script"));
        }
        const url = page.URL.split("#")[0];
        const markup = `<!doctype html><!-- saved from url=(${String(url.length).padStart(4, 0)})${url} -->${copy.outerHTML}`;
        addEventListener("message", ({source, origin, data}) => {
            if (source !== tab || origin !== new URL(address).origin || data !== "claims: which page?") return;
            window.claimsAsked = true;
            tab.postMessage({claims: "page", markup, url, type: page.contentType, selected: Boolean(text)}, origin);
        });
        if (again) (navigator.clipboard?.writeText(markup) ?? Promise.reject()).then(() => reach("#copied"), () => reach("#page"));
    }

    const section = document.getElementById("bookmarklet");
    if (!section) return;

    /* The browser alone knows for sure where this page is: a server behind a proxy may not. */
    const address = location.origin + location.pathname;
    const blocked = claimsWords("The browser kept the new tab from opening. Allow it, then try again.");
    const code = `(${bring})(${JSON.stringify(address)},${JSON.stringify(blocked)})`.replace(/\s+/g, " ");
    const link = document.getElementById("bookmarklet-link");
    const field = document.getElementById("bookmarklet-code");
    const told = document.getElementById("bookmarklet-told");
    link.href = `javascript:${encodeURIComponent(code)}`;
    field.value = link.href;
    section.hidden = false;

    link.addEventListener("click", (event) => {
        event.preventDefault();
        told.textContent = told.dataset.clicked;
    });
    document.getElementById("bookmarklet-copy").addEventListener("click", async () => {
        field.select();
        try {
            await navigator.clipboard.writeText(field.value);
            told.textContent = told.dataset.copied;
        } catch {
            told.textContent = told.dataset.selected; // no clipboard without https
        }
    });
})();
