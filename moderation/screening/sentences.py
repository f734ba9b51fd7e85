"""Says in one sentence, in English or Welsh, why a comment was put to a person."""

from moderation.screening.results import ScreeningFlag
from moderation.vocabulary import Category

_MOST_WORDS = 3
_LONGEST = 60

_NAMES: dict[Category, tuple[str, str]] = {
    Category.ABUSE: ("abuse of a person", "sarhad personol"),
    Category.HATE: ("hate towards a group of people", "casineb at grŵp o bobl"),
    Category.THREAT: ("a threat", "bygythiad"),
    Category.SEXUAL: ("sexual content", "cynnwys rhywiol"),
    Category.PROFANITY: ("swearing", "rhegi"),
    Category.PERSONAL_DATA: ("personal data", "data personol"),
    Category.SAFEGUARDING: ("a sign that someone is at risk", "arwydd bod rhywun mewn perygl"),
    Category.DEFAMATION: (
        "an allegation against someone who can be identified",
        "honiad yn erbyn rhywun y gellir ei adnabod",
    ),
    Category.POLITICAL: (
        "a party or candidate, during the pre-election period",
        "plaid neu ymgeisydd, yn ystod y cyfnod cyn etholiad",
    ),
    Category.SPAM: ("spam or a scam", "sbam neu sgam"),
    Category.INACCURATE: ("a claim that differs from a fact", "honiad sy'n wahanol i ffaith"),
}
_KINDS: dict[str, tuple[str, str]] = {
    "e-mail": ("an e-mail address", "cyfeiriad e-bost"),
    "phone": ("a phone number", "rhif ffôn"),
    "national-insurance": ("a National Insurance number", "rhif Yswiriant Gwladol"),
    "nhs-number": ("an NHS number", "rhif GIG"),
    "card-number": ("a payment card number", "rhif cerdyn talu"),
    "driving-licence": ("a driving licence number", "rhif trwydded yrru"),
    "bank-account": ("bank account details", "manylion cyfrif banc"),
    "home-address": ("a home address", "cyfeiriad cartref"),
    "vehicle-registration": ("a vehicle registration", "rhif cofrestru cerbyd"),
    "date-of-birth": ("a date of birth", "dyddiad geni"),
    "password": ("a password or security code", "cyfrinair neu god diogelwch"),
}


def explain(flag: ScreeningFlag, text: str, language: str) -> str:
    """Return one sentence saying why `flag` was raised on `text` (the original).

    `language` is "en" or "cy". The sentence quotes at most three of the words that caused
    it; nothing in it says that a comment is false or must go.

    Raises:
        ValueError: the language is neither.
    """
    if language not in {"en", "cy"}:
        raise ValueError("a sentence is written in 'en' or 'cy'")
    welsh = language == "cy"
    if flag.category is Category.INACCURATE:
        fact = flag.rule.partition(": ")[2]
        if welsh:
            return f"Mae hyn yn wahanol i ffaith y mae gwasanaeth yn sefyll wrthi: “{fact}”."
        return f"This differs from a fact that a service stands by: “{fact}”."
    name = _name(flag)[welsh]
    words = _words(flag, text, welsh=welsh)
    if flag.source.startswith("classifier"):
        percent = round(flag.score * 100)
        if welsh:
            reason = f"Mae'r model yn rhoi {percent}% o debygolrwydd bod hyn yn {name}"
            return f"{reason}, yn bennaf oherwydd {words}." if words else f"{reason}."
        reason = f"The model puts the chance of {name} at {percent}%"
        return f"{reason}, mostly because of {words}." if words else f"{reason}."
    if welsh:
        return f"Gallai {words or 'y sylw hwn'} fod yn {name} (rheol {flag.rule})."
    return f"{words or 'This comment'} may be {name} (rule {flag.rule})."


def _name(flag: ScreeningFlag) -> tuple[str, str]:
    kind = flag.rule.removeprefix("personal-data/")
    return _KINDS.get(kind, _NAMES[flag.category])


def _words(flag: ScreeningFlag, text: str, *, welsh: bool) -> str:
    """Return the words behind a flag, quoted. Personal data is not repeated."""
    if flag.category is Category.PERSONAL_DATA:
        return "rhan o'r sylw hwn" if welsh else "Part of this comment"
    quoted = []
    for start, end in flag.spans[:_MOST_WORDS]:
        words = " ".join(text[start:end].split())
        if len(words) > _LONGEST:
            words = words[: _LONGEST - 1].rstrip() + "…"
        if words:
            quoted.append(f"“{words}”")
    if len(quoted) < 2:
        return "".join(quoted)
    return ", ".join(quoted[:-1]) + (" a " if welsh else " and ") + quoted[-1]
