"""The words of claims about council services, and which of them mean the same.

Welsh words are read as their English roots; mutated forms follow from the plain ones.
"""

from moderation.screening.words import words


def _pairs(listed: str) -> dict[str, str]:
    """Return "word root, word root" as a mapping."""
    found: dict[str, str] = {}
    for pair in listed.split(","):
        word, root = pair.split()
        found[word] = root
    return found


def _numbered(listed: str) -> dict[str, int]:
    return {word: int(number) for word, number in _pairs(listed).items()}


MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "\n        january jan ionawr",
            " february feb chwefror",
            " march mawrth",
            " april apr ebrill",
            " may mai",
            "\n        june jun mehefin",
            " july jul gorffennaf",
            " august aug awst",
            " september sep sept medi",
            "\n        october oct hydref",
            " november nov tachwedd",
            " december dec rhagfyr\n        ",
        ],
        1,
    )
    for name in words(names)
}
WEEKDAYS = _numbered(
    """
    monday 0, tuesday 1, wednesday 2, thursday 3, friday 4, saturday 5, sunday 6, llun
    0, fawrth 1, mercher 2, fercher 2, iau 3, gwener 4, wener 4, sadwrn 5, sul 6
    """
)
WORD_NUMBERS = _numbered(
    """
    one 1, two 2, three 3, four 4, five 5, six 6, seven 7, eight 8, nine 9, ten 10,
    eleven 11, twelve 12, twenty 20, thirty 30, forty 40, fifty 50, sixty 60,
    seventy 70, eighty 80, ninety 90, thirteen 13, fourteen 14, fifteen 15, sixteen 16,
    eighteen 18, dwy 2, tair 3,
    pedair 4, deg 10
    """
)
WELSH_ROOTS = _pairs(
    """
    llyfrgell library, pwll pool, nofio swim, hamdden leisure, canolfan centre, biniau
    bin, bin bin, gwastraff waste, gardd garden, ailgylchu recycl, parcio park, maes
    park, parc park, ysgol school, treth tax, cyngor council, amgueddfa museum, theatr
    theatre, marchnad market, bws bus, bysus bus, gorsaf station, pont bridge, ffordd
    road, stryd street, toiledau toilet, tai home, cartref home, cartrefi home, gofal care, traeth
    beach, clwb club, ieuenctid youth, neuadd hall, tref town, mynwent cemetery, swyddi
    job, staff staff, casglu collect, casgliad collect, casgliadau collect, wythnos
    week, blwyddyn year, tanysgrifiad subscription, trwydded permit, brown brown, gwyrdd
    green, du black, gwerthu sell, adeiladu build, cymeradwyo approv, penderfyniad
    decision, ymgynghoriad consult, cyfarfod meet, prydau meal, cinio meal, plant child,
    pensiynwyr pension, goleuadau light
    """
)
SAME = _pairs(
    """
    tip recycl, libraries library, tickets ticket, sold sell, sale sell, built build,
    leisurecentre leisure, baths pool, loos toilet, wc toilet, scrapped scrap, axed
    scrap, binned scrap, carpark park, carparks park, refuse waste, rubbish waste, homes
    home, houses home, house home, housing hous, children child, kids child, pensioners pension,
    approved approv, collections collect, collection collect, collected collect, emptied
    collect, fortnight fortnight, fortnightly fortnight, weekly week, yearly year,
    annual year, annually year, monthly month
    """
)
CLOSED = frozenset(
    words(
        """
        close closed closes closing closure shut shuts shutting axe axed axing demolish
        demolished cau gau chau caewyd gaewyd cauodd ghau demolishing
        """
    )
)
OPEN = frozenset(
    words(
        """
        open opened opens reopen reopened reopens reopening staying stays agor hagor
        agored
        """
    )
)
FREE = frozenset({"free", "ddim"})
CHARGED = frozenset(
    words(
        """
        charge charged charges charging pay paying paid cost costs costing fee fees
        price priced codi dalu talu costio gostio tal
        """
    )
)
NEGATIONS = frozenset(
    words(
        """
        not no never isn't aren't wasn't weren't won't don't doesn't didn't haven't
        hasn't hadn't cannot can't wouldn't isnt arent wasnt wont dont doesnt didnt
        hasnt havent cant without stopped longer nid ddim dim fydd'na ni dydi dyw heb
        nad na chaiff neither nothing none
        """
    )
)
STOP = frozenset(
    words(
        """
        the a an and or of to in on at for from by with is are was were be been being it
        its it's this that these those there their they you your our we us i my me he
        she his her him will would can could should shall may might must have has had do
        does did as so than then too also just only very now new all any some each every
        per still about into out up down over under between during after before until
        since because if when while who which what where why how council porthaven
        porthafan say said says going gonna get got getting being make made year more
        most much many people residents local mae y yr yn i'r a'r o'r yw ydi ydy wedi
        gan gyda ar am dros i o'n mae'r mae'n hyn hwn hon hynny sydd sy'n bod fod bydd
        roedd oedd cael ei eu ein eich fy dy nhw chi ti ni fi bob pob yma yna rwan nawr
        dwi dach r'n
        """
    )
)
