"""The tree of errors."""

from __future__ import annotations

import inspect

from hotline.core import errors
from hotline.core.errors import BadSetting, HotlineError, Invalid


def test_every_error_stands_in_the_tree_that_the_module_shows() -> None:
    classes = [value for value in vars(errors).values() if inspect.isclass(value)]

    assert all(issubclass(value, HotlineError) for value in classes)
    assert all(value.__name__ in (errors.__doc__ or "") for value in classes)


def test_an_invalid_value_names_its_field() -> None:
    error = Invalid("phone", "这个号码不对")

    assert (error.field, error.message, str(error)) == ("phone", "这个号码不对", "这个号码不对")


def test_a_bad_setting_begins_with_its_variable() -> None:
    assert str(BadSetting("PORT", "is no number")) == "PORT: is no number"
