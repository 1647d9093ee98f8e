"""Folding what a recogniser wrote into plain written Mandarin."""

from __future__ import annotations

import pytest

from hotline.speech.heard import affirmed, clip, heard, newest


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("讀卡器個燈唔著", "读卡器个灯不着"),
        ("系统，冇反应啊！", "系统,没有反应"),
        ("唔系紅燈，係綠燈嚟嘅", "不是红灯,是绿灯来的"),
        ("搞掂咗", "搞定了"),
        ("系呀", "是"),
        ("税务系统联系我，关系不大", "税务系统联系我,关系不大"),
        ("唔知点算", "不知道怎么办"),
        ("听日嚟睇下", "明天来看下"),
        ("仲系唔得", "还是不行"),
        ("几时上门啊", "什么时候上门"),
        ("  ８Ｇ 内存  ", "8g内存"),
        ("The Red   light is on.", "the red light is on"),
        ("呃,那个,打印机……坏了", "打印机,坏了"),
        ("嗯嗯那个啥", "嗯嗯"),
        ("那啥，开不了票", "开不了票"),
        ("那个啥意思", "啥意思"),
        ("这个月", "这个月"),
        ("金额和额度", "金额和额度"),
        ("I don’t know", "i don't know"),
        ("左边右边", "左边右边"),
        ("", ""),
    ],
)
def test_words_are_folded_into_one_spelling(said: str, folded: str) -> None:
    assert heard(said) == folded


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("没有不正常", "正常"),
        ("不是不亮,是一直闪", "亮,是一直闪"),
        ("不是红灯,是绿灯", "是绿灯"),
        ("是绿灯不是红灯", "是绿灯"),
        ("打印机不是坏了,是读卡器在闪", "是读卡器在闪"),
        ("是不是没有灯", "是不是没有灯"),
        ("不是很正常", "不是很正常"),
        ("灯不亮", "灯不亮"),
    ],
)
def test_double_negations_and_denied_alternatives_are_taken_out(text: str, meant: str) -> None:
    assert affirmed(text) == meant


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("红灯,不对,是绿灯", "绿灯"),
        ("刚才是红灯,现在绿灯了", "绿灯了"),
        ("红灯,说错了,是绿灯", "绿灯"),
        ("灯不对", "灯不对"),
        ("现在是红灯", "现在是红灯"),
    ],
)
def test_the_latest_word_is_tried_first(text: str, latest: str) -> None:
    assert newest(text)[0] == latest


def test_text_past_the_limit_is_not_read() -> None:
    assert len(heard("红灯亮着" * 20_000)) <= 2_000
    assert len(heard("ﷺ" * 60_000)) <= 2_000
    assert len(clip("红灯 亮着" * 20_000)) <= 2_000
