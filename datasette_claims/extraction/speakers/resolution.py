"""Whom the sources of claims stand for: the fullest name, the role, what kind of speaker it is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from datasette_claims.extraction.languages.name_words import ROLE, TITLE, NameKey, PronounKind
from datasette_claims.extraction.speakers.anaphora import (
    Anaphor,
    Kind,
    find_anaphor,
    introduced,
    is_name,
    is_unnamed,
    may_be_anybody,
    tells_anew,
)
from datasette_claims.extraction.speakers.apposed_names import SourceName, after_comma, before_comma
from datasette_claims.extraction.speakers.capitals import key_of, shown
from datasette_claims.extraction.speakers.descriptions import (
    described,
    description,
    group_before,
    holder,
    organisation_of,
)
from datasette_claims.extraction.speakers.kinds import (
    is_known_body,
    kind_of,
    plain_kind,
    spelt_full,
)
from datasette_claims.extraction.speakers.mentions import Mention, Speaker
from datasette_claims.extraction.speakers.organisations import are_several
from datasette_claims.extraction.speakers.register import Register
from datasette_claims.extraction.speakers.source_names import (
    after_determiners,
    find_source_name,
    whole_run,
)
from datasette_claims.extraction.speakers.survey import read_register
from datasette_claims.extraction.text.spelling import is_acronym, is_capital
from datasette_claims.extraction.text.tokens import Document

Meant = Kind | PronounKind
"""Whom a description or a pronoun means."""

NO_PERSONS = ("organisation", "group", "unnamed", "state")
"""Kinds of speakers whom `they` or `it` may mean."""

FAR = 8
"""Sentences back in which somebody may be meant by a pronoun."""
CLOSE = 5
"""Sentences back in which somebody may be meant by a description."""
LONG = 30
"""Claims or names back in which somebody is looked for where the sentences before name nobody."""
NEAR = 2
"""Sentences back within which who is only named may be meant; further back, who speaks."""


def resolve(document: Document, mentions: Sequence[Mention]) -> list[Speaker]:
    """Give one speaker for each mention; mentions come in text order."""
    if not mentions:
        return []
    words = document.language.names
    alone = frozenset(
        document.lower[mention.first]
        for mention in mentions
        if mention.end - mention.first == 1
        and is_capital(document.words[mention.first], words.prefixes)
    )
    register = read_register(document, words, alone.difference(words.pronouns))
    resolution = Resolution(register, [occurrence.at for occurrence in register.occurrences])
    return [resolution.speaker(mention) for mention in mentions]


@dataclass(slots=True, eq=False, repr=False)
class Resolution:
    """The mentions of a document that are resolved so far, and how the next one is."""

    register: Register
    starts: Sequence[int]
    history: list[tuple[int, Speaker]] = field(default_factory=list)
    last: int = -1
    somebody: set[int] = field(default_factory=set)
    """Where one person spoke who stays unnamed: a pronoun right after means that person."""

    anaphors: set[int] = field(default_factory=set)
    """Where the nouns of descriptions stand that point back."""

    def speaker(self, mention: Mention) -> Speaker:
        """The speaker of the next mention."""
        speaker = self._speaker(mention)
        if not mention.quoted:
            self.history.append((mention.at, speaker))
            goes_on = mention.first == mention.end and self.last in self.somebody
            if speaker.kind == "unnamed" and (goes_on or is_somebody(self.register, mention)):
                self.somebody.add(mention.at)
            self.last = mention.at
        return speaker

    def _speaker(self, mention: Mention) -> Speaker:
        register = self.register
        document, words = register.document, register.words
        if mention.first == mention.end:
            return self.history[-1][1] if self.history else Speaker("", kind="unnamed")
        mention = mention._replace(end=whole_run(register, mention.first, mention.end))
        first = after_determiners(document, words, mention.first, mention.end)
        pronoun = words.pronouns.get(document.lower[first]) if mention.end - first == 1 else None
        if mention.clitic or pronoun:
            return self.by_pronoun(mention, pronoun or "person")
        found = find_anaphor(register, mention, first)
        if found is not None:
            meant = self.meant(mention, found, first)
            self.anaphors.add(found.noun)
            return described(register, mention, first) if meant is None else meant
        source_name = find_source_name(register, first, mention.end)
        if source_name.several:
            return Speaker(shown(document, first, mention.end, words), kind="group")
        if source_name.first < source_name.end:
            beyond = None
            if (
                source_name.role
                and source_name.end == mention.end
                and source_name.end - source_name.first < 3
            ):
                beyond = after_comma(register, first, mention.end)
            return named(register, beyond or source_name, mention.at)
        beside = after_comma(register, first, mention.end) or before_comma(
            register, first, mention.end
        )
        if beside is not None:
            return named(register, beside, mention.at)
        return described(register, mention, first)

    def meant(self, mention: Mention, found: Anaphor, first: int) -> Speaker | None:
        """Whom a description that points back stands for, where that is sure enough."""
        register, lower = self.register, self.register.document.lower
        key = tuple(lower[found.first : found.end])
        if found.kind == "organisation":
            own = organisation_of(register, key, mention.at) or register.organisation(key)
            if not own and " ".join(key) in register.words.generic_bodies and found.long:
                one = organisation_of(register, (lower[found.noun],), mention.at)
                return Speaker(one, kind="organisation") if one else None
            if own and first < found.first:
                return Speaker(own, kind="organisation")
            return None if own else self.last_organisation(mention, found)
        entity = holder(register, key, mention.at) if found.long else None
        told = False
        if entity is None:
            entity, told = introduced(register, found, self.anaphors)
        if entity is not None and self.agrees(entity.name, found.kind):
            return Speaker(entity.name, office(register, entity.role))
        if told or not may_be_anybody(register, found):
            return None
        return self.nearest(mention, found.kind, by_description=True)

    def by_pronoun(self, mention: Mention, kind: Meant) -> Speaker:
        """Whom a pronoun or clitic stands for: who spoke or acted in the sentence before it."""
        if kind in ("plural", "thing", "self", "organisation"):
            return self.other(mention, kind)
        near = self.nearest(mention, kind)
        if near is not None:
            return near
        for _, speaker in reversed(self.history[-LONG:]):
            if speaker.kind == "person" and self.agrees(speaker.name, kind):
                return speaker
        one = None if kind == "person" else self.only_one(mention, kind)
        return one or self.last_voice(mention) or self.unknown(mention)

    def last_voice(self, mention: Mention) -> Speaker | None:
        """For a cue with a clitic and no person: who spoke shortly before, a body or unnamed."""
        at, speaker = self.history[-1] if self.history and mention.clitic else (-1, None)
        return speaker if self.sentence(mention.at) - self.sentence(at) <= CLOSE else None

    def sentence(self, n: int) -> int:
        """The number of the sentence that a token stands in."""
        document = self.register.document
        return bisect_right(document.sentences, (n, len(document.words))) - 1

    def told(self, key: NameKey) -> bool:
        """Does the text tell whether a person is a man or a woman?"""
        return self.register.gender(self.register.entities[key]) != 0

    def only_one(self, mention: Mention, kind: Meant) -> Speaker | None:
        """The one person whom `she` can mean, though no more than the pronoun tells a person."""
        document = self.register.document
        sentence = self.sentence(mention.at)
        low = document.sentences[max(0, sentence - CLOSE)][0]
        found = {
            one.key
            for one in self.register.occurrences[
                bisect_left(self.starts, low) : bisect_left(self.starts, mention.at)
            ]
            if len(one.key) > 1 and (not one.hidden or self.told(one.key))
        }
        people = [self.register.entities[key] for key in found]
        people = [one for one in people if one.kind == "person" and not one.located]
        people = [one for one in people if self.agrees(one.name, kind)]
        if len(people) != 1:
            return None
        return Speaker(people[0].name, office(self.register, people[0].role))

    def nearest(
        self, mention: Mention, kind: Meant, by_description: bool = False
    ) -> Speaker | None:
        """Who fits and spoke or acted last; a description reaches less far than a pronoun."""
        document = self.register.document
        sentence = self.sentence(mention.at)
        upper = mention.at
        fallback: Speaker | None = None
        for number in range(sentence, max(-1, sentence - (CLOSE if by_description else FAR)), -1):
            low, back = document.sentences[number][0], sentence - number
            who = self.spoke(mention, kind, low, upper, back < NEAR, by_description)
            if who is not None:
                return who
            if not back and (mention.clitic or by_description):
                upper = low  # Budi, katanya, lalai: of whom it is said
                continue
            who, acts = self.acted(mention, kind, low, upper, back <= NEAR, by_description)
            if acts:
                return who
            fallback, upper = fallback or who, low
            if by_description and back and tells_anew(self.register, low):
                return None
        return fallback

    def spoke(
        self, mention: Mention, kind: Meant, low: int, upper: int, near: bool, by_description: bool
    ) -> Speaker | None:
        """Who fits and spoke last between two tokens: a person, or nearby somebody unnamed."""
        bare = mention.clitic or by_description or mention.end - mention.first == 1
        for at, speaker in reversed(self.history):
            if at < low:
                break
            if at >= upper:
                continue
            if speaker.kind == "person" and self.agrees(speaker.name, kind):
                return speaker
            unnamed = near and bare and at in self.somebody and self.may_be(speaker, kind)
            if unnamed and (not by_description or is_unnamed(self.register, speaker.name)):
                return speaker
        return None

    def acted(
        self, mention: Mention, kind: Meant, low: int, upper: int, near: bool, by_description: bool
    ) -> tuple[Speaker | None, bool]:
        """Who fits and is named between two tokens; and whether speaking, or nearby a subject."""
        first: Speaker | None = None
        for n in range(bisect_left(self.starts, low), bisect_left(self.starts, upper)):
            at, key, speaks, hidden = self.register.occurrences[n]
            entity = None if hidden else self.register.person(key, at)
            if entity is None or not self.agrees(entity.name, kind):
                continue
            if by_description and not is_name(self.register, entity):
                continue
            who = Speaker(entity.name, office(self.register, entity.role))
            if speaks or (near and (not mention.clitic or at <= low + 1)):
                return who, True
            first = first or who
        return first, False

    def agrees(self, name: str, kind: Meant) -> bool:
        """May a pronoun of this kind stand for the person, as far as the text tells?"""
        if kind not in ("male", "female"):
            return True
        entity = self.register.by_name.get(name)
        gender = self.register.gender(entity) if entity else 0
        return gender >= 0 if kind == "male" else gender <= 0

    def may_be(self, speaker: Speaker, kind: Meant) -> bool:
        """May a pronoun of this kind stand for somebody whom the text only describes?"""
        signs = self.register.words.signs
        told = {signs.get(word, 0) for word in speaker.name.lower().split()}
        return (-1 if kind == "male" else 1 if kind == "female" else 2) not in told

    def other(self, mention: Mention, kind: Meant) -> Speaker:
        """Whom `they`, `it` or `the company` stands for: the last that was no person."""
        group = group_before(self.register, mention.at) if kind == "plural" else None
        if group and not any(group.first <= at for at, _ in self.history[-6:]):
            return Speaker(description(self.register, group, group.first), kind="group")
        wanted = ("organisation",) if kind == "organisation" else NO_PERSONS
        sentence = self.sentence(mention.at)
        for at, speaker in reversed(self.history[-6:]):
            far = kind == "plural" and sentence - self.sentence(at) > NEAR
            if speaker.kind in wanted and not (far and speaker.kind in ("organisation", "state")):
                return speaker
        last = bisect_left(self.starts, mention.at)
        for n in range(last - 1, max(-1, last - LONG), -1):
            entity = self.register.entities[self.register.occurrences[n].key]
            if entity.kind == "organisation" and kind != "plural":
                return Speaker(entity.name, kind="organisation")
        return self.unknown(mention)

    def last_organisation(self, mention: Mention, found: Anaphor) -> Speaker | None:
        """The body that a description means: one introduced by its noun, else the last named."""
        register = self.register
        entity, _ = introduced(register, found, self.anaphors, organisation=True)
        if entity is not None and not (entity.certain and entity.kind == "person"):
            return Speaker(entity.name, kind="organisation")
        own = self.body_between(mention.at, mention.first)
        if own is not None:
            return own
        sentences = register.document.sentences
        here = bisect_right(sentences, (mention.at, len(register.document.words))) - 1
        if here and not register.document.quoted[sentences[here - 1][0]]:
            before = self.body_between(*sentences[here - 1], subjects=True)
            if before is not None:
                return before
        who = self.other(mention, "organisation")
        return who if who.kind == "organisation" else None

    def body_between(self, low: int, high: int, *, subjects: bool = False) -> Speaker | None:
        """The first body named between two tokens, if asked only where it may be a subject."""
        register = self.register
        for n in range(bisect_left(self.starts, low), bisect_left(self.starts, high)):
            occurrence = register.occurrences[n]
            one = register.fullest(occurrence.key, occurrence.at)
            if one is not None and are_several(register.words, one):
                one = register.entities[occurrence.key]
            if one is None or one.located or one.kind != "organisation":
                continue
            if are_several(register.words, one):
                continue
            if not (subjects and occurrence.hidden):
                return Speaker(register.organisation(one.key) or one.name, kind="organisation")
        return None

    def unknown(self, mention: Mention) -> Speaker:
        """The speaker of a pronoun that stands for nobody whom the text names before."""
        register = self.register
        first = after_determiners(register.document, register.words, mention.first, mention.end)
        return Speaker(description(register, mention, first), kind="unnamed")


def is_somebody(register: Register, mention: Mention) -> bool:
    """Is an unnamed source one person, by a role that is no plural: `a spokesman`, `gubernur`?"""
    plural, words = register.document.language.plural_shape, register.words
    persons = words.generic_persons | words.male | words.female
    return any(
        (words.bits(word) & ROLE or word in persons) and not (plural and plural.match(word))
        for word in register.document.lower[mention.first : min(mention.end, mention.first + 6)]
    )


def named(register: Register, source_name: SourceName, at: int) -> Speaker:
    """The speaker whose name is printed, at its fullest."""
    document, words = register.document, register.words
    end = source_name.end
    if source_name.organisation:
        end = next((n for n in range(source_name.first, end) if document.words[n] == "("), end)
    key = key_of(document.lower, source_name.first, end, words)
    printed = shown(document, source_name.first, end, words)
    if not key or key[0] in words.no_names:
        return Speaker(printed, kind="unnamed")
    entity = register.fullest(
        key,
        at,
        register.sign(source_name.first - 1 if source_name.role else source_name.first),
        source_name.role,
    )
    if is_known_body(register, " ".join(key)):
        full = register.organisation(key)
        if entity is None or entity.kind != "person" or not entity.certain:
            return Speaker(full or printed, kind=kind_of(register, printed, "organisation"))
    if source_name.organisation or entity is None or not source_name.role:
        full = register.organisation(key)
        if full:
            return spelt_full(register, full, source_name.role)
        if source_name.organisation and len(key) == 1 and is_acronym(printed):
            return Speaker(printed, source_name.role, kind_of(register, printed, "organisation"))
    role = office(register, source_name.role or (entity.role if entity else ""))
    if entity is None:
        return Speaker(
            printed, role, kind_of(register, printed, plain_kind(register, key, source_name))
        )
    name = entity.name if entity.key != key else printed
    ranked = any(words.bits(word) & ROLE for word in source_name.role.lower().split())
    if (
        ranked
        and words.role_first
        and not source_name.organisation
        and entity.kind in ("organisation", "state")
    ):
        return Speaker(name, role)
    body = source_name.organisation and not words.role_first
    if entity.kind == "person" and entity.role and not body:
        return Speaker(name, role)
    kind = "organisation" if body and entity.kind == "person" else entity.kind
    return Speaker(name, role, kind_of(register, name, kind))


def office(register: Register, role: str) -> str:
    """The role, or nothing if it is only a courtesy (`Mr`)."""
    words = role.lower().replace(".", "").split()
    signs = register.words.signs
    return "" if all(w in signs and register.words.bits(w) & TITLE for w in words) else role
