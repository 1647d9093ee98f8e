"""`/Messages`: send them, look them up, redact and delete them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from hotline.localcarrier.calls.call import API_VERSION
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.messages import TextMessage
from hotline.localcarrier.service.rest import errors, pages
from hotline.localcarrier.service.rest.calls import ADDRESS
from hotline.localcarrier.service.rest.errors import RestError
from hotline.localcarrier.webhooks.sending import Message

_STATUSES = ("sent", "delivered")


def add_to(routes: Blueprint, carrier: Carrier) -> None:
    """Add the resource to the account's."""
    desk = MessageDesk(carrier)
    routes.post("/Messages.json")(desk.send_message)
    routes.get("/Messages.json")(desk.list_messages)
    routes.get("/Messages/<sid>.json")(desk.fetch_message)
    routes.post("/Messages/<sid>.json")(desk.update_message)
    routes.delete("/Messages/<sid>.json")(desk.delete_message)


class MessageDesk:
    """What can be asked about messages."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def _found(self, sid: str) -> TextMessage:
        message = self._carrier.messages.get(sid)
        if message is None:
            raise errors.not_found()
        return message

    def send_message(self) -> tuple[Response, int]:
        message = _asked(self._carrier)
        self._carrier.messages.add(message)
        if url := request.form.get("StatusCallback"):
            for status in _STATUSES:
                self._carrier.courier.post(Message(url, params=_told(message, status), purpose="message"))
        return jsonify(_described(message, "queued")), 201

    def list_messages(self) -> Response:
        wanted = [
            message
            for message in self._carrier.messages.all()
            if pages.is_asked_for(To=message.to, From=message.from_) and pages.is_between("DateSent", message.sent)
        ]
        return pages.page("messages", [_described(message) for message in wanted])

    def fetch_message(self, sid: str) -> Response:
        return jsonify(_described(self._found(sid)))

    def update_message(self, sid: str) -> Response:
        if request.form.get("Body") != "":
            raise RestError(400, errors.BAD_PARAMETER, "Body: only an empty one can be set, which redacts the message")
        return jsonify(_described(self._carrier.messages.redact(self._found(sid))))

    def delete_message(self, sid: str) -> tuple[str, int]:
        self._carrier.messages.delete(self._found(sid))
        return "", 204


def _asked(carrier: Carrier) -> TextMessage:
    form = request.form
    to, from_, body = form.get("To", ""), form.get("From", ""), form.get("Body", "")
    if not ADDRESS.fullmatch(to):
        raise RestError(400, errors.BAD_TO, f"To: {to!r} is no phone number")
    if from_ not in carrier.numbers and not form.get("MessagingServiceSid"):
        raise RestError(400, errors.NOT_OUR_NUMBER, f"From: {from_!r} is none of the account's numbers")
    if not body:
        raise RestError(400, errors.NO_BODY, "Body: a message needs words")
    return TextMessage(
        account_sid=carrier.network.account_sid,
        from_=from_,
        to=to,
        body=body,
        sent=carrier.clock.now(),
        service_sid=form.get("MessagingServiceSid", ""),
    )


def _told(message: TextMessage, status: str) -> dict[str, str]:
    return {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "AccountSid": message.account_sid,
        "From": message.from_,
        "To": message.to,
        "MessageStatus": status,
        "SmsStatus": status,
        "ApiVersion": API_VERSION,
    }


def _described(message: TextMessage, status: str = _STATUSES[-1]) -> dict[str, Any]:
    uri = f"/{API_VERSION}/Accounts/{message.account_sid}/Messages/{message.sid}"
    sent = pages.moment(message.sent)
    return {
        "sid": message.sid,
        "account_sid": message.account_sid,
        "api_version": API_VERSION,
        "from": message.from_ or None,
        "to": message.to,
        "body": message.body,
        "status": status,
        "direction": "outbound-api",
        "date_created": sent,
        "date_updated": sent,
        "date_sent": sent if status != "queued" else None,
        "messaging_service_sid": message.service_sid or None,
        "num_media": "0",
        "num_segments": "1",
        "error_code": None,
        "error_message": None,
        "price": None,
        "price_unit": "USD",
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }
