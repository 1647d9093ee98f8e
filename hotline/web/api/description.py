"""The API described: `/api/openapi.json` for programs, `/api/docs` for people.

The page is made here and needs nothing from elsewhere, so that it shows on a machine without the internet.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from flask import Response, render_template_string
from pydantic.json_schema import models_json_schema

from hotline.web.api import shapes
from hotline.web.api.problems import MEDIA_TYPE, TITLES

_FOLDER = Path(__file__).parent / "templates"
_PAGE = (_FOLDER / "docs.html").read_text("utf-8")
_STYLE = (_FOLDER / "docs.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

_ABOUT = "事事有着落，件件有回音。What the hotline has heard, promised and done. Instants are UTC, days are local."
_PLACE = "#/components/schemas/"

_PROBLEM = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "incident": {"type": "string", "description": "to be told to whoever keeps the hotline running"},
        "part": {"type": "string", "description": "what is away"},
    },
}

Document = dict[str, Any]


def install(app: APIFlask) -> None:
    """Serve the description of this application."""
    app.config.update(DESCRIPTION=_ABOUT, AUTO_VALIDATION_ERROR_RESPONSE=False, AUTO_404_RESPONSE=False)

    @app.spec_processor
    def finish(spec: Document | str) -> Document | str:
        return spec if isinstance(spec, str) else _finished(spec)

    @app.get("/api/docs")
    @app.doc(hide=True)
    def docs() -> Response:
        """The page."""
        spec = json.loads(json.dumps(app.spec))
        page = render_template_string(_PAGE, api=spec, operations=list(_operations(spec)), style=_STYLE)
        response = Response(page, content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'"
        )
        return response


def _finished(spec: Document) -> Document:
    """Add what holds for every operation: the token, and how errors look."""
    parts = spec["components"]
    parts["schemas"] = _schemas(parts["schemas"]) | {"Problem": _PROBLEM}
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "python -m hotline token create --role auditor"}
    }
    spec["security"] = [{"token": []}]
    content = {MEDIA_TYPE: {"schema": {"$ref": f"{_PLACE}Problem"}}}
    for path, methods in spec["paths"].items():
        statuses = [401, 403, 404, 503] if "{" in path else [401, 403, 422, 503]
        for operation in methods.values():
            for status in statuses:
                operation["responses"][str(status)] = {"description": TITLES[status], "content": content}
    return spec


def _schemas(listed: Document) -> Document:
    """The shapes that APIFlask lists, each part of them once and under its own name; closed lists of words in place."""
    answers = [getattr(shapes, name) for name in listed if hasattr(shapes, name)]
    _, document = models_json_schema([(answer, "serialization") for answer in answers], ref_template=_PLACE + "{model}")
    parts = document["$defs"]
    words = {f"{_PLACE}{name}": part for name, part in parts.items() if "enum" in part}
    return {name: _in_place(part, words) for name, part in parts.items() if "enum" not in part}


def _in_place(node: Any, words: Mapping[str, Document]) -> Any:
    if isinstance(node, list):
        return [_in_place(one, words) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("$ref") in words:
        return {"type": "string", "enum": words[node["$ref"]]["enum"]}
    return {key: _in_place(value, words) for key, value in node.items()}


def _operations(spec: Document) -> Iterator[Document]:
    """Each operation with its path, and its answer as an example that people can read."""
    for path, methods in sorted(spec["paths"].items()):
        for method, operation in methods.items():
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            yield {**operation, "path": path, "method": method.upper(), "answer": _sketch(schema, spec)}


def _sketch(schema: Document, spec: Document) -> Any:
    """A schema as an example of itself: `{"number": "string", "turns": [..]}`."""
    if "$ref" in schema:
        return _sketch(spec["components"]["schemas"][schema["$ref"].removeprefix(_PLACE)], spec)
    if "anyOf" in schema:
        choices = [_sketch(choice, spec) for choice in schema["anyOf"]]
        return choices[0] if isinstance(choices[0], dict) else " | ".join(map(str, choices))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    match schema.get("type"):
        case "object":
            return {name: _sketch(part, spec) for name, part in schema.get("properties", {}).items()}
        case "array":
            return [_sketch(schema["items"], spec)]
    return schema.get("format") or schema.get("type", "any")
