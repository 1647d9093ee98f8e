"""Recordings that can be heard: spoken by the real espeak-ng, murmured where there is none."""

from __future__ import annotations

import wave
from array import array
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest

from hotline.localcarrier import voice
from hotline.localcarrier.calls.call import new_sid
from hotline.localcarrier.recordings import Recording, RecordingStore, conversation
from tests.localcarrier.calls import arriving

WORDS = "请问您的企业全称是什么"
AUDIBLE = 300  # of 32768
SHORTEST_PAUSE = voice.RATE // 4


def recording(words: str, seconds: int = 5, channels: int = 1) -> Recording:
    return Recording(new_sid("RE"), "AC", "CA", "2026-03-10T01:00:00+00:00", seconds, words, channels)


def runs(samples: array[int]) -> list[tuple[bool, int]]:
    """Sound and silence in turn, each with its length in samples; gaps within a word do not count."""
    window = 80
    loud = [max(map(abs, samples[start : start + window])) > AUDIBLE for start in range(0, len(samples), window)]
    lengths = [(is_loud, len(list(run)) * window) for is_loud, run in groupby(loud)]
    merged: list[tuple[bool, int]] = []
    for is_loud, length in lengths:
        belongs = is_loud or length < SHORTEST_PAUSE
        if merged and merged[-1][0] == belongs:
            merged[-1] = (belongs, merged[-1][1] + length)
        else:
            merged.append((belongs, length))
    return merged


def heard(store: RecordingStore, kept: Recording) -> Path:
    sound = store.media(kept.sid)
    assert sound
    return sound


def without_espeak(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str = "") -> None:
    """A machine on which espeak-ng is missing, or is this shell script."""
    (tmp_path / "bin").mkdir()
    if program:
        script = tmp_path / "bin" / "espeak-ng"
        script.write_text(f"#!/bin/sh\n{program}\n")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def murmured(words: str, seconds: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> array[int]:
    with monkeypatch.context() as patch:
        without_espeak(patch, tmp_path)
        return voice.say(words, seconds)


@pytest.mark.parametrize("words", [WORDS, "Good morning, how can I help you"])
def test_words_are_spoken(words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spoken = voice.say(words, 6)
    assert voice.RATE < len(spoken) < 6 * voice.RATE
    assert spoken != murmured(words, 6, monkeypatch, tmp_path)


def test_people_who_talk_in_turn_leave_a_pause() -> None:
    heard = [is_loud for is_loud, _ in runs(voice.say(f"{WORDS}\n\n明珠贸易有限公司", 10)) if is_loud]
    assert len(heard) == 2


def test_many_words_come_faster_before_they_are_cut() -> None:
    at_ease, in_haste = voice.say(WORDS * 3, 20), voice.say(WORDS * 3, 5)
    assert len(in_haste) == 5 * voice.RATE
    assert in_haste != at_ease[: 5 * voice.RATE]
    ease = sum(length for is_loud, length in runs(at_ease) if is_loud)
    haste = sum(length for is_loud, length in runs(in_haste) if is_loud)
    assert ease > 6 * voice.RATE > haste
    assert len(voice.say(WORDS * 20, 1)) == voice.RATE


@pytest.mark.parametrize(
    "words", ["--version", "-f/etc/passwd", "<break time='9s'/>好", "[[h@l'oU]]", "\0", "\ud800好"]
)
def test_words_are_words_whatever_they_look_like(words: str) -> None:
    assert len(voice.say(words, 4)) <= 4 * voice.RATE


def test_words_that_look_like_an_option_are_spoken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without_espeak(monkeypatch, tmp_path, f'echo "$@" > {tmp_path}/told; /bin/cat > {tmp_path}/heard; exit 1')
    voice.say("--version", 2)
    assert (tmp_path / "heard").read_text() == "--version"
    assert "version" not in (tmp_path / "told").read_text()


def test_words_give_no_orders_to_the_voice() -> None:
    assert voice.say("\x01300S" + WORDS, 6) == voice.say(" 300S" + WORDS, 6)
    assert voice.say("[[h@l'oU]]", 4) == voice.say("((h@l'oU]]", 4)


@pytest.mark.parametrize("seconds", [0, 3])
def test_nothing_said_is_silence(seconds: int) -> None:
    assert voice.say("", seconds) == array("h")


@pytest.mark.parametrize("program", ["", "exit 1", "echo no sound", "exec sleep 60"])
def test_without_a_voice_there_is_a_murmur(program: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(voice, "_MOST_SECONDS", 0.3)
    without_espeak(monkeypatch, tmp_path, program.replace("sleep", "/bin/sleep").replace("echo", "/bin/echo"))
    heard = runs(voice.say(f"{WORDS}\n{WORDS}", 10))
    assert [is_loud for is_loud, _ in heard if is_loud] == [True, True]
    assert 0 < len(voice.say(WORDS, 3)) <= 3 * voice.RATE


@pytest.mark.parametrize("channels", [1, 2])
def test_a_recording_is_as_long_as_was_told(channels: int, tmp_path: Path) -> None:
    store, kept = RecordingStore(tmp_path), recording(WORDS, 7, channels)
    store.keep(kept)
    with wave.open(str(heard(store, kept))) as sound:
        assert (sound.getnchannels(), sound.getframerate()) == (channels, voice.RATE)
        assert sound.getnframes() == 7 * voice.RATE
        samples = array("h", sound.readframes(sound.getnframes()))[::channels]
    assert [is_loud for is_loud, _ in runs(samples)][-2:] == [True, False]


def test_a_sound_is_made_once_and_only_when_somebody_listens(tmp_path: Path) -> None:
    store, kept = RecordingStore(tmp_path), recording(WORDS)
    store.keep(kept)
    assert [path.suffix for path in tmp_path.iterdir()] == [".json"]
    made = heard(store, kept).stat()
    assert heard(store, kept).stat() == made


def test_all_who_listen_at_once_hear_the_whole(tmp_path: Path) -> None:
    store, kept = RecordingStore(tmp_path), recording(WORDS)
    store.keep(kept)
    ready, lengths = Barrier(4), []

    def listen() -> None:
        ready.wait()
        lengths.append(len(heard(store, kept).read_bytes()))

    listeners = [Thread(target=listen) for _ in range(4)]
    for listener in listeners:
        listener.start()
    for listener in listeners:
        listener.join()
    assert len(set(lengths)) == 1
    assert len(lengths) == 4


def test_recordings_are_listed_while_others_are_kept_and_deleted(tmp_path: Path) -> None:
    store, stays = RecordingStore(tmp_path), recording(WORDS)
    store.keep(stays)
    done = Event()

    def come_and_go() -> None:
        while not done.is_set():
            passing = recording(WORDS)
            store.keep(passing)
            store.delete(passing)

    passing = Thread(target=come_and_go)
    passing.start()
    listed = [store.of() for _ in range(200)]
    done.set()
    passing.join()
    assert all(stays in one for one in listed)


def test_a_sound_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, kept = RecordingStore(tmp_path), recording(WORDS)
    store.keep(kept)
    monkeypatch.setattr(voice, "say", lambda _words, _seconds: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        store.media(kept.sid)
    assert [path.suffix for path in tmp_path.iterdir()] == [".json"]


@pytest.mark.parametrize(("moved", "told"), [(timedelta(days=7), 4 * 3600), (timedelta(days=-7), 0)])
def test_a_clock_that_is_moved_makes_no_endless_recording(moved: timedelta, told: int) -> None:
    call = arriving("+8613900000001")
    kept = conversation(call, began=call.time.now() - moved, words=[], channels=1, source="DialVerb")
    assert kept.duration == told


def test_what_is_deleted_cannot_be_heard_and_leaves_nothing(tmp_path: Path) -> None:
    store, kept = RecordingStore(tmp_path), recording(WORDS)
    store.keep(kept)
    assert heard(store, kept).exists()
    store.delete(kept)
    assert store.media(kept.sid) is None
    assert list(tmp_path.iterdir()) == []
