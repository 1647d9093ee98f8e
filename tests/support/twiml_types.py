"""Checks TwiML against Twilio's own type file, which comes with their npm package (a development dependency).

The file describes a TypeScript builder: one class for each element, one method for each child it may have, one
interface for its attributes and one union for each closed list of values. Read here as a grammar of the documents
that the builder can make.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

TYPES = Path(__file__).parents[2] / "node_modules" / "twilio" / "lib" / "twiml" / "VoiceResponse.d.ts"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_VALUES = re.compile(r"^\s*type (\w+) = (.+);$", re.MULTILINE)
_INTERFACE = re.compile(r"interface (\w+)Attributes \{(.*?)\n    \}", re.DOTALL)
_ATTRIBUTE = re.compile(r'^\s*"?([\w:.-]+)"?\??: (\w+)(\[\])?;$', re.MULTILINE)
_CLASS = re.compile(r"^( *)(?:declare|export) class (\w+) extends TwiML \{(.*?)\n\1\}", re.DOTALL | re.MULTILINE)
_CHILD = re.compile(r"^\s*(\w+)\((.*)\): VoiceResponse\.(\w+);$", re.MULTILINE)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}"


@dataclass(frozen=True, slots=True)
class Kind:
    """What the values of an attribute may be: any string, number, boolean, or one of `values`; one or a list."""

    name: str
    values: frozenset[str]
    is_list: bool

    def accepts(self, text: str) -> bool:
        words = text.split(" ") if self.is_list else [text]
        return all(map(self._accepts_word, words))

    def _accepts_word(self, word: str) -> bool:
        match self.name:
            case "string":
                return True
            case "number":
                return re.fullmatch(r"-?\d+(\.\d+)?", word) is not None
            case "boolean":
                return word in {"true", "false"}
        return word in self.values


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its children (tag to name of their class), whether it needs or takes text, its attributes."""

    children: dict[str, str]
    attributes: dict[str, Kind]
    takes_text: bool
    needs_text: bool


def violations(xml: str) -> list[str]:
    """Everything in a TwiML document that Twilio's own builder could not have made; empty if all is well.

    Each line begins with the path of the element, for example `Response/Gather: no attribute 'tries'`.
    """
    try:
        root = ET.fromstring(xml)
    except ET.ParseError as error:
        return [f"not XML: {error}"]
    if root.tag != "Response":
        return [f"the root is <{root.tag}>, not <Response>"]
    return list(_violations(root, "VoiceResponse", "Response"))


def _violations(element: ET.Element, kind: str, path: str) -> Iterator[str]:
    grammar = elements()[kind]
    for name, value in element.attrib.items():
        yield from _attribute_violations(grammar, name.replace(_XML_LANG, "xml:"), value, path)
    own_text = "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
    if own_text and not grammar.takes_text:
        yield f"{path}: takes no text"
    if grammar.needs_text and not own_text and not len(element):
        yield f"{path}: needs text"
    for child in element:
        if child.tag in grammar.children:
            yield from _violations(child, grammar.children[child.tag], f"{path}/{child.tag}")
        else:
            yield f"{path}: no child <{child.tag}>"


def _attribute_violations(grammar: Element, name: str, value: str, path: str) -> Iterator[str]:
    if name not in grammar.attributes:
        yield f"{path}: no attribute {name!r}"
    elif not grammar.attributes[name].accepts(value):
        yield f"{path}: {name} may not be {value!r}"


@cache
def elements() -> dict[str, Element]:
    """The grammar, by the names of the builder's classes; the root is `VoiceResponse`."""
    source = _COMMENT.sub("", TYPES.read_text(encoding="utf-8"))
    values = {name: frozenset(re.findall(r'"([^"]*)"', union)) for name, union in _VALUES.findall(source)}
    attributes = {
        name: {
            attribute: Kind(kind, values.get(kind, frozenset()), bool(brackets))
            for attribute, kind, brackets in _ATTRIBUTE.findall(body)
        }
        for name, body in _INTERFACE.findall(source)
    }
    methods = {name: _CHILD.findall(body) for _, name, body in _CLASS.findall(source)}
    # What an element takes besides attributes is its text: `say(message: string)`, `dial(number?: string)`.
    texts = {
        kind: arguments for found in methods.values() for _, arguments, kind in found if "attributes" not in arguments
    }
    return {
        name: Element(
            children={_tag(method, kind): kind for method, _, kind in found},
            attributes=attributes.get(name, {}),
            takes_text=bool(texts.get(name)),
            needs_text=re.search(r"\w: string", texts.get(name, "")) is not None,
        )
        for name, found in methods.items()
    }


def _tag(method: str, kind: str) -> str:
    """Verbs and nouns are written like <Say>, speech markup like <say-as>."""
    if kind.startswith("Ssml"):
        return re.sub(r"([A-Z])", r"-\1", method).lower()
    return method[0].upper() + method[1:]
