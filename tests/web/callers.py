"""Callers who answer what they are asked, whatever the order."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.telephone import Telephone

MOST_TURNS = 60

_COMPANY = {"企业全称": "珠海市海狸电子有限公司", "联系电话": "可以", "税务分局": "香洲区税务局"}

SOLVED = {
    **_COMPANY,
    "有什么可以帮您": "我们的开票系统进不去，提示找不到读卡器",
    "故障现象": "一打开开票软件就提示读卡器没有连接",
    "红绿灯": "红灯绿灯都不亮",
    "解决了": "解决了，可以开票了",
}
UNSOLVED = {
    **_COMPANY,
    "企业全称": "珠海市海天机电设备有限公司",
    "有什么可以帮您": "开票系统进不去了，一直提示错误",
    "故障现象": "一打开系统就提示错误，进不去",
    "红绿灯": "灯是正常的",
    "内存": "八个G，没有提示",
    "打印机": "打印机正常",
    "解决了": "还是没有解决",
    "日期": "看不到",
    "月份": "看不到",
}
COMPLAINT = {
    **_COMPANY,
    "有什么可以帮您": "我要投诉，你们的工程师态度太差了",
    "解决": "没有故障，就是投诉",
}
"""What is heard in a question, and what is said to it."""


def live(phone: Telephone, caller: str, replies: Mapping[str, str], sid: str | None = None) -> str:
    """Call, answer every question, and hang up when the hotline has; gives the call's sid."""
    phone.ring(caller, sid)
    for _ in range(MOST_TURNS):
        if phone.is_over:
            phone.hang_up()
            return phone.sid
        asked = phone.says[-1] if phone.says else ""
        phone.say(next((words for cue, words in replies.items() if cue in asked), "对"))
    raise AssertionError(f"the call did not end; last heard: {phone.said}")
