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


class TextField(StringField):  # type: ignore[misc]
    widget = upstream.GovTextInput()


class EmailTextField(EmailField):  # type: ignore[misc]
    widget = upstream.GovTextInput()


class HiddenPasswordField(PasswordField):  # type: ignore[misc]
    widget = upstream.GovPasswordInput()


class LongTextField(TextAreaField):  # type: ignore[misc]
    widget = upstream.GovTextArea()


class CountedTextField(TextAreaField):  # type: ignore[misc]
    widget = upstream.GovCharacterCount()


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
