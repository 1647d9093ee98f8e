"""Every error that Hotline raises on purpose.

    HotlineError
    ├── Invalid        a value given by a person or a program is not acceptable; names the field
    ├── NotFound       the thing spoken of does not exist
    ├── Conflict       the thing exists, but not in the state that this needs (somebody was faster)
    ├── Forbidden      this person may not do this
    ├── Unavailable    the database cannot answer now; the same request may succeed later
    └── BadSetting     a setting is missing or wrong; the start stops with this one line

Each message is one sentence that may be shown to staff. An error is mapped to an answer in one place: at the edge.
"""

from __future__ import annotations


class HotlineError(Exception):
    """The root of the tree: catching it catches everything that Hotline raises on purpose."""


class Invalid(HotlineError):
    """A value is not acceptable. `field` is the name that a form or a JSON body knows it by."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class NotFound(HotlineError):
    """The thing spoken of does not exist."""


class Conflict(HotlineError):
    """The thing is not in the state that this needs; reading it again shows what happened meanwhile."""


class Forbidden(HotlineError):
    """This person may not do this."""


class Unavailable(HotlineError):
    """The database cannot answer now; the same request may succeed later.

    A commit that was cut short cannot be told from one that was done, so only a work that may be done twice (F8) may be
    tried again.
    """


class BadSetting(HotlineError):
    """A setting is missing or wrong. The message is one line that begins with the variable's name."""

    def __init__(self, variable: str, message: str) -> None:
        super().__init__(f"{variable}: {message}")
        self.variable = variable
