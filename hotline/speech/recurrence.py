"""又坏了: what was put right is broken again."""

from __future__ import annotations

from hotline.speech.cues import words
from hotline.speech.heard import heard

AGAIN = words(
    r"又(?:一次|再)?(?:坏|不(?:行|能|好|亮|灵|动)|没(?:反应|法)|[进打开连用][不没]|出(?:现|问题|故障|毛病|错)|报错|提示|犯|来了)",
    r"又(?:是)?(?:这|那|同)(?:个|样)|再次(?:出现|发生)|复发|老(?:毛病|问题)|(?:还是|依然)(?:上次|原来|之前)的?(?:问题|毛病|故障)",
    r"没(?:有)?(?:修|处理|弄|搞)好|(?:修|处理|弄|搞|解决)(?:好|完)?(?:了)?(?:没|不)(?:几|两|多)[天久].{0,6}(?:又|还)",
    r"\b(?:broke|broken|fails?|failed|happen(?:s|ed|ing)?|down|wrong|stuck)\b.{0,12}\bagain\b",
    r"\b(?:came|is|come) back\b",
)


def comes_back(speech: str) -> bool:
    """Whether the caller says that a fault which was gone is there again (R64)."""
    return AGAIN.search(heard(speech)) is not None
