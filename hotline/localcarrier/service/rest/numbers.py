"""`/IncomingPhoneNumbers`: the application's numbers, and where each of them asks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, request

from hotline.localcarrier.calls.call import API_VERSION
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.numbers import OwnNumber
from hotline.localcarrier.service.rest import errors, pages

_FIELDS = {
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
}


def add_to(routes: Blueprint, carrier: Carrier) -> None:
    """Add the resource to the account's."""

    def found(sid: str) -> OwnNumber:
        own = carrier.numbers.get(sid)
        if own is None:
            raise errors.not_found()
        return own

    @routes.get("/IncomingPhoneNumbers.json")
    def list_numbers() -> Response:
        wanted = [own for own in carrier.numbers.all() if _is_wanted(own)]
        return pages.page("incoming_phone_numbers", [_described(own, carrier) for own in wanted])

    @routes.get("/IncomingPhoneNumbers/<sid>.json")
    def fetch_number(sid: str) -> Response:
        return jsonify(_described(found(sid), carrier))

    @routes.post("/IncomingPhoneNumbers/<sid>.json")
    def update_number(sid: str) -> Response:
        own, form = found(sid), request.form
        changes: dict[str, Any] = {ours: form[theirs] for theirs, ours in _FIELDS.items() if theirs in form}
        carrier.numbers.change(own, config=replace(own.config, **changes), name=form.get("FriendlyName", own.name))
        return jsonify(_described(own, carrier))


def _is_wanted(own: OwnNumber) -> bool:
    """Twilio finds a number by any part of it."""
    return request.args.get("PhoneNumber", "") in own.number and pages.is_asked_for(FriendlyName=own.name)


def _described(own: OwnNumber, carrier: Carrier) -> dict[str, Any]:
    account = carrier.network.account_sid
    began = pages.moment(carrier.began)
    return {
        "sid": own.sid,
        "account_sid": account,
        "friendly_name": own.name,
        "phone_number": own.number,
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "address_requirements": "none",
        "address_sid": None,
        "bundle_sid": None,
        "date_created": began,
        "date_updated": began,
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "identity_sid": None,
        "origin": "twilio",
        "sms_application_sid": None,
        "sms_fallback_method": "POST",
        "sms_fallback_url": None,
        "sms_method": "POST",
        "sms_url": None,
        "status": "in-use",
        "status_callback": own.config.status_callback or None,
        "status_callback_method": own.config.status_callback_method,
        "trunk_sid": None,
        "type": "local",
        "uri": f"/{API_VERSION}/Accounts/{account}/IncomingPhoneNumbers/{own.sid}.json",
        "subresource_uris": {},
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_fallback_method": own.config.voice_fallback_method,
        "voice_fallback_url": own.config.voice_fallback_url or None,
        "voice_method": own.config.voice_method,
        "voice_receive_mode": "voice",
        "voice_url": own.config.voice_url or None,
    }
