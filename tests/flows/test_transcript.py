"""Conversations as files: read, written so that little changes, and compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.flows.loader import BrokenFlow
from hotline.flows.steps import Heard
from hotline.flows.transcript import Transcript, Turn

WRITTEN = """\
# 已知客户,读卡器不亮
# 一句话说完
- given:
    from: '+8613800138000'
    at: 2026-03-10 09:00
- hotline:
  - 您好,金穗公司。
  - 请问有什么可以帮您？
  caller: 开不了票,null
- hotline:
  - 请问读卡器上的红绿灯正常吗？
  keys: '0756'
- hotline:
  - 请稍等。
  event: left
- hotline:
  - 请问还在吗？
  silence: true
- hotline: []
  caller: 'no'
- hotline:
  - 再见。
  hangup: true
"""


def test_a_transcript_says_what_the_hotline_said_and_what_came_back() -> None:
    transcript = Transcript.parse("known.yaml", WRITTEN)
    assert transcript.given == {"from": "+8613800138000", "at": "2026-03-10 09:00"}
    assert transcript.turns[0].hotline == ("您好,金穗公司。", "请问有什么可以帮您？")
    assert [turn.heard for turn in transcript.turns] == [
        Heard("开不了票,null"),
        Heard(digits="0756"),
        Heard(event="left"),
        Heard(),
        Heard("no"),
        None,
    ]


def test_what_is_written_is_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    path.write_text(WRITTEN, "utf-8")
    Transcript.load(path).dump(path)
    assert Transcript.load(path) == Transcript.parse("known.yaml", WRITTEN)
    assert path.read_text("utf-8") == str(Transcript.parse("known.yaml", WRITTEN))
    assert path.read_text("utf-8").splitlines()[5:] == WRITTEN.splitlines()[5:]


def test_words_of_an_author_need_no_quotes_to_be_words() -> None:
    turns = Transcript.parse("x.yaml", "- {hotline: [1], keys: 0756}\n- {hotline: [yes], caller: no}\n").turns
    assert turns == (Turn(("1",), keys="0756"), Turn(("yes",), caller="no"))


def test_one_long_sentence_stays_on_one_line() -> None:
    transcript = Transcript((Turn(("请您慢慢说," * 60,), caller="好 " * 60 + "的"),))
    assert len(str(transcript).splitlines()) == 3
    assert Transcript.parse("x.yaml", str(transcript)) == transcript


def test_a_turn_is_made_of_what_was_heard() -> None:
    assert Turn.of(("喂",), Heard("你好")) == Turn(("喂",), caller="你好")
    assert Turn.of(("喂",), Heard(digits="1")) == Turn(("喂",), keys="1")
    assert Turn.of(("喂",), Heard(event="full")) == Turn(("喂",), event="full")
    assert Turn.of(("喂",), Heard()) == Turn(("喂",), silence=True)


def test_the_same_conversation_does_not_differ() -> None:
    transcript = Transcript.parse("known.yaml", WRITTEN)
    assert transcript.difference(transcript) == ""


def test_a_difference_shows_the_sentence_among_its_neighbours() -> None:
    written = Transcript((Turn(("您好。",), caller="喂"), Turn(("再见。",))))
    played = Transcript((Turn(("您好。",), caller="喂"), Turn(("请问贵姓？",))))
    assert written.difference(played).splitlines() == [
        "--- written",
        "+++ played",
        "@@ -1,5 +1,5 @@",
        " - hotline:",
        "   - 您好。",
        "   caller: 喂",
        " - hotline:",
        "-  - 再见。",
        "+  - 请问贵姓？",
    ]


def test_an_empty_conversation_is_one_too() -> None:
    assert Transcript.parse("x.yaml", "# 空\n[]\n") == Transcript((), "# 空\n")
    assert str(Transcript((), "# 空\n")) == "# 空\n[]\n"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("hotline: x", "x.yaml:1: a transcript is a list of turns, each begins with `- hotline:`"),
        (
            "- [unclosed",
            "x.yaml:1: expected ',' or ']', but got '<stream end>'; a text with one of , ? : needs quotes here",
        ),
        ("- caller: 喂", "x.yaml:1: a turn begins with `hotline:` and a list of sentences"),
        ("- just words", "x.yaml:1: a turn begins with `hotline:` and a list of sentences"),
        ("- hotline: 您好", "x.yaml:1: a turn begins with `hotline:` and a list of sentences"),
        ("- given: [a]", "x.yaml:1: given: should be a mapping"),
        (
            "- hotline: []\n  caler: 喂",
            "x.yaml:2: caler: there is no such field; what comes back is caller, keys, event, silence, hangup",
        ),
        (
            "- hotline: []\n  caller: 喂\n  keys: 1",
            "x.yaml:3: only one thing comes back in a turn, here caller and keys",
        ),
        ("- hotline: []\n  caller:", "x.yaml:2: caller: should be words; quote true and null"),
        ("- hotline: []\n  caller: true", "x.yaml:2: caller: should be words; quote true and null"),
        ("- hotline: []\n  silence: yes", "x.yaml:2: silence: should be true"),
        (
            "- hotline: []\n  hangup: true\n- hotline: []\n",
            "x.yaml:1: nothing comes back here, yet it goes on; add one of caller, keys, event, silence, hangup",
        ),
    ],
)
def test_a_broken_transcript_is_refused_in_plain_words(text: str, refused: str) -> None:
    with pytest.raises(BrokenFlow) as broken:
        Transcript.parse("x.yaml", text)
    assert str(broken.value) == refused
