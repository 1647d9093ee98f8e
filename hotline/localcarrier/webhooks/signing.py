"""Twilio's webhook signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping


def signature(token: str, url: str, params: Mapping[str, str]) -> str:
    """The value of `X-Twilio-Signature`: HMAC-SHA1 over the exact URL and each sorted parameter, in base64.

    `url` carries no fragment; `params` are the form's and stay empty for GET.
    """
    text = url + "".join(key + params[key] for key in sorted(params))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode("ascii")
