"""Whether a text points at somebody who can be identified."""

import re

from moderation.screening.findings import Reading

_TITLE = re.compile(
    r"\b(?:councillor|cllr|coun|mr|mrs|ms|miss|dr|cynghorydd|mayor|maer|leader of the council"
    r"|council leader|chief exec\w*|prif weithredwr|head ?teacher|prifathr\w+|headmaster"
    r"|headmistress|head of [a-z]+"
    r"|pennaeth [a-z]+|town clerk|the clerk|y clerc|planning officer|housing officer"
    r"|monitoring officer|director of [a-z]+|manager (?:of|at)|landlord (?:of|at)|deputy "
    r"leader|deputy mayor|caretaker (?:of|at)|owner of|arweinydd)\b"
)
_NAME = re.compile(
    r"\b[A-Z][a-zà-ž'’]{1,15} (?:ap |ab |ferch |Mc|Mac|O'|van |de )"
    r"?[A-Z][a-zà-ž'’-]{2,20}\b"
)
_NOT_NAMES = re.compile(
    r"\b(?:Council|Road|Street|Avenue|Lane|Centre|Center|Library|Hall|Park|School|Bridge"
    r"|Harbour|Station|Wales|Town|City|County|Government|The|This|That|Your|Our|What|When|Why"
    r"|How|Every|Absolute|Another|Disgrace|Total|Bank|Holiday|Market|Square|Club|Museum"
    r"|Theatre|Hospital|Surgery|Church|House|Court|Hotel|Cyngor|Ffordd|Heol|Stryd|Neuadd"
    r"|Canolfan|Ysgol|Tax|Happy|Good|Merry|New|Old|North|South|East|West|United|Well|Thank"
    r"|Thanks|Great)\b"
)


def full_names(reading: Reading) -> list[str]:
    """Return full names in the order they stand, as written; at most twenty."""
    found = [m[0] for m in _NAME.finditer(reading.normal.text[:5000])]
    return [name for name in found if not _NOT_NAMES.search(name)][:20]


def names_somebody(reading: Reading) -> bool:
    """Say whether the text gives a title, a post that one person holds, or a full name."""
    if _TITLE.search(reading.flat):
        return True
    return bool(full_names(reading))
