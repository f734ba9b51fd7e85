"""Reads the sentences written for this project and fills their slots."""

import random
import re
from dataclasses import dataclass
from pathlib import Path

from moderation.screening.identity import GROUP, PERSON, QUALITY

FOLDER = Path(__file__).parent
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence with the categories that hold; those in `unknown` are not labelled."""

    text: str
    language: str
    holds: frozenset[str]
    unknown: frozenset[str]


def _split(words: str) -> list[str]:
    return [word.strip().replace("\n", " ") for word in words.split(",")]


FILLERS: dict[str, list[str]] = {
    "group": [GROUP] * 5 + ["these people", "their kind", "that lot"],
    "cyg": [GROUP] * 4 + ["y bobl yma"],
    "person": [PERSON],
    "a": [QUALITY],
    "cya": [QUALITY],
    "topic": _split(
        "the bins, recycling, potholes, the car park, street lights, the library, the bus route,"
        " the cycle lane, the play park, planning, the housing list, council tax, school places,"
        " the market, the cemetery, allotments, the flood wall, the one way system, the museum,"
        " dog fouling, grass cutting, the bypass, parking charges, the new estate, fly tipping"
    ),
    "cyt": _split(
        "y biniau, ailgylchu, y tyllau yn y ffordd, y maes parcio, y goleuadau, y llyfrgell,"
        " y bysus, y lôn feics, y parc chwarae, cynllunio, y rhestr dai, y dreth gyngor,"
        " y farchnad, y fynwent, y morglawdd, baw ci, y ffordd osgoi"
    ),
    "facility": _split(
        "library, leisure centre, swimming pool, town hall, museum, tip, recycling centre, theatre,"
        " community centre, youth club, day centre, market hall, bus station, registry office"
    ),
    "cyf": _split(
        "llyfrgell, ganolfan hamdden, pwll nofio, amgueddfa, theatr, ganolfan gymunedol,"
        " neuadd, clwb ieuenctid, farchnad, orsaf fysus"
    ),
    "place": _split("Porthaven, Porthafan, Aberwen, Llanfryn, Craig Lwyd, Pen-y-waun, Harbourside"),
    "street": _split(
        "Acacia Road, Bridge Street, Castle Terrace, Dock Row, Ffordd y Môr, Heol Fawr"
    ),
    "pub": _split("Ship, Red Lion, Harp, Anchor, White Hart"),
    "name": _split(
        "Alice, Bilal, Carys, Deepak, Emma, Femi, Gwen, Hassan, Ioan, Jade, Kasia, Liam, Megan,"
        " Noor, Olu, Pawel, Rhys, Sara, Tom, Yusuf, Dave, Karen, Steve, Sian"
    ),
    "surname": _split(
        "Abbott, Bowen, Chowdhury, Davies, Evans, Fletcher, Griffiths, Hussain, Jones, Kelly,"
        " Lewis, Morgan, Nguyen, Osei, Parry, Quinn, Roberts, Sharma, Thomas, Whitfield"
    ),
    "insult": _split(
        "idiot, moron, wanker, twat, tosser, prick, clown, muppet, cretin, imbecile, halfwit,"
        " dickhead, arsehole, bellend, knobhead, pillock, scumbag, loser, slag, cow, bitch,"
        " fat pig, retard, simpleton, weasel, worm, toad, coward, waste of space, parasite,"
        " brainless lump, snake, creep, oaf, numpty, nutjob, bastard, rat, degenerate, dunce"
    ),
    "cyinsult": _split(
        "twpsyn, llipryn, bastad, wancar, twat, coc oen, mochyn, diawl, cachgi, hen ast, pric,"
        " lembo, penbwl, hulpyn, ffŵl, cont, sguthan, lob, coc, idiot, llo cors, celwyddgi, surbwch"
    ),
    "day": _split("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday, the 4th of May"),
    "cyday": _split("ddydd Llun, ddydd Mawrth, nos Fercher, ddydd Iau, nos Wener, ddydd Sadwrn"),
    "time": _split("9am, 10 o'clock, half past seven, 5pm, noon, 18:30"),
    "money": _split("£5, £12.50, £40, £200, £1500, £20k, £2 million, £900"),
    "kin": _split(
        "my mum, my nan, my dad, my husband, my wife, my sister, my brother, my neighbour, my gran,"
        " my daughter, my son, my partner, my grandson, my auntie, our lad, our girl, my mother,"
        " my father-in-law, the kids, the grandkids, my little one, my eldest, my toddler"
    ),
    "cykin": _split(
        "mam, nain, dad, taid, fy ngŵr, fy ngwraig, fy chwaer, fy mrawd, fy nghymydog, mam-gu,"
        " fy merch, fy mab, y plant, fy wyres, fy mhartner, modryb Gwen, yr hogan fach"
    ),
    "crew": _split(
        "planners, councillors, planning department, highways team, bin crew, wardens, officers,"
        " call centre staff, housing team, cabinet, press office, finance department"
    ),
    "party": _split("Labour, Plaid, the Tories, the Greens, Reform, the Lib Dems, Independents"),
    "age": _split("11, 12, 13, 14, 15, 10, nine"),
}  # fmt: skip


def _fill(line: str, source: random.Random) -> str:
    def slot(match: re.Match[str]) -> str:
        if match[1] == "n":
            return str(source.randint(2, 99))
        return source.choice(FILLERS[match[1]])

    return _SLOT.sub(slot, line)


def read(purpose: str, *, seed: int) -> list[Written]:
    """Return the sentences of one purpose ("train", "threshold"), slots filled, in order.

    Raises:
        ValueError: a line stands before the first section, or names an unknown slot.
    """
    source = random.Random(seed)  # noqa: S311 - repeatable, not secret
    rows: dict[str, Written] = {}
    language, holds, unknown, times = "", frozenset[str](), frozenset[str](), 0
    for raw in (FOLDER / f"{purpose}.txt").read_text("utf-8").splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("@ "):
            _, language, *labels = line.split()
            times = next((int(x[1:]) for x in labels if re.fullmatch(r"x\d+", x)), 1)
            unknown = frozenset(x[1:] for x in labels if x.startswith("?"))
            holds = frozenset(x for x in labels if not re.fullmatch(r"x\d+|\?.*", x))
            continue
        if not language:
            raise ValueError(f"{purpose}.txt: a line stands before the first section")
        for _ in range(times if "{" in line else 1):
            text = _finish(_fill(line, source), source)
            rows.setdefault(text, Written(text, language, holds, unknown))
    return list(rows.values())


def _finish(text: str, source: random.Random) -> str:
    """Vary capitals and the last mark alike for every label, so neither is a sign of one."""
    if source.random() < 0.5:
        text = text[0].upper() + text[1:]
    if text[-1].isalnum():
        text += source.choice(["", "", ".", "!", "...", "!!"])
    return text
