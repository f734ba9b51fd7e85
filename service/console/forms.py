"""What every form of the console shares: the language, and no empty surprises."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, ValidationError

from service.console.context import _, ngettext


class _Translations:
    """WTForms' own messages, from our catalogue."""

    def gettext(self, text: str) -> str:
        return _(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return ngettext(one, many, count)


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose labels, hints and messages are keys of their translations.

    Labels and descriptions given in English are shown in the reader's language. A subclass
    sets choices, which differ from page to page, after it is made.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Any) -> _Translations:
            return _Translations()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            if field.name != "csrf_token":
                field.label.text = _(field.label.text)
                field.description = _(field.description) if field.description else ""

    def add_error(self, name: str, message: str) -> None:
        """Put `message`, already in the reader's language, at the field `name`."""
        field = self._fields[name]
        field.errors = [*field.errors, message]

    def first_errors(self) -> list[tuple[str, str]]:
        """Return (field id, message) for each field with an error, in the form's order."""
        return [(field.id, str(field.errors[0])) for field in self if field.errors]


class Needed:
    """Refuse an empty answer with a sentence of its own."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Form, field: Field) -> None:
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            raise ValidationError(_(self.message))


class NoLonger:
    """Refuse more characters than `most`, saying how many to take away."""

    def __init__(self, most: int, message: str) -> None:
        self.most = most
        self.message = message

    def __call__(self, _form: Form, field: Field) -> None:
        # A browser counts a line's end as one character and sends it as two.
        if len((field.data or "").replace("\r\n", "\n")) > self.most:
            raise ValidationError(_(self.message))
