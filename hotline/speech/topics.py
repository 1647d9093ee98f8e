"""What somebody asks about who has no fault, visit, complaint or ticket: questions that have an answer at hand."""

from __future__ import annotations

from typing import Literal

from hotline.speech.cues import first, table
from hotline.speech.heard import heard

Topic = Literal["policy", "suggestion", "complaint_line", "fee", "not_ours"]

TOPICS = table(
    ("complaint_line", 0.95, r"投诉(?:电话|热线|渠道|地址|方式)|(?:去|到)?哪里?(?:可以|能)?投诉"),
    (
        "suggestion",
        0.9,
        r"建议|提(?:一?个|点|些)?意见|希望你们(?:能|可以|以后)|反馈一下|(?:谢谢|感谢|表扬).{0,8}(?:师傅|工程师|技术员|同事)",
    ),
    (
        "fee",
        0.9,
        r"(?:为什么|为啥|凭什么|怎么).{0,8}收(?:费|钱)|收费(?:标准|多少|依据)|多少钱|服务费|要不要钱|收不收费",
    ),
    (
        "policy",
        0.9,
        r"政策|税率|税点|优惠|减免|免税|起征|红字|认证期限|抵扣|申报(?:表|怎么填)|变更|注销|一般纳税人|小规模|电子税务局",
        r"\b(?:policy|tax rate|deduct)\w*",
    ),
    ("not_ours", 0.85, r"蓝屏|上不了网|网络(?:断|不通)|宽带|微信|办公软件|word|excel|电脑(?:中毒|有病毒|开不了机)"),
)
"""Topics by the words that point at them, the surest first."""


def topic(speech: str) -> Topic | None:
    """What the words are about; None where nothing at hand answers them."""
    found = first(TOPICS, heard(speech))
    return found.value if found else None  # type: ignore[return-value]  # the table holds topics only
