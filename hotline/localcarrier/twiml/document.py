"""Reading a TwiML document: well-formed or refused, then checked against Twilio's vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import ParseError, fromstring

from hotline.localcarrier.twiml import problems
from hotline.localcarrier.twiml.problems import Failed, Problem
from hotline.localcarrier.twiml.vocabulary import VERBS, Verb

_DOCUMENT_LIMIT = 64 * 1024
_SAY_LIMIT = 4096  # characters
_NESTED = {"Gather": problems.GATHER_NESTED, "Dial": problems.DIAL_NESTED}


@dataclass(frozen=True, slots=True)
class Element:
    """A verb with its attributes (bad values already left out), its spoken text and what is nested in it."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple[Element, ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """The attribute's value, or Twilio's default."""
        return self.attributes.get(name, default)

    def number(self, name: str, default: float) -> float:
        """The attribute as a number; its form has been checked."""
        return float(self.attributes.get(name, default))

    def flag(self, name: str, *, default: bool) -> bool:
        """The attribute as true or false."""
        return self.attributes.get(name, "true" if default else "false").lower() == "true"


@dataclass(frozen=True, slots=True)
class Document:
    """The verbs to carry out, in order, and everything that Twilio's debugger would say about the document."""

    verbs: tuple[Element, ...]
    problems: tuple[Problem, ...] = ()


def parse(body: bytes) -> Document:
    """Read a document. Raises `Failed` (11750, 12100, 12102) where Twilio would give it up as a whole.

    Unknown verbs, attributes and values are problems: the verb is skipped, the attribute has its default.
    """
    if len(body) > _DOCUMENT_LIMIT:
        raise Failed(problems.DOCUMENT_TOO_LARGE, "Response body too large: over 64 kB")
    if body.startswith(b"\xef\xbb\xbf"):
        raise Failed(problems.BAD_XML, "Document parse failure: a byte order mark before the document")
    try:
        root = fromstring(body)  # noqa: S314  # expat refuses entity bombs and loads nothing from outside
    except (ParseError, LookupError, ValueError) as error:
        raise Failed(problems.BAD_XML, f"Document parse failure: {error}") from error
    if root.tag != "Response":
        raise Failed(problems.BAD_ROOT, f"The root element must be Response, not {root.tag}")
    found: list[Problem] = []
    verbs = tuple(_elements(root, VERBS, "Response", found))
    return Document(verbs=verbs, problems=tuple(found))


def _elements(parent: Node, allowed: Mapping[str, Verb], inside: str, found: list[Problem]) -> list[Element]:
    elements = []
    for node in parent:
        verb = allowed.get(node.tag)
        if verb is None:
            number = _NESTED.get(inside, problems.SCHEMA)
            found.append(Problem(number, f"Element '{node.tag}' is not allowed in element '{inside}'"))
        elif not verb.carried_out:
            found.append(Problem(problems.SCHEMA, f"This carrier does not carry out '{node.tag}'", level="error"))
        elif (element := _element(node, verb, found)) is not None:
            elements.append(element)
    return elements


def _element(node: Node, verb: Verb, found: list[Problem]) -> Element | None:
    attributes: dict[str, str] = {}
    for name, value in node.attrib.items():
        attribute = verb.attributes.get(name)
        if attribute is None:
            found.append(
                Problem(problems.SCHEMA, f"Attribute '{name}' is not allowed to appear in element '{node.tag}'")
            )
        elif attribute.allows(value):
            attributes[name] = value
        else:
            found.append(Problem(attribute.number, f"{node.tag}: invalid {name} value '{value}'"))
            if attribute.spoils:
                return None
    if node.tag == "Gather" and attributes.get("speechTimeout") == "auto" and "speechModel" in attributes:
        message = "Gather: speechTimeout auto cannot be used with a speechModel"
        found.append(Problem(problems.GATHER_SPEECH_TIMEOUT_WITH_MODEL, message))
    text = _text(node, verb)
    if node.tag == "Say":
        found.extend(_text_problems(text))
    children = tuple(_elements(node, verb.children, node.tag, found)) if verb.children is not None else ()
    return Element(name=node.tag, attributes=attributes, text=text[:_SAY_LIMIT], children=children)


def _text(node: Node, verb: Verb) -> str:
    """What stands in an element; in Say that includes what its SSML says, elsewhere nouns speak for themselves."""
    if not verb.text:
        return ""
    pieces = [node.text or "", *(child.tail or "" for child in node)] if verb.children else list(node.itertext())
    return " ".join("".join(pieces).split())


def _text_problems(text: str) -> list[Problem]:
    if not text:
        return [Problem(problems.SAY_TEXT, "Say: invalid text: empty")]
    if len(text) > _SAY_LIMIT:
        return [Problem(problems.SAY_TEXT, f"Say: invalid text: {len(text)} characters, {_SAY_LIMIT} are spoken")]
    return []
