"""The carrier as a service: its own small REST, and Twilio's addresses beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask, Response, jsonify, redirect
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Response as BaseResponse

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.phone import Phones
from hotline.localcarrier.service import carrier_routes, fault_desk, phone_routes, rest
from hotline.localcarrier.service.desk import Desk


def create_app(carrier: Carrier) -> Flask:
    """The WSGI application: `GET /healthz`, Twilio's own addresses, the pages `/carrier` and `/phone`.

    What each can be asked stands in `rest`, `carrier_routes` and `phone_routes`.
    """
    app = Flask(__name__, template_folder="pages")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's default provider has it
    app.register_blueprint(rest.blueprint(carrier))
    app.register_blueprint(carrier_routes.blueprint(carrier, Desk(carrier)))
    app.register_blueprint(phone_routes.blueprint(carrier, Phones(carrier)))
    fault_desk.strike(app, carrier.faults)

    @app.get("/")
    def home() -> BaseResponse:
        return redirect("/carrier")

    @app.get("/healthz")
    def health() -> Response:
        return jsonify(status="ok", time=carrier.clock.now().isoformat(), numbers=sorted(carrier.network.numbers))

    return app


class _Quiet(WSGIRequestHandler):
    """Writes no line for each request: the carrier's own log tells more."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def make_service(carrier: Carrier, host: str = "127.0.0.1", port: int = 0) -> BaseWSGIServer:
    """A threaded server, bound but not yet serving (`serve_forever`, `shutdown`); port 0 takes a free one."""
    return make_server(host, port, create_app(carrier), threaded=True, request_handler=_Quiet)


@contextmanager
def serving(carrier: Carrier, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve beside the caller's own work; gives the base URL."""
    server = make_service(carrier, host, port)
    thread = Thread(target=server.serve_forever, name="carrier", daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
