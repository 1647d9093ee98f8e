"""Checks of what is said: every language, short questions, known values, nothing that the house never says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hotline.flows.definition import Ask, Common, Do, Flows, Node, Record, Text, texts
from hotline.flows.talk import PLACEHOLDER
from hotline.flows.vocabulary import Vocabulary

MOST_CHARACTERS = 40
"""Characters that one Chinese sentence of a question may have; a caller keeps no longer one in mind."""

MOST_WORDS = 30
"""The same for languages that are written in words."""

SENTENCE = re.compile(r"[^。！!？?.；;]+[。！!？?.；;]?")

QUESTION_MARKS = ("？", "?")

Finding = tuple[str, str]
"""Field, and what is wrong there."""


class Wording:
    """The checks of texts; what prompts may name is gathered once from all flows."""

    def __init__(self, flows: Flows, vocabulary: Vocabulary) -> None:
        self.languages = flows.common.languages
        self.forbidden = vocabulary.forbidden
        self.known = answers(flows, vocabulary) | {"said"}
        self.known |= {word for verb in vocabulary.verbs.values() for word in verb.words}

    def of_node(self, node: Node) -> Iterator[Finding]:
        for field, text in texts(node):
            yield from self._text(field, text)
            if isinstance(node, Ask):
                for language, said in text.items():
                    yield from ((f"{field}.{language}", what) for what in _question(said, language))
        if isinstance(node, Ask):
            yield from self._tries(node)

    def of_phrases(self, common: Common) -> Iterator[Finding]:
        phrases = common.phrases
        for field, wordings in (("silence", phrases.silence), ("no_match", phrases.no_match)):
            for number, text in enumerate(wordings):
                yield from self._text(f"{field}[{number}]", text)
            yield from self._differ(field, wordings)
        yield from self._text("wait", phrases.wait)
        yield from self._text("confirm", phrases.confirm)
        for language in self.languages:
            if "{said}" not in phrases.confirm.get(language, "{said}"):
                yield f"confirm.{language}", "does not read the answer back; put {said} where it stands"

    def _tries(self, node: Ask) -> Iterator[Finding]:
        if len(node.reprompts) != node.tries - 1:
            what = f"{node.tries} tries need {node.tries - 1} other wordings, here are {len(node.reprompts)}"
            yield "reprompts", what
        yield from self._differ("reprompts", [node.prompt, *node.reprompts])

    def _differ(self, field: str, wordings: Sequence[Text]) -> Iterator[Finding]:
        for language in self.languages:
            said = [text[language] for text in wordings if language in text]
            if len(set(said)) < len(said):
                yield field, f"two tries are worded the same in {language}; say it another way"

    def _text(self, field: str, text: Text) -> Iterator[Finding]:
        for language in self.languages:
            if not text.get(language, "").strip():
                yield f"{field}.{language}", "this language is missing"
        for language, said in text.items():
            yield from ((f"{field}.{language}", what) for what in self._sentence(said, language, text))

    def _sentence(self, said: str, language: str, text: Text) -> Iterator[str]:
        if language not in self.languages:
            yield f"this language is not one of common.yaml ({', '.join(self.languages)})"
        yield from (f"never say this: {phrase}" for phrase in self.forbidden(said))
        named = PLACEHOLDER.findall(said)
        for placeholder in named:
            if placeholder not in self.known:
                yield f"nothing is known as {{{placeholder}}}; name an answer or a word that a verb gives"
        if any(brace in PLACEHOLDER.sub("", said) for brace in "{}"):
            yield "a brace stands alone; values are written {so}, in small letters"
        first = text.get(self.languages[0], said)
        if set(named) != set(PLACEHOLDER.findall(first)):
            yield f"does not say the same values as {self.languages[0]}"


def answers(flows: Flows, vocabulary: Vocabulary) -> set[str]:
    """The names of all answers that a conversation may come to know."""
    known: set[str] = set()
    for flow in flows.flows.values():
        for name, node in flow.nodes.items():
            if isinstance(node, Ask | Record):
                known.add(node.into or name)
            elif isinstance(node, Do) and node.verb in vocabulary.verbs:
                known |= vocabulary.verbs[node.verb].slots
    return known


def _question(said: str, language: str) -> Iterator[str]:
    sentences = [sentence.strip() for sentence in SENTENCE.findall(said)]
    if sum(sentence.endswith(QUESTION_MARKS) for sentence in sentences) > 1:
        yield "two questions at once; ask one and leave the other to a node of its own"
    in_characters = language.startswith("zh")
    most, unit = (MOST_CHARACTERS, "characters") if in_characters else (MOST_WORDS, "words")
    for sentence in sentences:
        length = len(sentence) if in_characters else len(sentence.split())
        if length > most:
            yield f"{length} {unit} in one sentence of a question; {most} at most, so shorten or split it"
