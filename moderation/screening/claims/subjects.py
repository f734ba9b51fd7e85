"""What councils are spoken to about: words, English and Welsh, read as one term each."""

from functools import lru_cache

from moderation.screening.claims.welsh_subjects import WELSH
from moderation.screening.lexicons.mutations import mutations
from moderation.screening.words import words

_ENGLISH = """
library: library libraries
leisure centre: leisure gym | leisure centre, sports centre, sports hall, leisure center
pool: pool pools baths lido | swimming pool, swimming baths
swim: swim swims swimming swimmer swimmers
bin: bin bins wheelie | wheelie bin, wheelie bins, black bag, black bags
waste: waste rubbish refuse trash
garden: garden gardens grass
food: food
bulky: bulky | bulky item, bulky items, bulky goods
fridge: fridge fridges freezer freezers
recycling: recycling recycle recycled recyclables
tip: tip tips | recycling centre, recycling center, household waste site, recycling site, the dump
parking: parking park-and-ride
park: park parks parkland
car park: carpark carparks | car park, car parks
play area: playground playgrounds playpark | play area, play areas, play park, play parks
skate: skate skatepark | skate park
permit: permit permits
fine: fine fines fined pcn pcns | penalty notice, penalty notices, parking ticket, parking tickets
badge: badge badges
council tax: ctax | council tax
rate: rates | business rates
school: school schools academy
primary: primary primaries infants
secondary+school: | high school, secondary school
secondary: secondary secondaries comprehensive
nursery: nursery nurseries creche
pupil: pupil pupils schoolchildren
child: child children kids kid
parent: parent parents mums dads
meal: meal meals dinner dinners lunch lunches
uniform: uniform uniforms
road: road rd roads highway highways
street: street streets
lane: lane lanes
path: path paths footpath footpaths pavement pavements
bridge: bridge bridges
bridge+footbridge: footbridge
pothole: pothole potholes
bypass: bypass
roundabout: roundabout
crossing: crossing crossings zebra
cycle: cycle cycling bike bikes cyclists
bus: bus buses coach
bus pass: | bus pass, bus passes
stop: busstop | bus stop, bus stops, bus shelter
train: train trains
station: station stations
ferry: ferry
taxi: taxi taxis
planning: planning
application: application applications
home: home homes house houses property properties flats dwelling dwellings
council house: | council house, council houses, council home, council homes, social housing
housing: housing
list: list register waiting-list | waiting list
household: household households family families
rent: rent rents
tenant: tenant tenants
homeless: homeless homelessness
asylum: asylum refugees refugee migrants migrant immigrants
toilet: toilet toilets loo loos wc wcs lavatory lavatories bogs | public convenience, public toilets
beach: beach beaches
promenade: promenade prom seafront
dog: dog dogs
lead: lead leash leads
cemetery: cemetery cemeteries graveyard
burial: burial burials buried bury funeral funerals grave graves
crematorium: crematorium cremation cremations
market: market markets
hall: hall
town hall: townhall | town hall, city hall, county hall, civic centre
museum: museum museums
theatre: theatre theater theatres
gallery: gallery galleries
castle: castle
tower: tower
clock: clock
office: office offices
registry: registrar registrars | register office, registry office
hospital: hospital hospitals
gp: gp gps doctor doctors surgery surgeries
dentist: dentist dentists
care home: | care home, care homes, nursing home, nursing homes
care: care carers carer
day centre: | day centre, day center, day centres
youth: youth
club: club clubs
community: community
centre: centre center
vote: vote votes voting voter voters voted
poll: poll polling | polling station, polling stations
photo id: id identification | photo id, photo identification, photographic id, photo i.d
card: card cards
election: election elections
councillor: councillor councillors cllr cllrs
mayor: mayor mayoress
allowance: allowance allowances expenses
salary: salary salaries wages wage
chief executive: | chief executive, chief exec
staff: staff
worker: worker workers workmen
job: job jobs
lorry: lorry lorries wagon wagons truck trucks
light: light lights lighting streetlights streetlight | street light, street lights, street lighting
christmas: christmas xmas
fireworks: firework fireworks
festival: festival carnival
parade: parade procession
remembrance: remembrance armistice
incinerator: incinerator
reserve: reserves reserve | rainy day fund
field: field fields
verge: verge verges
childcare: childcare
litter: litter littering
hedge: hedge hedges
weed: weed weeds weedkiller
rat: rat rats
wasp: wasp wasps
licence: licence license licences
wedding: wedding weddings marriage
benefit: benefit benefits
debt: debt debts loan loans
pier: pier
harbour: harbour harbor marina
river: river
lake: lake reservoir
farm: farm farms
solar: solar
turbine: turbine turbines
statue: statue statues memorial
cinema: cinema
hostel: hostel hostels
warden: warden wardens
teacher: teacher teachers
transport: transport
breakfast: breakfast breakfasts
certificate: certificate certificates
site: site sites
stall: stall stalls
leader: leader
committee: committee
speed: speed
traffic: traffic
contract: contract contracts
event: event events
display: display displays
flood: flood flooding floods
wall: wall walls
tree: tree trees woodland woods
gritting: grit gritting gritters gritter salting
camera: camera cameras cctv
mast: mast masts
limit: limit limits 20mph 30mph
cost of speed: mph
consultation: consultation consultations
survey: survey
meeting: meeting meetings
budget: budget budgets
debt: debt debts
grant: grant grants
fee: fee fees
subscription: subscription subscriptions
deadline: deadline
permission: permission
petition: petition petitions
barbecue: barbecue barbecues bbq bbqs barbeque barbeques
alcohol: alcohol drinking booze
smoking: smoking smoke
allotment: allotment allotments
churchyard: churchyard
pitch: pitch pitches
lesson: lesson lessons class classes
session: session sessions
place: places
wifi: wifi wi-fi
wheels: wheels
pensioner: pensioner pensioners elderly
resident: residential resident's residents'
main: main
disabled: disabled
stair: stairs
shop: shop shops store cafe chippy chip
pub: pub pubs
church: church chapel
hotel: hotel hotels
restaurant: restaurant restaurants takeaway
bank: bank banks
post office: | post office
"""
#: Facilities: two different ones are two different subjects, whatever else they share.
FACILITIES = frozenset(
    [
        "library", "leisure centre", "pool", "tip", "car park", "play area", "skate", "school",
        "bridge", "toilet", "beach", "cemetery", "crematorium", "market", "museum", "theatre",
        "gallery", "hospital", "gp", "dentist", "care home", "day centre", "station", "town hall",
        "shop", "pub", "church", "hotel", "restaurant", "bank", "post office", "ferry", "registry",
        "bus", "train", "allotment", "nursery",
    ]
)  # fmt: skip
#: Terms that alone say little about which service is meant.
WEAK = frozenset(
    [
        "road", "street", "lane", "centre", "park", "home", "place", "community", "office", "main",
        "new", "old", "hall", "care", "child", "parent", "list", "resident", "job", "worker",
        "staff", "household", "session", "path", "housing", "deadline", "card", "fee", "display",
        "permission", "application", "planning", "light", "parking", "tree", "disabled", "cost",
    ]
)  # fmt: skip
#: A term that contains another, as a library card is no library: the longer is read.
Phrase = tuple[str, ...]


def _lines(listed: str) -> list[tuple[str, list[str]]]:
    """Return (term, forms) of lines "term: word word | phrase of words, another phrase"."""
    found = []
    for line in listed.strip().splitlines():
        term, _, forms = line.partition(":")
        alone, _, phrases = forms.partition("|")
        several = [part.strip() for part in phrases.split(",") if part.strip()]
        found.append((term.strip(), [*words(alone), *several]))
    return found


@lru_cache(maxsize=1)
def subject_phrases() -> dict[Phrase, str]:
    """Return every known phrase, as words, with the term it is read as."""
    found: dict[Phrase, str] = {}
    for term, forms in _lines(_ENGLISH):
        for form in forms:
            found.setdefault(words(form.replace("-", " ")), term)
    for term, forms in _lines(WELSH):
        for form in forms:
            for changed in mutations(form.replace("-", " ")):
                found.setdefault(words(changed), term)
    for not_welsh in _NOT_WELSH:
        found.pop((not_welsh,), None)
    return found


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return every word of every known phrase."""
    return frozenset(word for phrase in subject_phrases() for word in phrase)


#: Mutated forms that are common English or small Welsh words.
_NOT_WELSH = words("fin min chi dip thy dy hen fan dan phont gae dwll fil fy goed mai fur mur thai")
