import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.screening.masking import mask, mask_personal_data


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Ring Dave on 07700 900461", "900461"),
        ("mail carys.jones84@gmail.com", "carys"),
        ("NI number QQ 12 34 56 C", "12 34"),
        ("my NHS number is 943 476 5919", "5919"),
        ("card 4111 1111 1111 1111", "4111"),
        ("sort code 12-34-56 account 12345678", "12345678"),
        ("GB82 WEST 1234 5698 7654 32", "WEST"),
        ("DOB 14/02/1981", "1981"),
        ("he lives at 22 Castle Terrace", "22"),
        ("my postcode is CF14 3XX", "CF14"),
        ("the van is CV19 KLM, parked on the zigzags", "CV19"),
        ("Sophie Price (10) from Parkland Primary", "Sophie"),
        ("my password is hunter22", "hunter22"),
    ],
)
def test_every_kind_of_personal_data_is_covered(text, hidden):
    covered = mask_personal_data(text)

    assert hidden not in covered
    assert len(covered) == len(text)


def test_numbers_in_a_row_are_each_covered():
    text = "07700 900461 " * 12

    assert not any(c.isdigit() for c in mask_personal_data(text))


def test_what_is_no_personal_data_stays():
    text = "Planning application 22/01234/FUL at the library, 12 High Street"

    assert mask_personal_data(text) == text


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70))))
def test_a_mask_never_changes_the_length_or_what_is_outside_it(text, spans):
    covered = mask(text, spans)

    assert len(covered) == len(text)
    inside = {at for start, end in spans for at in range(max(0, start), end)}
    assert all(
        a == b for at, (a, b) in enumerate(zip(text, covered, strict=True)) if at not in inside
    )
