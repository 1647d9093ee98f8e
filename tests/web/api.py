"""A program that reads the API with a token of some role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import update
from werkzeug.test import Client, TestResponse

from hotline.app import Application
from hotline.people import operations as people
from hotline.people.models import ApiToken, Role
from hotline.people.operations import token_hash

PREFIX = "/api/v1"


class Program:
    """`Program(app).get("/calls")`; `token=""` sends none."""

    def __init__(self, app: Application, role: Role = Role.AUDITOR, token: str | None = None) -> None:
        self.token = new_token(app, role) if token is None else token
        self._client = Client(app)

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self._client.open(path, method=method, headers=headers, **more)

    def get(self, resource: str, **query: object) -> Any:
        """The JSON of a resource that must be there."""
        response = self.ask("GET", f"{PREFIX}{resource}?{urlencode(query)}")
        assert response.status_code == 200, response.text
        return response.json

    def walk(self, resource: str, **query: object) -> Iterator[dict[str, Any]]:
        """Every item of a list, page by page."""
        page = self.get(resource, **query)
        while True:
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            page = self.get(resource, cursor=page["next_cursor"], **query)


def new_token(app: Application, role: Role) -> str:
    now = app.hotline.clock.now()
    return app.hotline.store.write(lambda session: people.create_token(session, now=now, role=role, label="tests"))


def revoke(app: Application, token: str) -> None:
    now = app.hotline.clock.now()

    def end(session: Any) -> None:
        session.execute(update(ApiToken).where(ApiToken.hash == token_hash(token)).values(revoked_at=now))

    app.hotline.store.write(end)


def problem(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem document of an answer that must be one, in both languages."""
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    body: dict[str, Any] = response.get_json(force=True)
    assert body["status"] == status
    assert body["title"].isascii() is False
    assert "(" in body["title"]
    assert "Traceback" not in response.text
    return body
