"""GOV.UK form fields for WTForms: the one place that knows govuk-frontend-wtf.

Differences from upstream: a date with one, two or four parts is an error and not a crash,
its error summary link reaches the first box, and its labels follow the reader's language.
"""

from typing import Any

from govuk_frontend_wtf import wtforms_widgets as upstream
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from service.console.context import _
from service.i18n import N_


def clean(text: str | None) -> str | None:
    """Return what was typed with one sign for a line's end and none that PostgreSQL refuses."""
    return text.replace("\0", "").replace("\r\n", "\n") if text else text


class _Cleaned:
    """A field whose text is cleaned before it is checked."""

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        filters = (clean, *kwargs.pop("filters", ()))
        super().__init__(label, validators, filters=filters, **kwargs)  # type: ignore[call-arg]


_DATE_PARTS = (N_("Day"), N_("Month"), N_("Year"))


class GovDateInput(upstream.GovDateInput):  # type: ignore[misc]
    """Three boxes for a day, a month and a year."""

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        raw = field.raw_data
        if raw is not None and len(raw) != len(_DATE_PARTS):
            field.raw_data = [*raw, "", "", ""][:3]
        try:
            params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        finally:
            field.raw_data = raw
        # The summary links to #<field.id>: that must be a box, which can take the focus.
        params["id"] = f"{field.id}-group"
        params["items"][0]["id"] = field.id
        for item, label in zip(params["items"], _DATE_PARTS, strict=True):
            item["label"] = _(label)
        return params


class _OwnRows:
    """Give `rows` to the macro: upstream adds a second attribute beside the macro's own."""

    def map_gov_params(self, field: Field, **kwargs: Any) -> dict[str, Any]:
        rows = kwargs.pop("rows", None)
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)  # type: ignore[misc]
        return {**params, "rows": rows} if rows else params


class GovTextArea(_OwnRows, upstream.GovTextArea):  # type: ignore[misc]
    """A box for more than a line."""


class GovCharacterCount(_OwnRows, upstream.GovCharacterCount):  # type: ignore[misc]
    """A box that says how many characters are left."""


class TextField(_Cleaned, StringField):  # type: ignore[misc]
    widget = upstream.GovTextInput()


class EmailTextField(_Cleaned, EmailField):  # type: ignore[misc]
    widget = upstream.GovTextInput()


class HiddenPasswordField(PasswordField):  # type: ignore[misc]
    widget = upstream.GovPasswordInput()


class LongTextField(_Cleaned, TextAreaField):  # type: ignore[misc]
    widget = GovTextArea()


class CountedTextField(_Cleaned, TextAreaField):  # type: ignore[misc]
    widget = GovCharacterCount()


class RadiosField(RadioField):  # type: ignore[misc]
    widget = upstream.GovRadioInput()


class ChoiceField(SelectField):  # type: ignore[misc]
    widget = upstream.GovSelect()


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    widget = upstream.GovCheckboxesInput()


class CheckboxField(BooleanField):  # type: ignore[misc]
    widget = upstream.GovCheckboxInput()


class DayField(DateField):  # type: ignore[misc]
    """A date typed as three numbers; `format` is fixed to how the boxes are read."""

    widget = GovDateInput()

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format="%d %m %Y", **kwargs)
