"""The OpenAPI file is one, and every answer is what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]  # it has no types
from openapi_spec_validator import validate
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance

from hotline.app import Application
from hotline.web.api.guard import PREFIX
from tests.web.api import Program

Document = dict[str, Any]

# A file cannot say which cursors are ours, and a parameter that nobody knows is passed over, as is usual over HTTP.
UNSAID = [positive_data_acceptance, negative_data_rejection]


@pytest.fixture(scope="module")
def document(busy_day: Application) -> Document:
    return dict(Program(busy_day, token="").ask("GET", "/api/openapi.json").get_json())


def _validator(document: Document, path: str, status: str) -> Draft202012Validator:
    content = document["paths"][path]["get"]["responses"][status]["content"]
    (media,) = content.values()
    root = DRAFT202012.create_resource(document)
    registry: Registry[Any] = Registry().with_resource("urn:hotline", root)
    reference = media["schema"]["$ref"]
    return Draft202012Validator({"$ref": f"urn:hotline{reference}"}, registry=registry, format_checker=FormatChecker())


def _operations(schema: Any) -> list[Any]:
    return [found.ok() for found in schema.get_all_operations()]


def test_the_file_is_valid_openapi(document: Document) -> None:
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert document["security"] == [{"token": []}]


def test_it_describes_every_resource_and_nothing_else(document: Document) -> None:
    assert set(document["paths"]) == {
        f"{PREFIX}/{path}"
        for path in (
            "calls",
            "calls/{call_sid}",
            "tickets",
            "tickets/{number}",
            "callbacks",
            "callbacks/{callback_id}",
            "customers",
            "branches",
        )
    }


def test_closed_lists_of_words_stand_in_it(document: Document) -> None:
    call = document["components"]["schemas"]["Call"]["properties"]
    assert call["urgency"] == {"enum": ["low", "normal", "high"], "type": "string"}
    assert call["arrived_at"]["format"] == "date-time"
    assert set(document["components"]["schemas"]["Call"]["required"]) == set(call)


@pytest.mark.parametrize("resource", ["calls", "tickets", "callbacks", "customers", "branches"])
def test_every_list_is_what_the_file_says(busy_day: Application, document: Document, resource: str) -> None:
    page = Program(busy_day).get(f"/{resource}", limit=200)
    assert page["items"]
    _validator(document, f"{PREFIX}/{resource}", "200").validate(page)


@pytest.mark.parametrize(("resource", "parameter"), [("calls", "call_sid"), ("tickets", "number"), ("callbacks", "id")])
def test_every_single_thing_is_what_the_file_says(
    busy_day: Application, document: Document, resource: str, parameter: str
) -> None:
    program = Program(busy_day)
    name = "callback_id" if parameter == "id" else parameter
    validator = _validator(document, f"{PREFIX}/{resource}/{{{name}}}", "200")
    for one in program.walk(f"/{resource}"):
        validator.validate(program.get(f"/{resource}/{one[parameter]}"))


def test_every_problem_is_what_the_file_says(busy_day: Application, document: Document) -> None:
    program = Program(busy_day)
    for path, status in ((f"{PREFIX}/calls?limit=0", "422"), (f"{PREFIX}/calls/nobody", "404")):
        shape = f"{PREFIX}/calls/{{call_sid}}" if status == "404" else f"{PREFIX}/calls"
        _validator(document, shape, status).validate(program.ask("GET", path).get_json(force=True))


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_asked_is_answered_as_the_file_says(busy_day: Application, mode: GenerationMode) -> None:
    program = Program(busy_day)
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", busy_day)
    cases = [found.as_strategy(generation_mode=mode) for found in _operations(schema)]

    @settings(max_examples=100, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.one_of(cases))
    def ask(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {program.token}"}, excluded_checks=UNSAID)

    ask()


def test_the_page_for_people_shows_it_without_the_internet(busy_day: Application, document: Document) -> None:
    answer = Program(busy_day, token="").ask("GET", "/api/docs")
    assert answer.content_type == "text/html; charset=utf-8"
    for path in document["paths"]:
        assert path in answer.text
    assert "http" not in answer.text.replace("http-equiv", "")
    assert "<script" not in answer.text
    style = (Path(__file__).parents[2] / "hotline/web/api/templates/docs.css").read_text("utf-8")
    assert style in answer.text
