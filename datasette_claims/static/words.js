/* What scripts say, in the language of the page: the page brings the sentences (_claims_script_words.html), each under
   its English, which is said where it brings none. `{name}` stands for a value. */
"use strict";

(() => {
    const brought = document.getElementById("claims-words");
    const sentences = brought ? JSON.parse(brought.textContent) : {};
    const spoken = document.documentElement.lang || "en";

    globalThis.claimsWords = (english, values = {}) =>
        (sentences[english] ?? english).replace(/\{(\w+)\}/g, (_, name) => values[name]);

    globalThis.claimsNumber = (number) => number.toLocaleString(spoken);

    /* The address at which the server answers a script in the same language; without it programs get English. */
    globalThis.claimsAddress = (address) => {
        if (!brought) return address;
        const whole = new URL(address, location.href);
        whole.searchParams.set("_lang", spoken);
        return whole.href;
    };
})();
