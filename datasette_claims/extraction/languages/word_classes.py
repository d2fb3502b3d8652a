"""Classes of words, one bit each, so that a word may have several and a test is one `&`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

DETERMINER = 1 << 0
PREPOSITION = 1 << 1
CONJUNCTION = 1 << 2  # coordinates clauses and noun phrases: and, dan
SUBORDINATOR = 1 << 3  # opens a clause that is not the main one: because, sementara
COMPLEMENTISER = 1 << 4  # opens a content clause: that, bahwa
PURPOSE = 1 << 5  # opens what is demanded or promised: to, agar, untuk
RELATIVE = 1 << 6
PRONOUN = 1 << 7  # may be a subject by itself
AUXILIARY = 1 << 8
NEGATION = 1 << 9
ADVERB = 1 << 10  # may stand between a source and its cue
TIME = 1 << 11
QUESTION = 1 << 12  # opens a question as content: whether, apakah
VERB = 1 << 13  # a verb that is no cue: a noun phrase does not run across it
AGENT = 1 << 14  # marks who did it in a passive: by, oleh
ROLE_NOUN = 1 << 15  # a title or role noun: introduces a person
FUTURE = 1 << 16  # an auxiliary that puts the saying into the future: will, akan
HYPOTHETICAL = 1 << 17  # one that only supposes it: would, mungkin
REFLECTIVE = 1 << 18  # stands for what was said before: hal itu, this
OPENER = 1 << 19  # an adverb that opens a clause before its subject: however, selain itu
PASSIVE = 1 << 20  # an auxiliary that makes the participle after it a passive: was, been
POSSESSIVE = 1 << 21  # a possessive before a noun: his, their
CONDITIONAL = 1 << 22  # opens a clause that is only supposed: if, jika

WORD_CLASSES: Mapping[str, int] = {
    "determiners": DETERMINER,
    "prepositions": PREPOSITION,
    "conjunctions": CONJUNCTION,
    "subordinators": SUBORDINATOR,
    "complementisers": COMPLEMENTISER,
    "purpose": PURPOSE,
    "relatives": RELATIVE,
    "pronouns": PRONOUN,
    "auxiliaries": AUXILIARY,
    "negations": NEGATION,
    "adverbs": ADVERB,
    "times": TIME,
    "questions": QUESTION,
    "verbs": VERB,
    "agents": AGENT,
    "roles": ROLE_NOUN,
    "future": FUTURE,
    "hypothetical": HYPOTHETICAL,
    "conditionals": CONDITIONAL,
    "reflective": REFLECTIVE,
    "openers": OPENER,
    "passive": PASSIVE,
    "possessives": POSSESSIVE,
}
"""Keys of `[words]`: each lists the words of one class."""


def word_classes(
    words: Mapping[str, Sequence[str]], roles: Sequence[str], not_verbs: Sequence[str]
) -> dict[str, int]:
    """Each word of `[words]` with the bits of its classes; phrases of several are left out.

    ``roles`` are those of `[names]`, which are role nouns too; ``not_verbs`` are known, and of no
    class.
    """
    tags: dict[str, int] = dict.fromkeys(not_verbs, 0)
    words = {**words, "roles": [*words.get("roles", ()), *roles]}
    for name, listed in words.items():
        for word in listed:
            if " " not in word:
                tags[word] = tags.get(word, 0) | WORD_CLASSES[name]
    return tags
