"""GOV.UK form fields for WTForms: the one place that knows govuk-frontend-wtf.

Differences from upstream: a date with one, two or four parts is an error and not a crash,
its error summary link reaches the first box, and labels and the word before an error follow
the reader's language.
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
from service.console.forms import Needed
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


class _OwnWords:
    """Say "Error" before an error in the reader's language: upstream says it in English."""

    def render(self, params: dict[str, Any]) -> Any:
        if params.get("errorMessage"):
            params["errorMessage"]["visuallyHiddenText"] = _("Error")
        return super().render(params)  # type: ignore[misc]


class GovDateInput(_OwnWords, upstream.GovDateInput):  # type: ignore[misc]
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


class GovTextArea(_OwnWords, _OwnRows, upstream.GovTextArea):  # type: ignore[misc]
    """A box for more than a line."""


class GovCharacterCount(_OwnWords, _OwnRows, upstream.GovCharacterCount):  # type: ignore[misc]
    """A box that says how many characters are left."""


class GovTextInput(_OwnWords, upstream.GovTextInput):  # type: ignore[misc]
    """A box for a line."""


class GovPasswordInput(_OwnWords, upstream.GovPasswordInput):  # type: ignore[misc]
    """A box for a password."""


class GovRadioInput(_OwnWords, upstream.GovRadioInput):  # type: ignore[misc]
    """One of a few choices, all in view."""


class GovSelect(_OwnWords, upstream.GovSelect):  # type: ignore[misc]
    """One of many choices."""


class GovCheckboxesInput(_OwnWords, upstream.GovCheckboxesInput):  # type: ignore[misc]
    """Any of a few choices."""


class GovCheckboxInput(_OwnWords, upstream.GovCheckboxInput):  # type: ignore[misc]
    """Yes or no."""


class TextField(_Cleaned, StringField):  # type: ignore[misc]
    widget = GovTextInput()


class EmailTextField(_Cleaned, EmailField):  # type: ignore[misc]
    widget = GovTextInput()


class HiddenPasswordField(PasswordField):  # type: ignore[misc]
    widget = GovPasswordInput()


class LongTextField(_Cleaned, TextAreaField):  # type: ignore[misc]
    widget = GovTextArea()


class CountedTextField(_Cleaned, TextAreaField):  # type: ignore[misc]
    widget = GovCharacterCount()


class RadiosField(RadioField):  # type: ignore[misc]
    widget = GovRadioInput()


class ChoiceField(SelectField):  # type: ignore[misc]
    widget = GovSelect()


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    widget = GovCheckboxesInput()


class CheckboxField(BooleanField):  # type: ignore[misc]
    widget = GovCheckboxInput()


class DayField(DateField):  # type: ignore[misc]
    """A date typed as three numbers. `needed` says what to give where they are no date."""

    widget = GovDateInput()

    def __init__(self, label: str, *, needed: str, **kwargs: Any) -> None:
        super().__init__(label, [Needed(needed)], format="%d %m %Y", **kwargs)
        self.needed = needed

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_(self.needed)) from None
