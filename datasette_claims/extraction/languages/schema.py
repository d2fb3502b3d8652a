"""What may stand in a language file: every table and key, its type, and what it means.

docs/languages.md shows this list to those who write a language file (`make generate`), and a file
is checked against it before it is compiled, so that a misspelt key is told and not passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from datasette_claims.extraction.languages.checking import check, is_words

Type = Literal["words", "text", "number", "flag", "numbers", "texts", "table", "rows"]


class Key(NamedTuple):
    """The type of a key's value, and what it is for.

    ``words`` is a list of words or phrases, ``numbers`` and ``texts`` tables of them by word;
    what is a ``table`` or ``rows`` (a list of tables) is checked by the step that reads it.
    """

    type: Type
    meaning: str


TABLES: Mapping[str, Mapping[str, Key]] = {
    "language": {
        "name": Key("text", "its name in English, as pages show it"),
        "base": Key("text", "the file of what it shares with relatives, without `.toml`"),
    },
    "text": {
        "abbreviations": Key("words", "words after which a full stop ends no sentence, without it"),
        "numbering": Key("words", "those of them that are one only before a number: no. 5"),
    },
    "syntax": {
        "clitics": Key("words", "pronouns that hang on a bare cue: `kata` + `nya`"),
        "possessive": Key("words", "endings that mark a possessor"),
        "relative_is_source": Key("flag", "the relative pronoun is the source, not its antecedent"),
        "verb_shape": Key("text", "regular expression: an unknown word that fits is a verb"),
        "adverb_shape": Key("text", "the same for adverbs"),
        "plural_shape": Key("text", "subjects that a verb without an ending can have"),
        "aside_shape": Key("text", "how an aside between commas begins, which is no source"),
        "clause_shape": Key("text", "verbs that no source has: it's, dilakukan"),
        "adjunct_shape": Key("text", "how a clause without a subject begins after its conjunction"),
        "not_verbs": Key("words", "words that fit `verb_shape` and are no verbs"),
        "weak_sources": Key("words", "words that are hardly a source by themselves"),
        "comment_verbs": Key("words", "verbs with which the journalist comments on what was said"),
        "backshift": Key(
            "words", "auxiliaries of what happened before it was told: `said … and had`"
        ),
        "comment_nouns": Key("words", "nouns that take up what was said: `…, a claim he denied`"),
        "comment_shape": Key("text", "how a comment begins after a quotation that ends in a comma"),
        "inside_source": Key("words", "prepositions within a noun phrase that is a source"),
        "boundaries": Key("words", "conjunctions that end a content after a comma"),
        "also_that": Key("words", "subordinators that open a content right after a cue"),
        "postmodifiers": Key("words", "participles that follow a noun: `a poll released Monday`"),
        "after_demonstrative": Key("words", "words before which a complementiser points: that day"),
        "as_openers": Key("words", "words that make a cue parenthetical: `as she said`"),
        "views": Key("words", "prepositions that open a sentence before whose view follows"),
        "as_word": Key("text", "the word in `call Y as Z`"),
        "light_verbs": Key("words", "verbs that only carry a noun of saying: `issue a warning`"),
        "authored": Key("words", "verbs for making or sending a statement: `sent a letter`"),
        "main_verb_marks": Key("words", "words that go on with the main clause after such a noun"),
        "reaction_verbs": Key("words", "the same, behind a verb of the content: drew, sparked"),
        "inverting": Key("words", "forms of a cue that may precede their source after a comma"),
        "titled": Key("words", "words right before a title in quotation marks: titled"),
        "nobody": Key("words", "words and phrases that a source of nobody begins with: no one"),
        "only": Key("words", "words that make a negation none: not only"),
        "granted": Key("words", "what is refused where it is denied: a request, bail"),
        "showing": Key("words", "what a thing can do that says nothing: shows, revealed"),
        "refusals": Key("words", "verbs for not giving it: declined"),
        "withheld": Key("words", "what is not given where nothing more is said: details"),
        "first_person": Key("words", "pronouns of whoever writes or is quoted"),
        "absolute": Key("words", "prepositions whose noun is the subject of a participle"),
        "about": Key("words", "prepositions between a noun of saying and what it is about"),
    },
    "words": {
        "determiners": Key("words", "articles and other words that begin a noun phrase"),
        "prepositions": Key("words", "words that begin a prepositional phrase"),
        "conjunctions": Key("words", "words that join clauses or nouns: and, or"),
        "subordinators": Key("words", "words that open a clause which is not the main one"),
        "complementisers": Key("words", "words that open what is said: that, bahwa"),
        "purpose": Key("words", "words that open what is demanded or promised: to, agar"),
        "relatives": Key("words", "relative pronouns"),
        "questions": Key("words", "words that open a question as content: whether, apakah"),
        "pronouns": Key("words", "pronouns that may be a subject by themselves"),
        "possessives": Key("words", "possessives that stand before their noun: his, their"),
        "auxiliaries": Key("words", "words of the verbal group that belong to the cue"),
        "passive": Key("words", "auxiliaries that make the participle after them a passive"),
        "negations": Key("words", "words that negate the saying"),
        "future": Key("words", "auxiliaries that put the saying into the future"),
        "hypothetical": Key("words", "words that only suppose the saying"),
        "conditionals": Key("words", "words that open a clause that is only supposed: if"),
        "adverbs": Key("words", "words and phrases that may stand between a source and its cue"),
        "times": Key("words", "words that tell when and are no part of a source"),
        "verbs": Key("words", "verbs that are no cues: a noun phrase does not run across them"),
        "agents": Key("words", "words before who did it in a passive: by, oleh"),
        "roles": Key("words", "role nouns besides those of `[names]`"),
        "reflective": Key("words", "nouns that stand for what was said before: hal itu"),
        "openers": Key("words", "words and phrases before the subject of a clause: however"),
    },
    "inflection": {
        "labels": Key("words", "the forms that a rule makes, in order"),
        "rules": Key("rows", "`ending` (regular expression), `forms`; the first that fits is used"),
        "irregular": Key("table", "forms of verbs that fit no rule"),
    },
    "weights": {
        "bias": Key("number", "added to every claim"),
        "prior": Key("number", "multiplies the log-odds of the cue's prior"),
        "homograph": Key("number", "the cue may be a noun, and its source is no name"),
        "nested": Key("number", "the saying is told within a quotation"),
        "tiny": Key("number", "the content has fewer than three words"),
        "short": Key("number", "the content has fewer than six words"),
        "forms": Key("numbers", "by the form of the cue"),
        "sources": Key("numbers", "by source: name, pronoun, role, document, common, weak, first"),
        "kinds": Key("numbers", "by the kind of claim, in the default scope only"),
        "modality": Key("numbers", "by how the saying stands: negated, hypothetical, future"),
    },
    "confidence": {
        "slope": Key("number", "turns the sum of the evidence into a confidence: its steepness"),
        "shift": Key("number", "the same: where it is one half"),
        "threshold": Key("number", "least confidence of a claim in the default scope"),
        "threshold_wide": Key("number", "least confidence of a claim in the wide scope"),
    },
    "detect": {"words": Key("words", "frequent words that betray the language")},
    "frame": {
        "related": Key("words", "how a line begins that leads to another article"),
        "credits": Key("words", "how a line of credits, tags or adverts begins"),
        "bylines": Key("words", "how a byline begins, at the top of the text"),
        "captions": Key("words", "how the caption of a picture begins"),
        "secondary": Key("words", "phrases before any name that is quoted as a medium"),
        "secondary_outlet": Key("words", "phrases before a name that must be that of a medium"),
        "secondary_after": Key("words", "verbs after the name of a medium that reports"),
        "source_fillers": Key("words", "words between such a phrase and the name"),
        "outlets": Key("words", "names of media"),
        "outlet_words": Key("words", "words that only names of media have"),
        "articles": Key("words", "articles before the name of a medium, which are no part of it"),
        "inside_outlets": Key("words", "small words within names of media: of, and"),
        "domains": Key("words", "how the addresses of media end: com"),
        "places": Key("words", "places after which a colon may end a dateline"),
        "not_places": Key("words", "words that stand before a dash or colon and are no place"),
    },
    "names": {
        "capitals": Key("text", "which words have one: `names`, or `nouns` as in German"),
        "role_first": Key("flag", "a name follows its role with the body in between"),
        "titles": Key("words", "courtesy, rank and learning before a name; also two words"),
        "male": Key("words", "words that tell that a person is a man"),
        "female": Key("words", "words that tell that a person is a woman"),
        "roles": Key("words", "nouns that say what somebody is"),
        "occupations": Key("words", "roles in small letters; with a capital they may be surnames"),
        "offices": Key("words", "roles that one person holds: the role alone means that person"),
        "organisations": Key("words", "words that names of organisations begin or end with"),
        "bodies": Key("words", "names of bodies that no word tells: google, hamas"),
        "affiliations": Key("words", "words within names of bodies that are no names of people"),
        "affiliation_shape": Key("text", "regular expression for more of them"),
        "place_heads": Key("words", "words before the name of a place"),
        "places": Key("words", "places that stand between a role and a name"),
        "towns": Key("words", "places that people are called too: they stand between the two only"),
        "locatives": Key("words", "prepositions after which a name is a place"),
        "states": Key("words", "states, and capitals that stand for them"),
        "short_forms": Key("texts", "what shortened words of bodies and places stand for"),
        "document_nouns": Key("words", "nouns for documents and posts"),
        "findings": Key("words", "the same for what was counted or found: data, poll, study"),
        "exhibits": Key("words", "things that show and do not say: a photo, footage, a test"),
        "things": Key("words", "what can say nothing, whatever its verb: an effort, a habit"),
        "numbered": Key("words", "words that are no name before a number: No. 5"),
        "also_called": Key("words", "words between a name and another of the same person: alias"),
        "bodies_speak": Key("words", "documents that speak for the body that made them"),
        "determiners": Key("words", "what stands before a description and is no part of it"),
        "definite": Key("words", "determiners that point back to something named"),
        "demonstratives": Key("words", "words that point back, before or after the noun"),
        "indefinite": Key("words", "words that begin the description of somebody unnamed"),
        "group_words": Key("words", "words that begin the description of several people"),
        "generic_persons": Key("words", "nouns that, pointing back, mean the last person"),
        "generic_bodies": Key("words", "nouns that, pointing back, mean the last organisation"),
        "including": Key("words", "words after which only examples of a group follow"),
        "as_role": Key("words", "words between a name and its role"),
        "joiners": Key("words", "words that join two names to a group"),
        "prefixes": Key("words", "what hangs before a name by a hyphen, with no capital: al-"),
        "age_shape": Key("text", "regular expression: words that mean a person by age"),
        "degrees": Key("words", "degrees and honours behind a name, as printed: S.H, OBE"),
        "men": Key("words", "first names of men; those of both stand in both lists"),
        "women": Key("words", "first names of women; those of both stand in both lists"),
        "seat_shape": Key("text", "regular expression: a party and a seat behind a name, R-Ohio"),
        "postnominals": Key("words", "degrees and honours behind a name without a comma: KC, PhD"),
        "rank_prefixes": Key("words", "what hangs before a role by a hyphen, without it: ex, co"),
        "given": Key("words", "first names cut short before a full stop, without it: muh"),
        "particles": Key("words", "small words within names of people: bin, van"),
        "inside_names": Key("words", "small words within names of bodies: of, dan"),
        "pronouns": Key("table", "pronouns by whom they mean (`[names.pronouns]`)"),
    },
    "names.pronouns": {
        "person": Key("words", "one person"),
        "male": Key("words", "a man"),
        "female": Key("words", "a woman"),
        "plural": Key("words", "several people, or a body"),
        "thing": Key("words", "a thing or body"),
        "self": Key("words", "whoever speaks"),
    },
    "checkable": {
        "figures": Key("words", "words for numbers and amounts: million, per cent"),
        "comparisons": Key("words", "words that compare: more, largest, doubled"),
        "certain": Key("words", "words that leave no way out: never, all, proven"),
        "policy": Key("words", "words of public matters: tax, law, hospital"),
        "opinions": Key("words", "words of views, feelings, wishes and duties: good, hope, must"),
        "to_come": Key("words", "words that tell that it is still to come: will, soon"),
        "weights": Key("numbers", "what each of these is worth for the order of the queue"),
        "kinds": Key("numbers", "the same by the kind of claim"),
        "reach": Key("number", "the same for each doubling of the outlets that have it"),
    },
    "dates": {
        "order": Key("text", "order of the numbers of a date: DMY, MDY, YMD"),
        "weekdays": Key("words", "seven, Monday first; the spellings of one between spaces"),
        "months": Key("words", "twelve; the spellings of one between spaces"),
        "also_names": Key("words", "spellings of them that people are called too: jan"),
        "relative": Key("numbers", "words for a day, and how many days from today: kemarin = -1"),
        "future": Key("words", "words after a weekday that put it into the future"),
        "ordinals": Key("words", "endings of the number of a day: st, th"),
        "names": Key("words", "names that hold a word for a day and are no date: black friday"),
        "on": Key("words", "prepositions before a day on which something was: on, pada"),
        "occasions": Key("words", "words of a clause that tells when somebody spoke: asked, saat"),
        "retold": Key("words", "nouns that take up what was said: `made the remark on Monday`"),
        "made": Key("words", "verbs that stand with them: made, disampaikan"),
    },
}
"""Tables with single keys."""

ROWS: Mapping[str, Mapping[str, Key]] = {
    "cues": {
        "form": Key("text", "the form of its words (see below)"),
        "kind": Key("text", "the kind of its claims: say, demand, promise, deny, accuse, warn …"),
        "takes": Key("words", "what the words can have as content (see below)"),
        "wide": Key("flag", "count them in the wide scope only"),
        "documents": Key("number", "the prior where the source is a document"),
        "words": Key("numbers", "word or phrase = share of its uses that report something (0..1)"),
    },
    "patterns": {
        "name": Key("text", "what a claim found by it is labelled with"),
        "match": Key("text", "the shape, a sequence of the names that the engine gives to parts"),
        "weight": Key("number", "what the shape is worth as evidence, in log-odds"),
        "default": Key("number", "added to it in the default scope"),
        "example": Key("text", "a sentence of its own, with marks; the tests find it"),
    },
}
"""Tables that may occur many times (`[[cues]]`, `[[patterns]]`)."""


def check_schema(file: str, tables: Mapping[str, Any]) -> None:
    """Stop with file and key if a table or key is unknown or of a wrong type."""
    for name, value in tables.items():
        check(name in TABLES or name in ROWS, file, f"there is no table [{name}]")
        if name in TABLES:
            check(isinstance(value, Mapping), file, f"[{name}] must be a table")
            check_table(file, f"[{name}]", value, TABLES[name])
        else:
            check(isinstance(value, list), file, f"[[{name}]] must be a list of tables")
            for number, row in enumerate(value, 1):
                check(isinstance(row, Mapping), file, f"[[{name}]] must be a list of tables")
                check_table(file, f"[[{name}]] number {number}", row, ROWS[name])
    pronouns = tables.get("names", {}).get("pronouns", {})
    check_table(file, "[names.pronouns]", pronouns, TABLES["names.pronouns"])


def check_table(file: str, where: str, table: Mapping[str, Any], keys: Mapping[str, Key]) -> None:
    """Check the keys of one table and the types of their values."""
    for name, value in table.items():
        known = ", ".join(sorted(keys))
        check(name in keys, file, f"{where} has no key {name!r}; it has: {known}")
        kind = keys[name].type
        good = is_of_type(value, kind) or (name == "example" and is_words(value))
        check(good, file, f"{where} {name} must be {WANTED[kind]}")
        if kind == "words":
            twice = [word for word, count in Counter(value).items() if count > 1]
            check(not twice, file, f"{where} {name} has twice: {', '.join(twice)}")


WANTED: Mapping[str, str] = {
    "words": "a list of words",
    "text": "a text",
    "number": "a number",
    "flag": "true or false",
    "numbers": "a table of numbers",
    "texts": "a table of texts",
    "table": "a table",
    "rows": "a list of tables",
}


def is_of_type(value: Any, kind: Type) -> bool:
    """Is the value of this type?"""
    if kind == "words":
        return value == [] or is_words(value)
    if kind == "text":
        return isinstance(value, str)
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "rows":
        return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)
    if not isinstance(value, Mapping):
        return False
    if kind == "numbers":
        return all(is_of_type(v, "number") for v in value.values())
    return kind == "table" or all(isinstance(v, str) for v in value.values())
