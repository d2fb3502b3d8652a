/* Where in the stored text something stands that is selected in the page: the server counts code points,
   the browser UTF-16 units of the pieces of its own tree. Each paragraph of a text says by `data-at` at
   which code point it begins; behind that, each code point of the text is one of the page. What is not of
   the text (marks, numbers) is drawn by the style sheet and stands in no node. */

const LEADING = /^\s+/;
const TRAILING = /\s+$/;

/* How many code points; half a pair, where an end lies within one, counts as the whole. */
export const points = (text) => [...text].length;

/* The range's part of a paragraph, widened where it begins or ends within a pair. */
function part(range, paragraph) {
    const inner = document.createRange();
    inner.selectNodeContents(paragraph);
    if (inner.compareBoundaryPoints(Range.START_TO_START, range) < 0) inner.setStart(...start(range));
    if (inner.compareBoundaryPoints(Range.END_TO_END, range) > 0) inner.setEnd(...end(range));
    return inner;
}

const within = (text, at) => /^[\uDC00-\uDFFF]/.test(text.slice(at)) && /[\uD800-\uDBFF]$/.test(text.slice(0, at));

function start({startContainer: node, startOffset: at}) {
    return [node, node.nodeType === Node.TEXT_NODE && within(node.data, at) ? at - 1 : at];
}

function end({endContainer: node, endOffset: at}) {
    return [node, node.nodeType === Node.TEXT_NODE && within(node.data, at) ? at + 1 : at];
}

/* The paragraphs that a range may reach into: two searches by halves, for articles of any length. */
function* reached(range, root) {
    const all = root.querySelectorAll("[data-at]");
    let [low, high] = [0, all.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        if (range.comparePoint(all[middle], all[middle].childNodes.length) < 0) low = middle + 1;
        else high = middle;
    }
    for (; low < all.length && range.comparePoint(all[low], 0) <= 0; low += 1) yield all[low];
}

/* {start, end, words} of what a range has of the texts within `root`, without white space around it;
   null where that is nothing. */
export function stretch(range, root) {
    if (range.collapsed) return null;
    const parts = [];
    for (const paragraph of reached(range, root)) {
        const inner = part(range, paragraph);
        const words = inner.toString();
        if (!words.trim()) continue;
        const before = document.createRange();
        before.setStart(paragraph, 0);
        before.setEnd(inner.startContainer, inner.startOffset);
        parts.push({at: Number(paragraph.dataset.at) + points(before.toString()), words});
    }
    if (!parts.length) return null;
    const [first, last] = [parts[0], parts.at(-1)];
    const skipped = LEADING.exec(first.words)?.[0] ?? "";
    const upTo = last.words.replace(TRAILING, "");
    return {
        start: first.at + points(skipped),
        end: last.at + points(upTo),
        words: parts.map((each) => each.words).join("\n").trim(),
    };
}

const LETTER = /[\p{L}\p{N}\p{M}]/u;
/* Written without spaces: a word ends where its reader knows it does. */
const CLOSE = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}]/u;

const goesOn = (one, other) => LETTER.test(one) && LETTER.test(other) && !CLOSE.test(one + other);

/* The range, with the whole of a word that a hand cut at its first or last letter. */
export function wholeWords(range) {
    const whole = range.cloneRange();
    const {startContainer: first, endContainer: last} = whole;
    if (first.nodeType === Node.TEXT_NODE) {
        const behind = [...first.data.slice(whole.startOffset)];
        const before = [...first.data.slice(0, whole.startOffset)];
        let at = whole.startOffset;
        for (let next = behind[0]; before.length && next && goesOn(before.at(-1), next);) at -= (next = before.pop()).length;
        whole.setStart(first, at);
    }
    if (last.nodeType === Node.TEXT_NODE) {
        const before = [...last.data.slice(0, whole.endOffset)];
        const behind = [...last.data.slice(whole.endOffset)].reverse();
        let at = whole.endOffset;
        for (let next = before.at(-1); behind.length && next && goesOn(next, behind.at(-1));) at += (next = behind.pop()).length;
        whole.setEnd(last, at);
    }
    return whole;
}
