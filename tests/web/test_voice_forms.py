"""Forms are read field by field; what is read is what the standard library reads from the whole."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from hypothesis import given
from hypothesis import strategies as st

from hotline.web.voice import MOST_FIELDS, _pairs


@given(st.lists(st.tuples(st.text(), st.text()), max_size=40))
def test_any_form_is_read_as_it_was_written(pairs: list[tuple[str, str]]) -> None:
    body = urlencode(pairs, errors="surrogatepass")
    assert _pairs(body.encode()) == parse_qsl(body, keep_blank_values=True)


@given(st.text("ab=&+%2C0 ;#", max_size=60))
def test_any_bytes_are_read_as_the_standard_library_reads_them(body: str) -> None:
    assert _pairs(body.encode()) == parse_qsl(body, keep_blank_values=True)


def test_a_form_of_too_many_fields_is_none() -> None:
    assert len(_pairs(b"&".join([b"a=1"] * MOST_FIELDS)) or ()) == MOST_FIELDS
    assert _pairs(b"&".join([b"a=1"] * (MOST_FIELDS + 1))) is None
