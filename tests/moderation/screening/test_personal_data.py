import pytest

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
