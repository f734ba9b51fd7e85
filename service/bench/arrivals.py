"""Made-up months of arrivals, to try how soon what is said is fetched.

They are made in another way than the service's own estimate thinks, so that it is not
tried on its own reflection: answers to a post fall off as a power of its age and depend on
a post's luck; people answer each other after waits spread over minutes to hours; the hours
of a day, its weather and its size change from day to day; and a storm comes from outside.
Every choice falls the same way for the same month, account and seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log
from random import Random

from connectors.simulator.ids import dice

DAY = 86_400.0
HOUR = 3_600.0
#: A Monday at midnight: 3 August 2026, in seconds since 1970.
BEGINS = 1_785_715_200.0
#: A post's comments: half an hour's settling, a power, when they end, the part said at night.
POST_SETTLES, POST_POWER, POST_LASTS, POST_AT_NIGHT = 1_800.0, 1.1, 5 * DAY, 0.25
#: Answers: the logarithm of the wait and its spread, when they end, the part given at night.
ANSWERED_AFTER, ANSWERS_LAST, ANSWERED_AT_NIGHT = (log(1_080.0), 1.4), 2 * DAY, 0.3
#: A storm: how it rises and falls, the part that comes in gusts, how long one lasts.
STORM_RISES, IN_GUSTS, GUST_LASTS = (1.3, 2.6), 0.4, 900.0


@dataclass(frozen=True, slots=True)
class Presence:
    """One account in a month: how much is said to it, in comments a day, and why.

    Attributes:
        chatter: said out of the blue, following the hours of the day.
        posts: the council's own posts a day, on working days; half as many at weekends.
        a_post: comments that a post of ordinary luck brings.
        answers: how many comments one comment brings in the mean, below 1.
    """

    name: str
    chatter: float
    posts: float
    a_post: float
    answers: float = 0.3


@dataclass(frozen=True, slots=True)
class Storm:
    """Something happened: `comments` from outside, most of them in the first hours."""

    day: int
    hour: float
    hours: float
    comments: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A month of one council."""

    name: str
    accounts: tuple[Presence, ...]
    storms: tuple[Storm, ...] = ()
    days: int = 28


@dataclass(slots=True)
class Causes:
    """What drives one account's arrivals; with it service.bench.rates knows every rate.

    Attributes:
        days: (midnight, comments in the mean, peaks as part, hour and spread in hours).
        posts: (published at, first-hand comments in the mean).
        storms: (begins, hours, comments in the mean, gusts' times).
        answers: how many comments one comment brings in the mean.
    """

    answers: float = 0.0
    days: list[tuple[float, float, tuple[tuple[float, float, float], ...]]] = field(
        default_factory=list
    )
    posts: list[tuple[float, float]] = field(default_factory=list)
    storms: list[tuple[float, float, float, list[float]]] = field(default_factory=list)


@dataclass(slots=True)
class Stream:
    """What came to one account: times in seconds since 1970, in order."""

    name: str
    said: list[float] = field(default_factory=list)
    posted: list[float] = field(default_factory=list)
    causes: Causes = field(default_factory=Causes)


VILLAGE = Plan(
    "quiet village",
    (
        Presence("facebook", 9.0, 0.8, 9.0),
        Presence("x", 1.5, 0.4, 1.5, 0.2),
        Presence("instagram", 1.0, 0.4, 3.0, 0.2),
        Presence("youtube", 0.3, 0.05, 2.0, 0.2),
        Presence("flickr", 0.1, 0.05, 0.5, 0.1),
    ),
)
CITY = Plan(
    "busy city",
    (
        Presence("facebook", 230.0, 6.0, 55.0, 0.4),
        Presence("x", 130.0, 8.0, 9.0, 0.4),
        Presence("instagram", 25.0, 2.0, 30.0, 0.3),
        Presence("youtube", 12.0, 0.4, 20.0, 0.3),
        Presence("flickr", 0.5, 0.2, 1.0, 0.1),
    ),
)
STORM = Plan(
    "storm night",
    (
        Presence("facebook", 45.0, 2.5, 28.0, 0.35),
        Presence("x", 25.0, 3.0, 5.0, 0.35),
        Presence("instagram", 6.0, 0.8, 12.0, 0.25),
        Presence("youtube", 2.0, 0.15, 6.0, 0.25),
        Presence("flickr", 0.3, 0.1, 0.5, 0.1),
    ),
    (Storm(day=16, hour=20.5, hours=11.0, comments=2_600.0),),
)
PLANS = (VILLAGE, CITY, STORM)


def month(plan: Plan, seed: int) -> list[Stream]:
    """Make the month: a stream for each account, in the plan's order."""
    streams = []
    for number, presence in enumerate(plan.accounts):
        random = dice(f"arrivals {plan.name} {presence.name} {seed}")
        causes = Causes(presence.answers)
        stream = Stream(presence.name, [], _posts(presence, plan.days, random), causes)
        roots = _chatter(presence, plan.days, random, causes)
        for at in stream.posted:
            roots += _under_post(at, presence.a_post * (1 - presence.answers), random, causes)
        for storm in plan.storms:
            share = (0.62, 0.3, 0.05, 0.02, 0.01)[number]
            roots += _storm(storm, share * (1 - presence.answers), random, causes)
        end = BEGINS + plan.days * DAY
        stream.said = sorted(t for t in _answered(roots, presence.answers, random) if t < end)
        streams.append(stream)
    return streams


def _posts(presence: Presence, days: int, random: Random) -> list[float]:
    """The council posts in working hours, now and then in the evening."""
    posted = []
    for day in range(days):
        mean = presence.posts * (0.5 if day % 7 >= 5 else 1.0)
        for _ in range(_poisson(mean, random)):
            hour = random.triangular(8.0, 18.0, 10.5)
            if random.random() < 0.12:
                hour = random.uniform(18.0, 21.5)
            posted.append(BEGINS + day * DAY + hour * HOUR)
    return sorted(posted)


def _chatter(presence: Presence, days: int, random: Random, causes: Causes) -> list[float]:
    """Breakfast, noon and evening peaks of shifting size and time; weekends rise later."""
    found = []
    for day in range(days):
        weekend = day % 7 >= 5
        size = presence.chatter * (1 - presence.answers) * random.lognormvariate(-0.06, 0.35)
        late = 1.3 if weekend else 0.0
        peaks = (
            (0.22, 8.2 + late + random.gauss(0, 0.4), 1.3),
            (0.26, 12.7 + random.gauss(0, 0.4), 1.9),
            (0.44, 19.6 + random.gauss(0, 0.5), 2.1),
        )
        size *= 0.8 if weekend else 1.05
        causes.days.append((BEGINS + day * DAY, size, peaks))
        for _ in range(_poisson(size, random)):
            pick = random.random()
            for part, hour, spread in peaks:
                pick -= part
                if pick < 0:
                    found.append(BEGINS + day * DAY + random.gauss(hour, spread) * HOUR)
                    break
            else:
                found.append(BEGINS + day * DAY + random.uniform(0.0, DAY))
    return [t for t in found if t >= BEGINS]


def _under_post(at: float, mean: float, random: Random, causes: Causes) -> list[float]:
    """A post's first-hand comments: a power law from half an hour on, and luck of its own."""
    mean *= random.lognormvariate(-0.5, 1.0)
    causes.posts.append((at, mean))
    return [
        t
        for t in (
            at + POST_SETTLES * (random.random() ** (-1 / POST_POWER) - 1.0)
            for _ in range(_poisson(mean, random))
        )
        if t < at + POST_LASTS and (awake(t) or random.random() < POST_AT_NIGHT)
    ]


def _storm(storm: Storm, share: float, random: Random, causes: Causes) -> list[float]:
    """Gusts: a steep rise, a long tail, and a dozen moments at which many speak at once."""
    begins = BEGINS + storm.day * DAY + storm.hour * HOUR
    gusts = [random.betavariate(*STORM_RISES) * storm.hours * HOUR for _ in range(12)]
    causes.storms.append(
        (begins, storm.hours, storm.comments * share, [begins + gust for gust in gusts])
    )
    found = []
    for _ in range(_poisson(storm.comments * share, random)):
        if random.random() < IN_GUSTS:
            found.append(begins + random.choice(gusts) + random.expovariate(1 / GUST_LASTS))
        else:
            found.append(begins + random.betavariate(*STORM_RISES) * storm.hours * HOUR)
    return found


def _answered(roots: Sequence[float], answers: float, random: Random) -> list[float]:
    """Add what people answer each other, and the answers' answers."""
    found, waiting = list(roots), list(roots)
    while waiting:
        at = waiting.pop()
        for _ in range(_poisson(answers, random)):
            reply = at + random.lognormvariate(*ANSWERED_AFTER)
            if reply < at + ANSWERS_LAST and (awake(reply) or random.random() < ANSWERED_AT_NIGHT):
                found.append(reply)
                waiting.append(reply)
    return found


def awake(at: float) -> bool:
    return 6.5 * HOUR <= (at - BEGINS) % DAY <= 23.3 * HOUR


def _poisson(mean: float, random: Random) -> int:
    """A Poisson count: by multiplication where the mean is small, else nearly normal."""
    if mean > 50.0:
        return max(0, round(random.gauss(mean, mean**0.5)))
    limit, product, count = exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count
