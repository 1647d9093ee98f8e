"""The limit: one fixed TwiML answer to whatever comes, bare and through Flask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ANSWER = (
    '<?xml version="1.0" encoding="UTF-8"?><Response>'
    '<Gather input="dtmf speech" action="/voice/calls/CA00000000000000000000000000000001/turns/1" method="POST"'
    ' language="cmn-Hans-CN" timeout="6" speechTimeout="2" finishOnKey="#" actionOnEmptyResult="true">'
    '<Say voice="Polly.Zhiyu" language="cmn-CN">您好,金穗公司。请问有什么可以帮您？</Say></Gather></Response>'
)

flask = Flask(__name__)


@flask.post("/voice/<path:_path>")
def answer(_path: str) -> Response:
    return Response(ANSWER, mimetype="text/xml")


def bare(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    body = ANSWER.encode()
    start_response("200 OK", [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
