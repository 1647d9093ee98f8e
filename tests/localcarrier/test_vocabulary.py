"""The carrier's vocabulary, held to Twilio's own type file: what Twilio's builder can write, the carrier can read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hotline.localcarrier.twiml.document import parse
from hotline.localcarrier.twiml.vocabulary import VERBS, Verb
from tests.support import twiml_types

GRAMMAR = twiml_types.elements()


def known(
    children: dict[str, str], verbs: dict[str, Verb], path: str
) -> Iterator[tuple[str, twiml_types.Element, Verb]]:
    """Every element of Twilio's that the carrier carries out, with what the carrier knows of it."""
    for tag, kind in children.items():
        verb = verbs.get(tag)
        if verb is not None and verb.carried_out:
            yield f"{path}/{tag}", GRAMMAR[kind], verb
            yield from known(GRAMMAR[kind].children, dict(verb.children or {}), f"{path}/{tag}")


KNOWN = list(known(GRAMMAR["VoiceResponse"].children, dict(VERBS), "Response"))
EACH = pytest.mark.parametrize(("theirs", "ours"), [one[1:] for one in KNOWN], ids=[one[0] for one in KNOWN])


def test_every_verb_is_carried_out_or_refused_by_name() -> None:
    assert set(GRAMMAR["VoiceResponse"].children) == set(VERBS)


@EACH
def test_every_child_is_carried_out_or_refused_by_name(theirs: twiml_types.Element, ours: Verb) -> None:
    if ours.children is not None:  # speech markup belongs to the text
        assert set(theirs.children) == set(ours.children)


@EACH
def test_every_attribute_is_known_and_no_other(theirs: twiml_types.Element, ours: Verb) -> None:
    assert set(theirs.attributes) == set(ours.attributes)


@EACH
def test_every_value_of_a_closed_list_is_allowed(theirs: twiml_types.Element, ours: Verb) -> None:
    refused = [
        (name, value)
        for name, kind in theirs.attributes.items()
        for value in sorted(kind.values)
        if not ours.attributes[name].allows(value)
    ]
    assert refused == []


@EACH
def test_text_is_taken_where_twilio_takes_it(theirs: twiml_types.Element, ours: Verb) -> None:
    assert ours.text or not theirs.needs_text


def test_a_noun_that_is_not_carried_out_is_an_error_by_its_name() -> None:
    (problem,) = parse(b"<Response><Dial><Sim>DE1</Sim></Dial></Response>").problems
    assert (problem.level, "'Sim'" in problem.message) == ("error", True)
