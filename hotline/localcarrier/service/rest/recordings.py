"""`/Recordings`: look them up, listen to them, delete them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request, send_file

from hotline.localcarrier.calls.call import API_VERSION
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.recordings import Recording
from hotline.localcarrier.service.rest import errors, pages


def add_to(routes: Blueprint, carrier: Carrier) -> None:
    """Add the resource to the account's, and to each call's."""

    @routes.get("/Calls/<call_sid>/Recordings.json")
    @routes.get("/Recordings.json")
    def list_recordings(call_sid: str = "") -> Response:
        recordings = carrier.recordings.of(call_sid or request.args.get("CallSid", ""))
        return pages.page("recordings", [_described(recording) for recording in recordings if _is_wanted(recording)])

    @routes.get("/Recordings/<sid>.json")
    def fetch_recording(sid: str) -> Response:
        return jsonify(_described(_found(carrier, sid)))

    @routes.get("/Recordings/<sid>.wav")
    @routes.get("/Recordings/<sid>")
    def recording_media(sid: str) -> Response:
        sound = carrier.recordings.media(sid)
        if sound is None:
            raise errors.not_found()
        return send_file(sound, mimetype="audio/x-wav", conditional=True)

    @routes.delete("/Recordings/<sid>.json")
    def delete_recording(sid: str) -> tuple[str, int]:
        carrier.recordings.delete(_found(carrier, sid))
        return "", 204


def _found(carrier: Carrier, sid: str) -> Recording:
    recording = carrier.recordings.get(sid)
    if recording is None:
        raise errors.not_found()
    return recording


def _is_wanted(recording: Recording) -> bool:
    return pages.is_between("DateCreated", datetime.fromisoformat(recording.started_at))


def _described(recording: Recording) -> dict[str, Any]:
    uri = f"/{API_VERSION}/Accounts/{recording.account_sid}/Recordings/{recording.sid}"
    started = pages.moment(datetime.fromisoformat(recording.started_at))
    return {
        "sid": recording.sid,
        "account_sid": recording.account_sid,
        "call_sid": recording.call_sid,
        "api_version": API_VERSION,
        "channels": recording.channels,
        "conference_sid": None,
        "date_created": started,
        "date_updated": started,
        "start_time": started,
        "duration": str(recording.duration),
        "encryption_details": None,
        "error_code": None,
        "media_url": uri,
        "price": None,
        "price_unit": "USD",
        "source": recording.source,
        "status": "completed",
        "uri": f"{uri}.json",
        "subresource_uris": {},
    }
