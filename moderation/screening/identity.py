"""Reads groups of people out of the text, so that no group's name can raise a score.

Every word for a protected group is replaced by one of three neutral signs before a model
sees the text: the model cannot tell gay people from Methodists, and so cannot learn that
one of them is an insult. Slurs are not here; they stay visible.
"""

import re
from functools import lru_cache

from moderation.screening.words import words

#: What a model reads in place of a group's name: many people, one person, or the quality.
GROUP, PERSON, QUALITY = "zgroupz", "zpersonz", "zqualityz"

_PLURALS = """
muslims jews christians catholics protestants hindus sikhs buddhists pagans atheists quakers
methodists mormons jehovah's-witnesses evangelicals gays lesbians bisexuals homosexuals
heterosexuals transsexuals transgenders transwomen transmen women feminists females immigrants
migrants refugees asylum-seekers foreigners newcomers africans asians arabs mexicans americans
indians pakistanis bangladeshis chinese-people romanians bulgarians albanians poles ukrainians
russians syrians somalis nigerians jamaicans afghans iraqis iranians kurds turks israelis
palestinians germans italians spaniards portuguese irishmen irishwomen scots scotsmen welshmen
welshwomen englishmen englishwomen britons latinos latinas hispanics europeans caribbeans
gypsies travellers roma romanies pensioners millennials boomers teenagers youngsters epileptics
amputees dwarfs paraplegics wheelchair-users blacks people-of-colour people-of-color
non-binaries non-christians non-muslims non-jews mwslemiaid moslemiaid iddewon cristnogion
catholigion hindwiaid siciaid bwdhyddion hoywon lesbiaid merched menywod gwragedd ffeministiaid
mewnfudwyr ffoaduriaid ceiswyr-lloches tramorwyr affricanwyr asiaid arabiaid americanwyr
pwyliaid rwmaniaid gwyddelod albanwyr cymry saeson sais almaenwyr ffrancwyr wcrainiaid syriaid
sipsiwn teithwyr pensiynwyr
"""
_SINGULARS = """
jew christian catholic protestant hindu sikh buddhist atheist lesbian homosexual heterosexual
transsexual transwoman transman woman feminist female immigrant migrant refugee asylum-seeker
foreigner pakistani bangladeshi scotsman welshman welshwoman englishman englishwoman irishman
irishwoman latino latina pensioner millennial teenager paraplegic amputee wheelchair-user gypsy
traveller mwslim iddew iddewes cristion hindw sic bwdhydd menyw dynes ffoadur mewnfudwr cymro
cymraes saesnes gwyddel pwyl albanwr
"""
_QUALITIES = """
lgbt lgbtq lgbtq+ lgbtqia lgbtqia+ lgbt+ lhdt lhdtc lhdtc+ muslim islamic jewish judaism islam
christianity hinduism sikhism gay bisexual bi-sexual trans transgender transgendered queer
non-binary nonbinary genderqueer gender-fluid intersex pansexual asexual same-sex homosexuality
transphobic disabled autistic blind deaf paralysed paralyzed epileptic dyslexic neurodivergent
neurodiverse bipolar elderly middle-aged african asian arab mexican american indian romanian
bulgarian albanian ukrainian russian syrian somali nigerian jamaican afghan iraqi iranian
kurdish turkish israeli palestinian chinese japanese korean vietnamese filipino hispanic
caribbean european african-american black-british british-asian irish scottish welsh english
french german italian spanish portuguese romany black white mixed-race straight foreign migrant
refugee immigrant female hoyw deurywiol trawsryweddol traws anneuaidd cwiar mwslimaidd iddewig
cristnogol catholig sicaidd hindwaidd bwdhaidd anabl byddar dall awtistig ddall fyddar oedrannus
ddu croenddu groenddu asiaidd affricanaidd pwylaidd gwyddelig rwmanaidd du gwyn wyn tramor
"""
#: Read as a quality of people only beside a word for people, or after "I am", "they are".
_AMBIGUOUS = frozenset(
    words(
        """
        black white straight blind deaf indian irish scottish welsh english french
        german italian spanish portuguese chinese japanese american european african
        asian turkish russian mexican caribbean foreign trans arab female bi-polar
        bipolar du ddu gwyn wyn dall tramor traws sic pwyl korean israeli iranian
        disabled elderly migrant refugee immigrant polish teenage young old older
        straight
        """
    )
)
_AMBIGUOUS_QUALITIES = frozenset(words("polish teenage young old older"))
_PEOPLE_NOUNS = frozenset(
    words(
        """
        people person folk folks man men woman women lad lads bloke blokes guy guys
        boy boys girl girls kid kids child children family families resident residents
        community communities neighbour neighbours neighbor neighbors student students
        worker workers couple couples passenger passengers citizen citizens youth
        youths mum mums dad dads parent parents friend friends elder elders nurse
        nurses veteran veterans pupil pupils folk's lady ladies gentleman brothers
        sisters brother sister culture cultures lives pobl person dyn dynion merch
        merched plant teulu teuluoedd cymuned gymuned ffrind ffrindiau bobl phobl
        berson ddyn
        """
    )
)
_PLURAL_NOUNS = frozenset(
    words(
        """
        people folk folks men women lads blokes guys boys girls kids children families
        residents communities neighbours neighbors students workers couples passengers
        citizens youths mums dads parents friends elders nurses veterans pupils ladies
        brothers sisters lives pobl dynion merched plant teuluoedd ffrindiau bobl
        phobl
        """
    )
)
_IDENTITY_NOUNS = frozenset(words("people folk folks man men woman women person pobl bobl phobl"))
_LINKING = frozenset(words("am is are i'm he's she's they're was were being be as ydw ydi yn"))

_TOKEN = re.compile(r"[^\W_]+(?:['’+\-][^\W_]+)*\+?|[^\w\s]|_|\s+")
_FORMS: dict[str, str] = {}
for _words, _sign in ((_QUALITIES, QUALITY), (_SINGULARS, PERSON), (_PLURALS, GROUP)):
    for _word in _words.split():
        _FORMS.setdefault(_word, _sign)
        _FORMS.setdefault(_word.replace("-", " "), _sign)
for _word in _AMBIGUOUS_QUALITIES:
    _FORMS.setdefault(_word, QUALITY)
_PHRASES = {
    "people of colour": GROUP, "people of color": GROUP, "people with disabilities": GROUP,
    "people with autism": GROUP, "people in wheelchairs": GROUP, "person of colour": PERSON,
    "people with a disability": GROUP, "pobl o liw": GROUP, "pobl ag anableddau": GROUP,
}  # fmt: skip
_PAIRS = frozenset(form.split(" ")[0] for form in _FORMS if " " in form)


def neutralise(lower: str) -> str:
    """Return lower-case `lower` with every group's name replaced by its sign.

    "Muslim women are", "gay people are" and "wheelchair users are" all read the same.
    """
    for phrase, sign in _PHRASES.items():
        if phrase in lower:
            lower = lower.replace(phrase, sign)
    return "".join(_replace(_TOKEN.findall(lower)))


def _replace(tokens: list[str]) -> list[str]:
    out: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index].replace("’", "'")
        sign, width = _FORMS.get(token), 1
        if token in _PAIRS and index + 2 < len(tokens) and tokens[index + 1].isspace():
            pair = _FORMS.get(f"{token} {tokens[index + 2]}")
            if pair:
                sign, width = pair, 3
        if sign is None or (width == 1 and token in _AMBIGUOUS and not _of_people(tokens, index)):
            out.append(tokens[index])
            index += 1
            continue
        out.append(sign)
        index += width
    return _merge(out)


def _neighbour(tokens: list[str], index: int, step: int) -> str:
    index += step
    while 0 <= index < len(tokens) and tokens[index].isspace():
        index += step
    return tokens[index].replace("’", "'") if 0 <= index < len(tokens) else ""


def _of_people(tokens: list[str], index: int) -> bool:
    after, before = _neighbour(tokens, index, 1), _neighbour(tokens, index, -1)
    return (
        after in _PEOPLE_NOUNS
        or before in _LINKING
        or before in _PEOPLE_NOUNS
        or _FORMS.get(after) is not None
    )


def _merge(tokens: list[str]) -> list[str]:
    """Join a quality with the group it describes: "gay men" and "pobl hoyw" are one sign."""
    out: list[str] = []
    for token in tokens:
        if len(out) >= 2 and out[-1].isspace() and out[-1] in " ":
            previous = out[-2]
            if previous == QUALITY and token in _IDENTITY_NOUNS | {GROUP, PERSON, QUALITY}:
                out[-2:] = [_merged(token)]
                continue
            if token == QUALITY and previous in {"pobl", "bobl", "phobl", "person", "berson"}:
                out[-2:] = [GROUP if previous in _PLURAL_NOUNS else PERSON]
                continue
        out.append(token)
    return out


def _merged(token: str) -> str:
    if token in {GROUP, PERSON, QUALITY}:
        return token
    return GROUP if token in _PLURAL_NOUNS else PERSON


@lru_cache(maxsize=1)
def identity_words() -> frozenset[str]:
    """Return every word the models never see, in lower case."""
    return frozenset(_FORMS)
