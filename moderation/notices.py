"""What an author is told of a decision: in Welsh and English, with the rule and the appeal (F6)."""

from dataclasses import dataclass

from moderation.models import HouseRule, Outcome

_DONE = {
    "en": {
        Outcome.HIDE: "We have hidden your comment",
        Outcome.REMOVE: "We have removed your comment",
        Outcome.RESTRICT_AUTHOR: "You cannot comment on this account for a time",
        Outcome.RESTORE: "Your comment can be seen again",
    },
    "cy": {
        Outcome.HIDE: "Rydym wedi cuddio eich sylw",
        Outcome.REMOVE: "Rydym wedi dileu eich sylw",
        Outcome.RESTRICT_AUTHOR: "Ni allwch roi sylwadau ar y cyfrif hwn am gyfnod",
        Outcome.RESTORE: "Mae modd gweld eich sylw eto",
    },
}
_BECAUSE = {"en": " under our house rule “{rule}”", "cy": " o dan ein rheol “{rule}”"}
_APPEAL = {
    "en": "If you think this is wrong, ask us to look again: {route}.",
    "cy": "Os ydych yn credu bod hyn yn anghywir, gofynnwch inni edrych eto: {route}.",
}
_REFERENCE = {"en": "Reference {number}.", "cy": "Cyfeirnod {number}."}


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice is about; `appeal` is where an appeal goes ("" where none is published)."""

    outcome: Outcome
    rule: HouseRule | None
    number: int
    appeal: str


def notice_text(notice: Notice, language: str) -> str:
    """Return the notice in "en" or "cy"; it names nobody and repeats nothing of the comment."""
    text = _DONE[language][notice.outcome]
    if notice.rule is not None:
        title = notice.rule.title_cy if language == "cy" else notice.rule.title_en
        text += _BECAUSE[language].format(rule=title)
    parts = [f"{text}."]
    if notice.appeal:
        parts.append(_APPEAL[language].format(route=notice.appeal))
    return " ".join([*parts, _REFERENCE[language].format(number=notice.number)])
