import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening.personal_data import find_personal_data
from moderation.screening.results import Policy
from tests.moderation.screening.conftest import NO_POLICY, read


def kinds(text: str, policy: Policy = NO_POLICY) -> set[str]:
    findings = find_personal_data(read(text), policy)
    return {one.rule.split("/")[1] for one in findings if one.score >= 0.5}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ring him on 07700 900123", "phone"),
        ("+44 7700 900123 is his number", "phone"),
        ("her home number is 01286 679000", "phone"),
        ("mail carys.jones84@gmail.com", "e-mail"),
        ("carys.jones84 at gmail dot com", "e-mail"),
        ("NI number QQ 12 34 56 C", "national-insurance"),
        ("my NHS number is 943 476 5919", "nhs-number"),
        ("card 4111 1111 1111 1111 exp soon", "card-number"),
        ("sort code 12-34-56 account 12345678", "bank-account"),
        ("GB82 WEST 1234 5698 7654 32", "bank-account"),
        ("DOB 14/02/1981", "date-of-birth"),
        ("born on 3rd March 1990", "date-of-birth"),
        ("he lives at 22 Castle Terrace", "home-address"),
        ("Mae hi'n byw yn 14 Ffordd y Môr", "home-address"),
        ("send it to Flat 3, 18 Dock Row, LL55 1AB", "home-address"),
        ("the van is CV19 KLM, parked on the zigzags", "vehicle-registration"),
        ("my password is hunter22", "password"),
    ],
)
def test_personal_data_is_found(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "the library is at 3 Market Square, LL55 2AA",
        "pothole outside 22 Castle Terrace",
        "planning application 26/0412/FUL for 14 Bridge Street",
        "ring the council office on 01632 960000",
        "freephone 0800 111 222 or 0300 123 4567",
        "write to planning@porthaven.gov.uk",
        "ref 1234567890 still open",
        "it cost £4,111.11",
        "buses 14 and 42 at 07:15",
        "part number 4111111111111112",
        "room 12-34-56 hours, 8 till late",
        "the A487 at LL55 junction",
    ],
)
def test_public_places_references_and_prices_are_not_personal_data(text):
    assert kinds(text) == set()


def test_the_councils_published_contacts_are_not_personal_data():
    policy = Policy(
        published_contacts=frozenset({"+44 1286 679000", "Jane.Owner@porthaven.example"})
    )

    assert kinds("ring 01286 679 000 or jane.owner@porthaven.example") != set()
    assert kinds("ring 01286 679 000 or jane.owner@porthaven.example", policy) == set()


def test_a_card_number_that_fails_its_check_digit_is_not_flagged():
    assert kinds("4111 1111 1111 1112") == set()


def test_full_width_digits_are_read_and_the_span_is_the_originals():
    text = "ring ０７７００ ９００１２３ now"
    one = find_personal_data(read(text), Policy())[0]

    assert [text[a:b] for a, b in one.spans] == ["０７７００ ９００１２３"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("home-address", "go round to 127 Elm Avenue and see Jade Thomas"),
        ("home-address", "Noor Jones lives at 38 Elm Avenue :)"),
        ("home-address", "Mr Bowen, 44 Tip Lane, never sorts his recycling"),
        ("home-address", "The Davies family at 9 Ivy Row are a nightmare"),
        ("home-address", "Hassan Lewis of 78 Ivy Lane did it"),
        ("home-address", "19 Oak Close is where he lives"),
        ("home-address", "Mrs Parry at number 6 has had no heating"),
        ("home-address", "she rents 4 Queen Street"),
        ("home-address", "my nan at 31 Hill View needs her bins taken"),
        ("home-address", "He lives in SA1 2AB"),
        ("home-address", "my postcode is CF14 3XX, no bins here"),
        ("home-address", "home is Bryn Awel, LL53 6ZZ"),
        ("home-address", "Deliver it to 6 Station Terrace please, I am Ann Price"),
        ("home-address", "Mae Carys Huws yn byw yn 8 Heol y Felin"),
        ("home-address", "Mr Jones, 4 Maes Gwyn, sydd ar fai"),
        ("home-address", "Symudodd hi i 12 Stryd y Bont"),
        ("home-address", "cod post: SY23 1ZZ"),
        ("home-address", "mae'n byw yn rhif 12"),
        ("home-address", "cyfeiriad ei fam: 3 Rhes y Capel"),
        ("national-insurance", "My NINO is JG121212A"),
        ("national-insurance", "ni number ab123456c"),
        ("national-insurance", "nat. ins. WK 12 12 12 D"),
        ("bank-account", "sort 20-00-00 acc 12345678"),
        ("bank-account", "account 12345678 and sort code 200000"),
        ("bank-account", "Cyfrif banc 12345678, cod didoli 20-00-00"),
        ("date-of-birth", "she was born on 1 May 1990"),
        ("date-of-birth", "DOB: 1990-05-01"),
        ("date-of-birth", "her birthday is May 4th 1988"),
        ("date-of-birth", "date of birth 4.5.88"),
        ("date-of-birth", "ei dyddiad geni hi yw 4 Mai 1988"),
        ("date-of-birth", "cefais fy ngeni ar 4/5/1988"),
        ("date-of-birth", "Ganwyd fy mam ar 3ydd o Fai 1950"),
        ("named-child", "Oliver Price in Year 5 hit my daughter"),
        ("named-child", "My son Rhys, 8, was left outside Ysgol y Bryn"),
        ("named-child", "Sophie (10) from Parkland Primary is missing her coat"),
        ("named-child", "her daughter called Mia is in reception at Hillside"),
        ("named-child", "the lad who broke it is Callum Reed from year 10"),
        ("named-child", "Fy merch Lowri sy'n 6 oed"),
        ("named-child", "Jac Tomos, blwyddyn 5, Ysgol Glan y Môr"),
        ("named-child", "Little Betsi from class 3 was crying"),
        ("named-child", "Amelia, 4, starts at Tonna Primary"),
        ("phone", "My mobile is 07700900777"),
        ("phone", "ring my mum 01632 960111"),
        ("phone", "Whatsapp me +44 (0)7700 900456"),
        ("vehicle-registration", "His reg is YD32ABC, Emma Griffiths x"),
        ("e-mail", "Emma.g.griffiths+x@gmail.com"),
        ("e-mail", "Fy e-bost yw gwen@yahoo.co.uk"),
        ("phone", "rhif ffôn symudol Huw: 07700 900 123"),
        ("card-number", "Card: 4242 4242 4242 4242 exp 01/29 cvv 123"),
        ("nhs-number", "NHS 401 023 2137 is my number"),
        ("nhs-number", "rhif GIG 4010232137"),
    ],
)
def test_personal_data_is_found_however_people_write_it(kind, text):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Call 01632 960241 for the office",
        "The café at 14 High Street, CF10 2AB is open again",
        "The registry office is at 2 Park Place, NP20 1AA",
        "Planning notice for 45 Oak Road",
        "ward 98 count was 004!",
        "Bus 10 at 8:15 :)",
        "Costa Coffee, 12 High Street, is closing",
        "The new flats at 30 Castle Street look awful",
        "Please grit Mount Pleasant, it's 1 in 4 steep",
        "Is the tip at Heol y Gors open?",
        "There are 3 football fields and 12 new houses planned",
        "Works at 5 Bridge Street from Monday",
        "Crash between 14 and 20 Mill Road",
        "Who lives in a house like this? bins everywhere at the flats",
        "People living in Swansea SA1 pay more",
        "The bridge, born of a 1954 plan, is listed",
        "The club was born on 4 May 1954",
        "Dylan Thomas was born on 27 October 1914",
        "Happy birthday to the NHS, 5 July 1948",
        "Year 11 exam results are out at Ysgol Bryn Tawe",
        "Class of 1998 reunion",
        "Children in year 2 get free meals",
        "Mr Thomas from Year 6 is a great teacher",
        "my daughter is 9 and loves the library",
        "my son is in reception and the crossing is dangerous",
        "John Evans, headteacher at Tonna Primary, has retired",
        "Cllr Emma Price, 45, opened the school",
        "Jack Price won 3-2 at Bryn School fields",
        "Ysgol Bro Hyddgen Year 4 trip",
        "St David's Primary, 5 Church Road, is shut",
        "Well done Ellie and all at the library",
        "William Street school crossing is at 8am",
        "Thomas, the train in class 47 livery, was here",
        "the A487 at 50 mph",
        "version 3.14.159",
        "Order 20-00-00 took 2 weeks",
        "ticket 07700 refused",
        "Ref NH121212A for the part",
        "Registered charity number 12345678",
        "score was 15-12 15-10",
        "Phone the surgery on 01632 960222",
        "call Crimestoppers anonymously on 0800 555 111",
        "The landlord of the Red Lion, 3 High Street, kept it open late",
        "the owner of the shop at 5 Market Street is lovely",
        "Neuadd Goffa, 7 Stryd yr Eglwys, LL55 1AA",
        "Mae'r siop yn 5 Stryd Fawr ar gau",
        "plant blwyddyn 3 yn mynd i'r llyfrgell",
        "Ffoniwch Galw Gwynedd ar 01766 771000",
        "rhif cyfeirnod AB123456C?",
        "Cafodd y clwb ei eni ar 3 Mai 1950",
        "postcode lottery, isn't it",
        "a 20mph limit in SA18 and SA19",
        "council tax bill 12345678 band D",
        "Mae angen trwsio'r golau wrth 14 Lôn Las",
        "The 1990s estate at Maes y Coed",
        "Friday 3 May 2024 10am-2pm, Town Hall",
        "The mayor, Carys Lewis, 61, lives for this town",
        "Jean, 12 months on and still no answer",
    ],
)
def test_what_only_looks_like_personal_data_is_left_alone(text):
    assert kinds(text) == set()


@pytest.mark.parametrize(
    "piece",
    ["12 a a a ", "lives at ", "Year 5 Ann ", "Ann (7) ", "my son Bob ", "SA1 1AA ", "born on ",
     "account 1234 ", "at number 5 ", "Mrs Ab, ", "Ysgol A ", "flat 1 a "],
)  # fmt: skip
def test_a_text_made_of_beginnings_is_read_to_its_end(piece):
    text = piece * (100_000 // len(piece)) + " ring 07700 900123"

    assert "phone" in kinds(text)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Ellie", "Hughes", "year 5", "7", ",", "lives at", "14", "High Street", "SA1 1AA",
             "Ysgol Bro", "born on", "3 May 1990", "my son", "\u200b", "é", "sort code", "12-34-56",
             "07700 900123", "x@y.com", "QQ123456C", "(8)", "Mrs", "primary school", "\n", "."]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_spans_point_into_the_original_text(parts):
    text = " ".join(parts)

    for one in find_personal_data(read(text), NO_POLICY):
        assert all(0 <= start < end <= len(text) for start, end in one.spans)
