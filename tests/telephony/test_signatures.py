"""The signature of a webhook (S1-S5): our own check says what the carrier's own validator says."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from hotline.telephony.webhook import Key, Pairs, Signatures, sign

BASE = "https://hotline.example"
TOKEN = "12345"
PATH = "/voice/incoming"
FORM: Pairs = [("CallSid", "CA1"), ("From", "+8613800138000"), ("Digits", "")]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
forms = st.lists(st.tuples(texts, texts), max_size=6)
repeating_forms = st.lists(st.tuples(st.sampled_from(["Digits", "From", "a"]), texts), max_size=6)
paths = st.builds(lambda parts: "/" + "/".join(quote(part, safe="") for part in parts), st.lists(texts, max_size=3))
queries = st.builds(
    lambda pairs: "&".join(f"{quote(key)}={quote(value)}" for key, value in pairs),
    st.lists(st.tuples(texts, texts), max_size=2),
)


def signatures(base: str = BASE, *tokens: str) -> Signatures:
    return Signatures(public_base_url=base, keys=[Key(token.encode()) for token in tokens or (TOKEN,)])


def twilio_signs(url: str, pairs: Pairs, token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, MultiDict(pairs)))


def is_held(checker: Signatures, signature: str, path: str = PATH, query: str = "", pairs: Pairs = FORM) -> bool:
    return checker.hold(path=path, query=query, pairs=pairs, signature=signature)


def test_the_example_of_twilios_documentation_is_signed_as_there() -> None:
    pairs = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]
    assert signatures("https://mycompany.com").hold(
        path="/myapp.php", query="foo=1&bar=2", pairs=pairs, signature="RSOYDt4T1cUTdK1PDd93/VVr8B8="
    )


@given(path=paths, query=queries, pairs=forms | repeating_forms)
def test_we_agree_with_twilios_validator_on_any_form_and_address(path: str, query: str, pairs: Pairs) -> None:
    url = BASE + path + (f"?{query}" if query else "")
    signature = twilio_signs(url, pairs)
    assert RequestValidator(TOKEN).validate(url, MultiDict(pairs), signature)
    assert is_held(signatures(), signature, path, query, pairs)


@given(pairs=forms | repeating_forms, other=forms | repeating_forms)
def test_a_signature_holds_for_another_form_just_where_twilios_own_does(pairs: Pairs, other: Pairs) -> None:
    signature = twilio_signs(BASE + PATH, pairs)
    assert is_held(signatures(), signature, pairs=other) == (signature == twilio_signs(BASE + PATH, other))


@given(signature=st.text())
def test_no_text_at_all_is_taken_for_a_signature_or_breaks_the_check(signature: str) -> None:
    assert not is_held(signatures(), signature)


@pytest.mark.parametrize(
    ("base", "signed"),
    [
        ("https://hotline.example", "https://hotline.example:443"),
        ("https://hotline.example:443", "https://hotline.example"),
        ("http://hotline.example", "http://hotline.example:80"),
        ("http://hotline.example:80", "http://hotline.example"),
        ("https://hotline.example:8443", "https://hotline.example:8443"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]:443"),
        ("https://hotline.example/", "https://hotline.example"),
    ],
)
def test_the_schemes_own_port_may_be_signed_or_left_out(base: str, signed: str) -> None:
    assert is_held(signatures(base), twilio_signs(signed + PATH, FORM))


@pytest.mark.parametrize(
    "signed",
    ["https://hotline.example:80", "https://hotline.example:8443", "http://hotline.example", "https://other.example"],
)
def test_another_address_is_not_ours(signed: str) -> None:
    assert not is_held(signatures(), twilio_signs(signed + PATH, FORM))


def test_while_a_key_is_changed_both_hold_and_no_third() -> None:
    checker = signatures(BASE, "new", "old")
    held = {token: is_held(checker, twilio_signs(BASE + PATH, FORM, token)) for token in ("new", "old", "third")}
    assert held == {"new": True, "old": True, "third": False}


def test_the_algorithm_belongs_to_the_key_and_not_to_the_request() -> None:
    key = Key(b"shared", "sha256")
    strong = sign(BASE + PATH, key).decode()
    weak = sign(BASE + PATH, Key(b"shared")).decode()
    checker = Signatures(public_base_url=BASE, keys=[key])
    assert is_held(checker, strong, pairs=[])
    assert not is_held(checker, weak, pairs=[])


def test_without_any_key_nothing_holds() -> None:
    checker = Signatures(public_base_url=BASE, keys=[])
    assert not is_held(checker, twilio_signs(BASE + PATH, FORM, ""))
