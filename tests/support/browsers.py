"""Pages in a real browser: opened as somebody new, watched for mistakes, and held to what everybody can use."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Response

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
DESK, POCKET = (1280, 860), (390, 844)

OpenPage = Callable[..., Page]


@contextmanager
def opening(browser: Browser, base: str) -> Iterator[OpenPage]:
    """Open pages of a place; what is `kept` stands in the browser's storage. Nothing may go wrong in any of them."""
    contexts, wrongs = [], []

    def open_page(path: str, size: tuple[int, int] = DESK, scheme: str = "light", **kept: str) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        for name, value in kept.items():
            context.add_init_script(f"localStorage.getItem('{name}') ?? localStorage.setItem('{name}', '{value}')")
        page = context.new_page()
        page.on("pageerror", lambda error: wrongs.append(str(error)))
        page.on("console", lambda message: wrongs.append(message.text) if _is_mistake(message) else None)
        page.on("response", lambda answer: wrongs.append(answer.url) if _is_broken(answer) else None)
        page.goto(f"{base}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrongs, wrongs


def _is_mistake(message: ConsoleMessage) -> bool:
    return message.type == "error" and not message.text.startswith("Failed to load resource")


def _is_broken(answer: Response) -> bool:
    """What scripts ask for may be refused, which the page then tells; everything else must be there."""
    return answer.status >= (500 if answer.request.resource_type == "fetch" else 400)


def require_access(page: Page) -> None:
    """Everybody can use the page as it is now, as far as axe can tell."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert not found, [(violation["id"], violation["nodes"][0]["html"]) for violation in found]
