"""The form with which something is said in the council's name."""

from typing import Any

from babel.dates import format_date
from wtforms import HiddenField

from connectors.registry import connector_class
from moderation import errors as rules
from moderation.models import FactRecord, ReplyKind
from moderation.replies import WELSH, Words
from service.console.case_file import CaseFile
from service.console.context import _
from service.console.forms import Form, NoLonger
from service.console.widgets import ChoiceField, CountedTextField
from service.i18n import N_, translate
from service.platform_names import message_length, message_limit
from service.platforms import item_of

#: More than any platform takes, so that a page is never asked to hold a book.
MAX_TEXT = 10_000
LONG = N_("Shorten the text to 10,000 characters.")
#: Which field each of the rules' refusals is about.
FIELD_OF: dict[type[rules.ModerationError], str] = {
    rules.ReplyMissing: "text_en",
    rules.ReplyTooLong: "text_en",
    rules.ReplyStands: "text_en",
    rules.WelshMissing: "text_cy",
    rules.FactMissing: "fact",
    rules.FactExpired: "fact",
}


class ReplyForm(Form):
    """What an officer writes. The Welsh stands first where both are given."""

    fact = ChoiceField(
        N_("The fact it stands on"),
        validate_choice=False,
        description=N_("Its words, its source and its last day are added to the English text."),
    )
    text_cy = CountedTextField(N_("In Welsh"), [NoLonger(MAX_TEXT, LONG)])
    text_en = CountedTextField(N_("In English"), [NoLonger(MAX_TEXT, LONG)])
    token = HiddenField()
    comment_version = HiddenField()

    def offer(self, facts: list[FactRecord]) -> None:
        self.fact.choices = [
            ("", _(N_("Choose one"))),
            *((str(fact.id), fact.statement) for fact in facts),
        ]

    def words(self, file: CaseFile, kind: ReplyKind, fact: FactRecord | None) -> Words:
        """Return exactly what would be sent."""
        typed = {name: (self._fields[f"text_{name}"].data or "").strip() for name in ("cy", "en")}
        parts = {name: text for name, text in typed.items() if text}
        if kind is ReplyKind.CORRECTION and fact is not None:
            parts = {name: _with_fact(text, fact, name) for name, text in parts.items()}
        platform = file.account.platform
        item = item_of(file.comment, file.author)
        joined = "\n\n".join(parts.values())
        exact = connector_class(platform).reply_text(item, joined) if joined else ""
        limit = message_limit(platform)
        fits = limit is None or message_length(platform, exact) <= limit
        return Words(exact, "+".join(parts), fits)

    def check(self, file: CaseFile, kind: ReplyKind, words: Words, fact: FactRecord | None) -> bool:
        """Show all that is missing, each at its field; the rules hold all the same."""
        self.validate()
        if kind is ReplyKind.CORRECTION and fact is None:
            self.put(rules.FactMissing())
        if not words.exact:
            self.put(rules.ReplyMissing())
        elif file.comment.language in WELSH and "cy" not in words.languages:
            self.put(rules.WelshMissing())
        if not words.fits:
            platform = file.account.platform
            over = message_length(platform, words.exact) - (message_limit(platform) or 0)
            message = _(rules.ReplyTooLong.message)
            more = _(N_("It is {count} too long, counted as the platform does."), count=over)
            self.add_error("text_en", f"{message} {more}")
        return not self.first_errors()

    def put(self, error: rules.ModerationError) -> bool:
        """Show a refusal at its field; False where it is about none of them."""
        name = FIELD_OF.get(type(error))
        if name is not None:
            self.add_error(name, _(error.message))
        return name is not None

    def typed(self) -> dict[str, Any]:
        """Return every value, for the page that asks once more."""
        return {field.name: field.data or "" for field in self if field.name != "csrf_token"}


SOURCE = N_("Source: {source}.")
SOURCE_UNTIL = N_("Source: {source}. True until {date}.")


def _with_fact(text: str, fact: FactRecord, language: str) -> str:
    """Add the fact to a text; its own words are on record in English alone."""
    given: dict[str, object] = {"source": fact.source}
    if fact.expires_on is not None:
        locale = "cy" if language == "cy" else "en_GB"
        given["date"] = format_date(fact.expires_on, "d MMMM y", locale=locale)
    key = SOURCE_UNTIL if fact.expires_on else SOURCE
    source = translate(key, language, **given)
    if language == "cy" or fact.statement in text:
        return f"{text} {source}"
    return f"{text} {fact.statement} {source}"
