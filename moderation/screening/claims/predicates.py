"""What is said of a service: verbs and states, each on a scale with two ends.

"closing" and "staying open" are the ends of one scale, so that one contradicts the other;
"not" turns an end round.
"""

from functools import lru_cache

from moderation.screening.lexicons.mutations import mutations
from moderation.screening.words import words

#: "scale end": + or -; a phrase of several words stands after the bar. "~" marks a weak word,
#: which says little enough that it counts in facts alone.
_ENGLISH = """
going -: close closed closes closing closure shut shuts shutting axe axed axing scrap scrapped
 scrapping cancel cancelled canceled cancelling stopped stopping stops locked cut cuts withdrawn
 discontinued abolished abolish abolishing defunded suspended shutdown
 | shut down, shutting down, close down, closing down,
 getting rid of, get rid of, got rid of, done away with, doing away with, bite the dust,
 for the chop, ceased to, no more,
 out of order, out of action, boarded up, can't use, cannot use, cant use,
 taken away, taking away, take away, has gone
going +: open opened opens opening reopen reopened reopens reopening remain remains remaining
 saved safe kept available | stay open, stays open, staying open, still going, still running,
 still runs, still on, up and running, opens again, open again, opening again, back open,
 keep open, keeping open, going ahead, goes ahead, here to stay
going ~: run runs running operates operate collect collects collected provides provided held
sold +: sold sell sells selling flog flogged flogging | for sale, up for sale, sold off,
 selling off, sell off, flogged off, flogging off, on the market, sold out to
demolished +: demolish demolished demolishing demolition bulldoze bulldozed bulldozing razed
 | knock down, knocked down, knocking down, pull down, pulled down, pulling down, tear down,
 tearing down, torn down
demolished -: repair repaired repairing repairs restore restored restoring refurbished fixing
 restoration refurbishment renovated | being fixed
merged +: merge merged merges merging merger amalgamate amalgamated amalgamating federated
 | joining with, combined with, combining with
moved +: move moved moves moving relocate relocated relocating
moved -: | staying where, staying put, stay where, stays where, not budging
felled +: fell felled felling | cut down, cutting down, chop down, chopped down, chopping down,
 chopping, being cut down
approved +: approve approved approves approving approval passed granted pass
 | go ahead, green light, planning permission, waved through, nodded through, got permission,
 rubber stamped, given permission, gave permission
approved -: refuse refused refuses refusing reject rejected rejecting rejects declined refusal
 | turned down, turn down, thrown out, threw out, knocked back, kicked out, voted down
needed +: need needs needed must required require requires compulsory mandatory obligatory
 | have to, has to, had to, got to, booking only, appointment only, not without, only with
needed -: optional voluntary | turn up, drop in, walk in
charged +: charge charged charges charging pay paying pays paid cost costs costing fee fees price
 priced chargeable | paid for
charged -: free waived gratis | cost nothing, costs nothing, nothing to pay, free of charge,
 for free, for nothing
allowed +: allow allowed allows permitted permit welcome lets legal
allowed -: ban banned bans banning prohibit prohibited forbidden illegal outlawed
 | off limits, against the rules
allowed ~: can may
priority +: priority prioritised preferential | top of the list, top of the housing list,
 top of the waiting list, front of the queue, jump the queue, jumping the queue, bumped up,
 first dibs, ahead of the queue, ahead of everyone, skip the queue, straight to the top, first pick
lead +: | on a lead, on the lead, on leads, on a leash
lead -: | off the lead, off lead, off their lead, off a lead, off leash, off the leash, off leads
rises +: rise rises rising risen rose increase increased increases increasing hike hiked up
 hiking
rises -: down reduced reduce reducing reduction fall falls falling fell lower lowered frozen freeze
 freezing unchanged | going down, went down, no increase, no rise, not going up, kept the same
lost +: lost losing lose loses redundancies redundant | laid off, job cuts, job losses
built +: build built building builds | going up on
employed +: employ employs employed
lit +: | stay on, stays on, staying on, left on, on all night, kept on
lit -: | switched off, switch off, switching off, turned off, turn off, turning off, go off,
 goes off, going off, lights off, are off, lights out
"""
_WELSH = """
going -: cau caewyd cauodd caeir dileu dilewyd canslo diddymu stopio torri
 | ar gau, dod i ben, wedi gorffen, wedi mynd, ddim bellach
going +: agor agored ailagor parhau ailagorodd | ar agor, aros ar agor, dal i fynd, dal i redeg,
 dal ar agor, wedi agor
going ~: rhedeg casglu cynnal
sold +: gwerthu gwerthwyd gwerthir | ar werth, ar y farchnad
demolished +: dymchwel dymchwelyd dymchwelir dymchwelwyd chwalu | tynnu i lawr, ei chwalu
demolished -: trwsio atgyweirio adfer
merged +: uno unwyd unir cyfuno
moved +: symud symudodd
felled +: cwympo | torri coed, torri coeden, torri lawr, torri i lawr
approved +: cymeradwyo cymeradwywyd | rhoi caniatad, cael caniatad, sel bendith
approved -: gwrthod gwrthodwyd gwrthododd
needed +: rhaid angen gorfod gorfodol orfodol
needed -: | galw heibio, troi i fyny
charged +: talu costio cost tal | codi tal
charged -: | am ddim, rhad ac am ddim, yn rhad
allowed +: caniatau caniateir | cael mynd, cael dod, cael eu caniatau, chewch chi fynd
allowed -: gwahardd gwaherddir gwaharddwyd gwaharddedig | chewch chi ddim, ni chewch,
 ni chaniateir, chaiff neb, ni cheir
allowed ~: gallu cael cewch gellir
priority +: blaenoriaeth | ar frig y rhestr, neidio'r ciw
lead +: | ar dennyn
lead -: | oddi ar dennyn, oddi ar y tennyn
rises +: codi cododd cynyddu cynnydd
rises -: gostwng gostyngodd rhewi | wedi ei rewi
lost +: colli collir collwyd collodd
built +: adeiladu codwyd adeiladwyd
"""
#: Words that deny what follows within a few words; Welsh ones come in pairs and count once.
NEGATIONS = frozenset(
    words(
        """
        not no never nobody none nothing neither nor cannot without isn't aren't wasn't weren't
        won't don't doesn't didn't haven't hasn't hadn't can't couldn't wouldn't ain't denies
        denied hardly
        isnt arent wasnt werent wont dont doesnt didnt havent hasnt hadnt cant aint
        ni nid nad na ddim dim heb byth dydi dydy dyw dydyn doedd does fydd'na neb chaiff peidio
        """
    )
)
#: "does" and "na" are Welsh denials only beside "dim" or a Welsh verb; see statements.
ENGLISH_DOES = frozenset(words("does na dim neb ni"))
#: Denials that deny nothing of what follows them.
HARMLESS_DENIALS = (
    "not only", "not just", "no doubt", "no wonder", "no thanks", "no problem", "no surprise",
    "not surprised", "why not", "no idea", "not one councillor", "no one", "not to mention",
    "no better", "nothing but", "no thank you", "not before", "not happy",
)  # fmt: skip
Ends = tuple[str, int]
Phrase = tuple[str, ...]


def _lines(listed: str) -> list[tuple[Ends, list[str]]]:
    found = []
    for line in listed.strip().replace("\n ", " ").splitlines():
        head, _, forms = line.partition(":")
        scale, end = head.split()
        alone, _, phrases = forms.partition("|")
        several = [part.strip() for part in phrases.split(",") if part.strip()]
        found.append(((scale, {"+": 1, "-": -1, "~": 0}[end]), [*words(alone), *several]))
    return found


@lru_cache(maxsize=1)
def predicate_phrases() -> dict[Phrase, tuple[Ends, ...]]:
    """Return every phrase, as words, with the ends it may stand for, the first the likeliest."""
    found: dict[Phrase, tuple[Ends, ...]] = {}
    for ends, forms in _lines(_ENGLISH):
        for form in forms:
            phrase = words(form)
            found[phrase] = (*found.get(phrase, ()), ends)
    english = frozenset(found)
    for ends, forms in _lines(_WELSH):
        for form in forms:
            for changed in mutations(form):
                phrase = words(changed)
                if phrase not in english and phrase not in _NOT_WELSH:
                    found[phrase] = (*found.get(phrase, ()), ends)
    return found


_NOT_WELSH = frozenset((word,) for word in words("dal thal nal huno chi toriau dorri'r"))
