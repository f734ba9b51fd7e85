"""Text in, flags out: the stages in order, each able to fail without hiding the others."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from moderation.screening.bare_names import find_bare
from moderation.screening.classifier import CLAIM, Classifier
from moderation.screening.facts import contradictions
from moderation.screening.figures_of_speech import believe
from moderation.screening.findings import Finding, Reading, lay_flat, merge_spans
from moderation.screening.frames.book import shipped_book
from moderation.screening.homonyms import for_models, is_a_name
from moderation.screening.language import identify
from moderation.screening.lexicons.matcher import shipped_lexicon
from moderation.screening.normalise import Normalised, normalise
from moderation.screening.people import names_somebody
from moderation.screening.personal_data import find_personal_data
from moderation.screening.political import find_political
from moderation.screening.reasons import words_behind
from moderation.screening.respelling import respell
from moderation.screening.results import Policy, Screening, ScreeningFlag, Span, Text
from moderation.screening.rulebook import shipped_rules
from moderation.screening.rulebook.defamation import find_named
from moderation.screening.spam import WITH_A_SIGN, find_spam
from moderation.screening.support import (
    OF_RISK,
    SUPPORTED,
    is_civic,
    stands_alone,
    too_short,
)
from moderation.vocabulary import RULE_OF, Category

RULES_VERSION = "2026.11.3"
#: From what score each category is put to a person where rules, not a model, are the source.
THRESHOLD = 0.5
#: The most that the models may say of defamation where nobody can be identified.
UNNAMED = 0.2
#: What the models' word on swearing is worth where no whole word is listed.
UNSWORN = 0.45
#: A threshold that no chance reaches: there the rules alone decide.
NEVER = 1.01
#: What a score keeps of a model's word on sentences that only sound like harm.
SET_ASIDE = 0.4
#: What a finding too weak to flag is worth as a score, beside what a model says.
WEAK = 0.15
#: Categories that the models score; the rest come from rules alone.
_HEAD_OF = {
    Category.ABUSE: "abuse",
    Category.HATE: "hate",
    Category.THREAT: "threat",
    Category.SEXUAL: "sexual",
    Category.PROFANITY: "profanity",
    Category.SAFEGUARDING: "safeguarding",
    Category.DEFAMATION: "defamation",
    Category.SPAM: "spam",
}
_BATCH = 64

Stage = Callable[[Reading, Policy], list[Finding]]
_STAGES: tuple[tuple[str, Stage], ...] = (
    ("lexicon", lambda reading, _: shipped_lexicon().find(reading)),
    ("rules", lambda reading, _: shipped_rules().find(reading)),
    ("frames", lambda reading, _: shipped_book().find(reading)),
    ("named people", lambda reading, _: find_named(reading) or find_bare(reading)),
    ("personal data", lambda reading, policy: find_personal_data(reading, policy)),
    ("spam", lambda reading, _: find_spam(reading)),
    ("facts", lambda reading, policy: contradictions(reading, policy)),
    ("political", lambda reading, policy: find_political(reading, policy)),
)


class Screener:
    """Screens texts in batches. Keeps no state between calls; safe to share between threads.

    The same text under the same policy gives the same flags for as long as `version` is the
    same.

    Raises:
        ModelDamaged: the shipped model is missing or altered (see classifier.check).
    """

    def __init__(
        self,
        *,
        classifier: Classifier | None = None,
        stages: Sequence[tuple[str, Stage]] = _STAGES,
    ) -> None:
        self._classifier = classifier or Classifier.read()
        self._stages = tuple(stages)
        self.version = f"rules {RULES_VERSION}; classifier {self._classifier.version}"

    def screen(self, texts: Sequence[Text], policy: Policy = Policy()) -> list[Screening]:  # noqa: B008
        """Return one screening a text, in the same order.

        A stage that fails is named in `Screening.failed`, with the type of its error and
        never the text; that comment then goes to a person.
        """
        found: list[Screening] = []
        for at in range(0, len(texts), _BATCH):
            found += self._screen_batch(texts[at : at + _BATCH], policy)
        return found

    def _screen_batch(self, texts: Sequence[Text], policy: Policy) -> list[Screening]:
        readings: list[Reading | None] = []
        failures: list[list[str]] = []
        for text in texts:
            failed: list[str] = []
            readings.append(_read(text, failed))
            failures.append(failed)
        chances = self._chances(readings, failures)
        return [
            self._conclude(reading, chance, policy, failed)
            for reading, chance, failed in zip(readings, chances, failures, strict=True)
        ]

    def _chances(
        self, readings: Sequence[Reading | None], failures: Sequence[list[str]]
    ) -> list[dict[str, float]]:
        lowers = ["" if reading is None else for_models(reading) for reading in readings]
        try:
            return self._classifier.chances(lowers)
        except Exception:
            # One text must not cost the others their scores: try each alone.
            return [
                self._chance(lower, failed) for lower, failed in zip(lowers, failures, strict=True)
            ]

    def _chance(self, lower: str, failed: list[str]) -> dict[str, float]:
        try:
            return self._classifier.chances([lower])[0]
        except Exception as error:
            failed.append(_failure("classifier", error))
            return {}

    def _once(self, lower: str) -> dict[str, float]:
        return self._classifier.chances([lower])[0]

    def _conclude(
        self,
        reading: Reading | None,
        chances: dict[str, float],
        policy: Policy,
        failed: list[str],
    ) -> Screening:
        findings: list[Finding] = []
        heard = chances
        if reading is not None:
            for name, stage in self._stages:
                try:
                    findings += stage(reading, policy)
                except Exception as error:
                    failed.append(_failure(name, error))
            try:
                chances, findings = believe(reading, chances, findings, self._once)
            except Exception as error:
                failed.append(_failure("figures of speech", error))
        scores = dict.fromkeys(Category, 0.0)
        for category, head in _HEAD_OF.items():
            # What only sounds like harm flags nothing, but ranks above what does not even that.
            chance = max(chances.get(head, 0.0), heard.get(head, 0.0) * SET_ASIDE)
            scores[category] = round(chance, 4)
        if reading is None or not _names_somebody(reading):
            scores[Category.DEFAMATION] = min(scores[Category.DEFAMATION], UNNAMED)
        if all(one.category is not Category.PROFANITY for one in findings):
            # Swearing is a matter of whole words: Scunthorpe only looks like it to a model.
            scores[Category.PROFANITY] = round(scores[Category.PROFANITY] * UNSWORN, 4)
        for one in findings:
            worth = one.score if one.score >= THRESHOLD else round(one.score * WEAK, 4)
            scores[one.category] = max(scores[one.category], worth)
        flags = self._flags(reading, chances, findings, failed) if reading is not None else []
        return Screening(
            scores=scores,
            claim=round(chances.get(CLAIM, 0.0), 4),
            flags=tuple(flags),
            language=reading.language if reading is not None else "en",
            version=self.version,
            failed=tuple(failed),
        )

    def _flags(
        self,
        reading: Reading,
        chances: dict[str, float],
        findings: Sequence[Finding],
        failed: list[str],
    ) -> list[ScreeningFlag]:
        flags: list[ScreeningFlag] = []
        named = is_a_name(reading)
        for category in Category:
            own = [one for one in findings if one.category is category and one.score >= THRESHOLD]
            head = None if named else _HEAD_OF.get(category)
            chance = chances.get(head, 0.0) if head else 0.0
            if category is Category.INACCURATE:
                flags += [_flag(one, one.score, one.spans) for one in own]
            elif own:
                best = max(own, key=lambda one: one.score)
                spans = merge_spans([span for one in own for span in one.spans])
                flags.append(_flag(best, max(best.score, round(chance, 4)), spans))
            elif category is Category.PROFANITY:
                continue
            elif category is Category.DEFAMATION and not _names_somebody(reading):
                continue  # a model alone must not turn criticism of a council into libel
            elif head and chance >= (
                threshold := self._threshold(category, head, reading, findings)
            ):
                spans = self._reasons(reading, head, failed)
                flags.append(self._model_flag(category, threshold, chance, spans))
        return sorted(flags, key=lambda flag: -flag.score)

    def _threshold(
        self, category: Category, head: str, reading: Reading, findings: Sequence[Finding]
    ) -> float:
        calibration = self._classifier.calibration[head]
        usual, alone = calibration.threshold, calibration.alone
        if category is Category.SPAM:
            if is_civic(reading):
                return NEVER
            return alone if stands_alone(category, reading) else min(usual, WITH_A_SIGN)
        if too_short(reading):
            return alone
        if any(one.category is category for one in findings):
            return min(SUPPORTED.get(category, usual), usual)
        if stands_alone(category, reading):
            return alone
        return min(OF_RISK.get(category, usual), usual)

    def _reasons(self, reading: Reading, head: str, failed: list[str]) -> tuple[Span, ...]:
        try:
            return words_behind(self._classifier, reading.normal, head)
        except Exception as error:
            failed.append(_failure("reasons", error))
            return ()

    def _model_flag(
        self, category: Category, threshold: float, chance: float, spans: tuple[Span, ...]
    ) -> ScreeningFlag:
        return ScreeningFlag(
            category=category,
            score=round(chance, 4),
            spans=spans,
            source=f"classifier {self._classifier.version}",
            rule=f"threshold {threshold:g}",
            house_rule=RULE_OF[category],
        )


def _names_somebody(reading: Reading) -> bool:
    return names_somebody(reading) or shipped_book().speaks_of(reading, "PERSON")


def _flag(one: Finding, score: float, spans: tuple[Span, ...]) -> ScreeningFlag:
    return ScreeningFlag(
        category=one.category,
        score=score,
        spans=merge_spans(spans),
        source=one.source,
        rule=one.rule,
        house_rule=RULE_OF[one.category],
    )


def _failure(stage: str, error: Exception) -> str:
    return f"{stage} ({type(error).__name__})"


def _read(text: Text, failed: list[str]) -> Reading | None:
    normal: Normalised
    try:
        normal = respell(normalise(text.text, wary=True))
    except Exception as error:
        failed.append(_failure("normalise", error))
        return None
    try:
        language = identify(normal.lower, text.lang)
    except Exception as error:
        failed.append(_failure("language", error))
        language = "mixed"
    flat, places = lay_flat(normal.lower)
    return Reading(normal, flat, language, places)


def read_text(text: Text) -> Reading:
    """Return what the stages read of `text`.

    Raises:
        ValueError: a repair failed; the screener sends such a text to a person.
    """
    failed: list[str] = []
    reading = _read(text, failed)
    if reading is None or failed:
        raise ValueError(", ".join(failed))
    return reading


@lru_cache(maxsize=1)
def default_screener() -> Screener:
    """Return the screener with the shipped model, loaded once a process."""
    return Screener()
