"""TwiML for people: what a document does in a few words, and its text with one element on each line."""

from __future__ import annotations

from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, fromstring, indent, tostring

_TELLING = frozenset({"Say", "Play", "Redirect", "Number", "Client", "Sip", "Queue", "Conference", "Enqueue"})


class Outlined(NamedTuple):
    """A verb and what it says, plays or names."""

    verb: str
    words: str


def outline(document: str) -> list[Outlined]:
    """The verbs of a document in their order; nothing for what is no TwiML."""
    root = _read(document)
    if root is None or root.tag != "Response":
        return []
    return [Outlined(verb.tag, _words(verb)) for verb in root]


def pretty(document: str) -> str:
    """The document with one element on each line; what is no XML stays as it is."""
    root = _read(document)
    if root is None:
        return document
    try:
        indent(root)
        return tostring(root, encoding="unicode")
    except RecursionError:
        return document


def _words(verb: Element) -> str:
    telling = [child for child in verb.iter() if child is not verb and child.tag in _TELLING]
    texts = (" ".join("".join(one.itertext()).split()) for one in telling or [verb])
    return " ".join(text for text in texts if text)


def _read(document: str) -> Element | None:
    try:
        return fromstring(document)  # noqa: S314  # expat refuses entity bombs and loads nothing from outside
    except (ParseError, ValueError):
        return None
