"""Welsh words for what councils are spoken to about; mutated forms follow from these.

The lines are read as the English ones are: see subjects.
"""

WELSH = """
library: llyfrgell llyfrgelloedd
leisure centre: | canolfan hamdden
pool: pwll | pwll nofio
swim: nofio
lesson: gwers gwersi
bin: bin biniau | bag du, bagiau du
waste: gwastraff sbwriel
garden: gardd
food: bwyd
bulky: swmpus
fridge: oergell oergelloedd rhewgell
recycling: ailgylchu
tip: | canolfan ailgylchu, y domen
parking: parcio
car park: | maes parcio, meysydd parcio
park: parc parciau
play area: | man chwarae, maes chwarae, cae chwarae, parc chwarae
skate: sglefrio
permit: trwydded trwyddedau hawlen
fine: dirwy dirwyon
badge: bathodyn bathodynnau
council tax: | treth cyngor, y dreth, treth y cyngor, dreth y cyngor, dreth gyngor, y dreth gyngor
school: ysgol ysgolion
primary: cynradd
secondary: uwchradd
nursery: meithrin meithrinfa
pupil: disgybl disgyblion
child: plentyn plant
parent: rhieni rhiant
meal: pryd prydau cinio
road: ffordd ffyrdd heol
street: stryd strydoedd
lane: lon
path: llwybr llwybrau
bridge: pont pontydd
pothole: twll tyllau
bypass: | ffordd osgoi
cycle: beic beicio beics beiciau
bus: bws bysus bysiau
bus pass: | tocyn bws, tocynnau bws
stop: arhosfan
train: tren trenau
station: gorsaf gorsafoedd
ferry: fferi
planning: cynllunio
application: cais ceisiadau
home: cartref cartrefi ty tai
council house: | tai cyngor
list: rhestr cofrestr
housing+list: | rhestr dai, rhestr tai, cofrestr dai, gofrestr dai
household: teulu teuluoedd aelwyd aelwydydd
rent: rhent rhenti
asylum: lloches ffoaduriaid
seeker: ceiswyr
toilet: toiled toiledau tai-bach | ty bach, tai bach
beach: traeth traethau
promenade: promenad prom
dog: ci cwn
lead: tennyn
cemetery: mynwent mynwentydd
burial: claddu angladd bedd
market: marchnad marchnadoedd
hall: neuadd
town hall: | neuadd y dref, neuadd y sir
museum: amgueddfa amgueddfeydd
theatre: theatr
castle: castell
tower: twr
clock: cloc
office: swyddfa swyddfeydd
registry: | swyddfa gofrestru
hospital: ysbyty ysbytai
gp: meddyg meddygon meddygfa meddygfeydd doctoriaid
dentist: deintydd deintyddion
care home: | cartref gofal, cartrefi gofal
care: gofal
day centre: | canolfan ddydd
youth: ieuenctid
club: clwb
community: cymunedol
centre: canolfan
vote: pleidlais pleidleisio pleidleiswyr pleidleisiwr
poll: | gorsaf bleidleisio
photo id: id | id llun, id a llun, prawf adnabod, cerdyn adnabod
card: cerdyn
election: etholiad
councillor: cynghorydd cynghorwyr
mayor: maer
allowance: lwfans
staff: staff
worker: gweithiwr gweithwyr
job: swydd swyddi
light: golau goleuadau
christmas: nadolig
fireworks: tan-gwyllt | tan gwyllt
flood: llifogydd
wall: wal morglawdd
tree: coeden coed
limit: | terfyn cyflymder
consultation: ymgynghoriad ymgynghoriadau
meeting: cyfarfod cyfarfodydd
fee: ffi ffioedd
subscription: tanysgrifiad
deadline: | dyddiad cau
barbecue: barbeciw barbeciws
pensioner: pensiynwr pensiynwyr henoed
resident: preswyl preswylwyr
shop: siop siopau
pub: tafarn
church: eglwys capel
black: du
blue: glas
green: gwyrdd
brown: brown
parade: gorymdaith
remembrance: cofio
incinerator: llosgydd
reserve: | wrth gefn
field: cae caeau
verge: ymyl ymylon
childcare: | gofal plant
litter: ysbwriel
hedge: gwrych gwrychoedd
weed: chwyn
rat: llygod
licence: trwydded
wedding: priodas priodasau
benefit: budd-dal budd-daliadau
debt: dyled dyledion
harbour: harbwr
river: afon
lake: llyn
farm: fferm
statue: cofeb cerflun
cinema: sinema
teacher: athro athrawon
transport: cludiant
breakfast: brecwast
certificate: tystysgrif
site: safle
contract: cytundeb
speed: cyflymder
traffic: traffig
poll+card+vote: | cerdyn pleidleisio
bus+lane: | lon fysiau
bridge+footbridge: | pont droed
new: newydd
old: hen
"""
