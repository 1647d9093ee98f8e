"""The questions in their order, and the rules that lead from answers and symptoms to advice (R9-R17)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hotline.diagnosis.deadlines import Deadlines
from hotline.diagnosis.guide import Guide, urgency
from hotline.diagnosis.sheet import ORDER, Category
from hotline.speech import error_codes
from hotline.speech.screen import Lexicon
from tests.diagnosis.conftest import FLOWS

TODAY = date(2026, 3, 10)
WELL: dict[str, object] = {
    "card_reader": "normal",
    "memory": "ok",
    "printer": "ok",
    "card_date": "2026-03-10",
    "tax_start_date": "2026-04-01",
    "accounting_month": "2026-03",
}

PRINTER_TROUBLES = ["missing_driver", "error", "misaligned", "garbled", "not_printing", "model_changed"]

ANSWERS: dict[str, Sequence[str | bool]] = {
    "card_reader": ["normal", "none", "red_only", "green_only", "flashing", "cannot_see", "not_found"],
    "memory": ["ok", "insufficient", "unknown", "8G", "512M", "0.5G", "很多"],
    "printer": ["ok", *PRINTER_TROUBLES, "none", "unknown"],
    "card_date": ["2026-03-10", "2026-01-10", "1980-01-01", "9999-12-31", "0001-01-01", "坏"],
    "tax_start_date": ["2026-03-01", "2026-04-01", "2025-12-01", "0001-01-01", "坏"],
    "accounting_month": ["2026-03", "2026-02", "2027-01", "0001-01", "坏"],
    "copy_due": [True, False],
    "locked": [True, False],
    "lock_date": ["2026-03-15", "2026-03-01", "坏"],
    "offline": [True, False],
}


any_answers = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) | st.none() | st.text() for name, values in ANSWERS.items()}
)
any_symptom = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "text": st.text(),
        "codes": st.none() | st.text() | st.lists(st.integers() | st.text() | st.sampled_from(["706", "702", "²"])),
        "category": st.none() | st.text() | st.sampled_from(get_args(Category)),
    },
)
any_day = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def category(guide: Guide, deadlines: Deadlines, symptom: Mapping[str, object] | None = None, **answers: object) -> str:
    return guide.verdict(WELL | answers, symptom, TODAY, deadlines).category


def test_the_questions_come_in_the_order_of_the_rule(guide: Guide) -> None:
    answers: dict[str, object] = {}
    asked = []
    while (name := guide.next_question(answers)) is not None:
        asked.append(name)
        answers[name] = None
    assert asked == list(ORDER)
    assert ORDER == ("card_reader", "memory", "printer", "card_date", "tax_start_date", "accounting_month")


@given(st.lists(st.sets(st.sampled_from(ORDER))))
def test_whatever_is_answered_meanwhile_no_question_is_repeated_or_moved(
    guide: Guide, volunteered: list[set[str]]
) -> None:
    answers: dict[str, object] = {}
    asked: list[str] = []
    for extra in [*volunteered, *[set[str]()] * len(ORDER)]:
        name = guide.next_question(answers)
        if name is None:
            break
        assert name not in answers
        asked.append(name)
        answers |= dict.fromkeys({name} | extra, "x")
    assert guide.next_question(answers) is None
    assert asked == sorted(set(asked), key=ORDER.index)


@given(any_answers, any_symptom, any_day, st.lists(st.sampled_from(["lockout", "password", "printer_silent"])))
def test_any_answers_give_a_verdict(
    guide: Guide,
    deadlines: Deadlines,
    answers: dict[str, object],
    symptom: dict[str, object] | None,
    today: date,
    tried: list[str],
) -> None:
    verdict = guide.verdict(answers, symptom, today, deadlines, tried=tried)
    assert verdict.category in get_args(Category)
    assert verdict.fault not in tried
    assert bool(verdict.advice) == (verdict.fault is not None)
    assert urgency(verdict, None, today, deadlines) in {"normal", "high"}


@pytest.mark.parametrize("wanted", sorted(set(get_args(Category)) - {"none", "unknown"}))
def test_every_category_is_found_from_the_symptom_when_the_questions_find_nothing(
    guide: Guide, deadlines: Deadlines, wanted: str
) -> None:
    verdict = guide.verdict(WELL, {"text": "..", "category": wanted}, TODAY, deadlines)
    assert (verdict.category, verdict.conclusive) == (wanted, False)
    assert verdict.advice


def test_a_symptom_that_nothing_explains_is_unknown_and_no_symptom_is_none(guide: Guide, deadlines: Deadlines) -> None:
    assert category(guide, deadlines, {"text": "电脑蓝屏"}) == "unknown"
    assert category(guide, deadlines, {"text": "", "codes": [], "category": None}) == "none"
    assert category(guide, deadlines) == "none"


@pytest.mark.parametrize("answer", ["none", "red_only", "green_only", "flashing", "not_found"])
def test_each_light_has_its_own_fault_and_its_advice_at_once(guide: Guide, deadlines: Deadlines, answer: str) -> None:
    verdict = guide.verdict({"card_reader": answer}, None, TODAY, deadlines)
    assert verdict.conclusive
    assert guide.faults[verdict.fault or ""].when.answer == {"card_reader": (answer,)}


@pytest.mark.parametrize("answer", ["normal", "cannot_see"])
def test_normal_or_unseen_lights_settle_nothing(guide: Guide, deadlines: Deadlines, answer: str) -> None:
    assert guide.verdict({"card_reader": answer}, None, TODAY, deadlines).fault is None


@pytest.mark.parametrize(
    ("memory", "fault", "conclusive"),
    [
        ("insufficient", "memory_short", True),
        ("512M", "memory_small", False),
        ("0.5G", "memory_small", False),
        ("1G", None, False),
        ("8G", None, False),
        ("ok", None, False),
        ("unknown", None, False),
    ],
)
def test_short_memory_is_a_fault_and_small_memory_only_a_suspicion(
    guide: Guide, deadlines: Deadlines, memory: str, fault: str | None, *, conclusive: bool
) -> None:
    verdict = guide.verdict(WELL | {"memory": memory}, None, TODAY, deadlines)
    assert (verdict.fault, verdict.conclusive) == (fault, conclusive)


@pytest.mark.parametrize("answer", PRINTER_TROUBLES)
def test_each_trouble_with_the_printer_has_advice_at_once(guide: Guide, deadlines: Deadlines, answer: str) -> None:
    verdict = guide.verdict({"printer": answer}, None, TODAY, deadlines)
    assert (verdict.category, verdict.conclusive) == ("printer", True)


def test_the_first_answer_that_settles_it_goes_before_later_ones_and_the_symptom(
    guide: Guide, deadlines: Deadlines
) -> None:
    answers = WELL | {"printer": "garbled", "card_reader": "none", "card_date": "2026-01-10"}
    assert guide.verdict(answers, {"category": "password"}, TODAY, deadlines).fault == "reader_no_light"


def test_advice_that_did_not_help_gives_way_to_the_next_fault(guide: Guide, deadlines: Deadlines) -> None:
    answers = WELL | {"printer": "garbled", "card_reader": "none"}
    tried = ["reader_no_light"]
    assert guide.verdict(answers, None, TODAY, deadlines, tried=tried).fault == "printer_garbled"
    tried.append("printer_garbled")
    assert guide.verdict(answers, None, TODAY, deadlines, tried=tried).fault is None


def test_a_plain_symptom_goes_before_a_mere_suspicion(guide: Guide, deadlines: Deadlines) -> None:
    assert category(guide, deadlines, {"category": "password"}, memory="512M") == "password"


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("706", "past_midnight"),
        (702, "lockout"),
        ("21", "lockout"),
        ("701", "tax_report_due"),
        ("506", "card_clock"),
        ("117", "card_unreadable"),
        ("236", "password"),
        ("6500", "password"),
        ("768", "network_upload"),
        ("087", "invoice_stock"),
        ("4001", "device_not_found"),
        ("1085", "clear_card"),
        ("1086", "report_disk"),
        ("126", "device_storage"),
        ("552", "machine_mismatch"),
        ("82", "invoice_limit"),
        ("452", "software"),
        ("99999", None),
        ("9" * 5000, None),
    ],
)
def test_a_code_tells_what_the_words_do_not(
    guide: Guide, deadlines: Deadlines, code: object, fault: str | None
) -> None:
    told = {"text": "报错", "codes": [code], "category": "software"}
    assert guide.verdict(WELL, told, TODAY, deadlines).fault == (fault or "software")


def test_plain_words_go_before_a_code_of_who_knows_which_window(guide: Guide, deadlines: Deadlines) -> None:
    assert category(guide, deadlines, {"codes": ["706"], "category": "password"}) == "password"


def test_a_code_of_the_words_own_category_says_it_more_exactly(guide: Guide, deadlines: Deadlines) -> None:
    told = {"codes": ["155"], "category": "tax_report_due"}
    assert guide.verdict(WELL, told, TODAY, deadlines).fault == "clear_card"


def test_what_the_ear_makes_of_a_code_is_what_the_guide_makes_of_it(guide: Guide, deadlines: Deadlines) -> None:
    for number in range(10_000):
        heard = error_codes.category(str(number))
        assert category(guide, deadlines, {"codes": [number]}) == (heard or "unknown"), number


def every(guide: Guide, language: str) -> list[tuple[str, str]]:
    return [(entry, text) for entry, its_language, text in guide.texts() if its_language == language]


def test_every_spoken_step_is_short_and_polite(guide: Guide) -> None:
    for entry, text in every(guide, "zh-CN"):
        assert len(text) <= 40, entry
        assert ".title" in entry or re.search("[请您]", text), entry
    for entry, text in every(guide, "en-US"):
        assert len(text.split()) <= 30, entry


def test_nothing_that_is_spoken_or_shown_says_a_forbidden_phrase(guide: Guide) -> None:
    lexicon = Lexicon.from_mapping(yaml.safe_load((FLOWS / "lexicon.yaml").read_text("utf-8")))
    assert lexicon.violations("我们不知道")
    assert not [(entry, lexicon.violations(text)) for entry, _, text in guide.texts() if lexicon.violations(text)]


def test_no_step_asks_for_what_could_lose_data_or_harm_the_device(guide: Guide) -> None:
    risky = re.compile(r"格式化|重装|重新安装|拆|机箱|删除|format|reinstall|open the case|delete", re.IGNORECASE)
    assert not [entry for entry, _, text in guide.texts() if risky.search(text)]


def test_no_step_asks_for_a_password_or_an_identity_number(guide: Guide) -> None:
    asked = re.compile(r"(?:告诉|报|说).{0,6}(?:口令|密码|身份证)|tell .*password", re.IGNORECASE)
    assert not [entry for entry, _, text in guide.texts() if asked.search(text)]


def test_a_device_is_brought_away_only_after_a_backup(guide: Guide) -> None:
    for name in ("card_clock", "device_storage"):
        steps = [step["zh-CN"] for step in guide.faults[name].advice]
        backup = next(place for place, step in enumerate(steps) if "备份" in step)
        away = next(place for place, step in enumerate(steps) if "带" in step)
        assert backup < away


def test_a_changed_list_has_another_revision(guide: Guide, tmp_path: Path) -> None:
    copy = tmp_path / "diagnosis.yaml"
    copy.write_text((FLOWS / "diagnosis.yaml").read_text("utf-8").replace("插紧", "插好"), "utf-8")
    assert Guide.load(copy).revision != guide.revision
