"""How a stored value is said back to the caller, first in Chinese, then in English."""

from __future__ import annotations

from collections.abc import Mapping

Wording = Mapping[str, tuple[str, str]]

YES_NO: Wording = {"yes": ("对的", "yes"), "no": ("不对", "no")}
HAVE: Wording = {"yes": ("有", "yes, you have one"), "no": ("还没有", "not yet")}
SOLVED: Wording = {"yes": ("已经好了", "it works now"), "no": ("还没有好", "it is not solved yet")}
STEP: Wording = {
    "done": ("已经做好了", "that is done"),
    "failed": ("做了还是不行", "that did not help"),
    "waiting": ("您正在操作", "you are still at it"),
}
SATISFACTION: Wording = {
    "satisfied": ("满意", "satisfied"),
    "neutral": ("一般", "neither satisfied nor dissatisfied"),
    "dissatisfied": ("不满意", "dissatisfied"),
}
FEES: Wording = {
    "paid": ("费用已经交齐", "the fees are paid"),
    "partly": ("费用交了一部分", "the fees are paid in part"),
    "unpaid": ("费用还没有交", "the fees are not paid yet"),
}
CARD_READER: Wording = {
    "normal": ("灯是正常的", "the lights are normal"),
    "none": ("灯不亮", "no light is on"),
    "red_only": ("只亮红灯", "only the red light is on"),
    "green_only": ("只亮绿灯", "only the green light is on"),
    "flashing": ("灯在闪", "the light is flashing"),
    "cannot_see": ("现在看不到灯", "you cannot see the lights now"),
    "not_found": ("灯正常,但是提示没有找到设备", "the lights are normal, but the device is not found"),
}
MEMORY: Wording = {
    "ok": ("内存正常", "the memory is fine"),
    "insufficient": ("内存不足", "the memory is short"),
    "unknown": ("内存情况还需要确认", "the memory is still to be checked"),
}
PRINTER: Wording = {
    "ok": ("打印机正常", "the printer works"),
    "missing_driver": ("打印机驱动没有装好", "the printer driver is missing"),
    "error": ("打印机报错", "the printer shows an error"),
    "misaligned": ("打印位置偏了", "the print is out of place"),
    "garbled": ("打印出来有乱码", "the print is garbled"),
    "not_printing": ("打印不出来", "nothing is printed"),
    "model_changed": ("换了打印机", "the printer was changed"),
    "none": ("没有打印机", "there is no printer"),
    "unknown": ("打印机情况还需要确认", "the printer is still to be checked"),
}
PURPOSE: Wording = {
    "fault": ("开票系统有故障", "a fault of your invoicing system"),
    "onsite": ("请工程师上门", "an engineer's visit"),
    "complaint": ("您要投诉", "a complaint"),
    "status": ("查询之前报修的进度", "the progress of an earlier report"),
    "install": ("新装或者开通系统", "a new installation"),
    "other": ("其他咨询", "another question"),
}


def read_back(wording: Wording, value: str, language: str) -> str:
    """Return how value is said in language; a value without wording of its own is said as it is."""
    chinese, english = wording.get(value, (value, value))
    return english if language.startswith("en") else chinese
