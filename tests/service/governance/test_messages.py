from datetime import date

import pytest

from moderation.models import AbsenceKind, Role
from service.governance import errors, templates
from service.governance.messages import (
    TemplateText,
    account_names,
    all_templates,
    joined,
    save_template,
    values_for,
)
from tests import factories
from tests.conftest import MONDAY_9AM

ENGLISH = "Back ((return_date)). ((cover_name)), ((emergency_contact))."
WELSH = "Dychwelyd: ((return_date)). ((cover_name)), ((emergency_contact))."


@pytest.fixture
def session(database):
    with database.session() as session:
        yield session


@pytest.fixture
def lead(session):
    return factories.officer(session, Role.LEAD, now=MONDAY_9AM)


def save(session, lead, *, template_id=None, seen_version=0, **given):
    text = TemplateText(
        **{
            "name": "Leave",
            "kind": AbsenceKind.LEAVE,
            "text_en": ENGLISH,
            "text_cy": WELSH,
            **given,
        }
    )
    return save_template(
        session,
        text,
        template_id=template_id,
        seen_version=seen_version,
        officer_id=lead.id,
        now=MONDAY_9AM,
    )


def test_a_saved_template_has_plain_line_ends_and_counts_its_versions(session, lead):
    made = save(session, lead, text_en=f"Hello\r\n{ENGLISH}\r\n")
    again = save(session, lead, template_id=made.id, seen_version=1, text_en=ENGLISH)

    assert (again.id, again.version, again.text_en) == (made.id, 2, ENGLISH)
    assert [t.id for t in all_templates(session)] == [made.id]


def test_saving_the_same_text_again_is_no_new_version(session, lead):
    made = save(session, lead)

    assert save(session, lead, template_id=made.id, seen_version=1).version == 1


def test_two_people_at_one_template_do_not_overwrite_each_other(session, lead):
    made = save(session, lead)
    save(session, lead, template_id=made.id, seen_version=1, name="Long leave")

    with pytest.raises(errors.TemplateMoved):
        save(session, lead, template_id=made.id, seen_version=1, name="Short leave")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"name": " "}, errors.TemplateNameMissing),
        ({"name": "x" * 121}, errors.TextTooLong),
        ({"kind": AbsenceKind.ELSEWHERE}, errors.TemplateNotNeeded),
        ({"text_cy": ""}, errors.MessageMissing),
        ({"text_en": "Back ((retrun_date))"}, errors.UnknownPlaceholder),
    ],
)
def test_a_template_with_something_wrong_is_not_saved(session, lead, given, error):
    with pytest.raises(error):
        save(session, lead, **given)

    assert all_templates(session) == []


def test_two_templates_have_different_names(session, lead):
    save(session, lead)

    with pytest.raises(errors.TemplateNameTaken):
        save(session, lead, name="LEAVE")


def test_a_message_is_filled_in_the_language_it_is_in(session, lead):
    owner = factories.officer(session, Role.OWNER, now=MONDAY_9AM, name="Ana")
    cover = factories.officer(session, Role.OFFICER, now=MONDAY_9AM, name="Bryn ((name))")
    template = save(session, lead)

    def message(language):
        values = values_for(
            officer=owner,
            cover=cover,
            accounts=[],
            returns_on=date(2027, 1, 4),
            emergency_contact="01632 960000",
            council_name="Porthaven Council",
            language=language,
        )
        return templates.render(template, values, language)

    assert message("en") == "Back Monday, 4 January 2027. Bryn ((name)), 01632 960000."
    assert message("cy") == "Dychwelyd: dydd Llun, 4 Ionawr 2027. Bryn ((name)), 01632 960000."


@pytest.mark.parametrize(
    ("names", "english", "welsh"),
    [
        (["X"], "X", "X"),
        (["Facebook", "X"], "Facebook and X", "Facebook ac X"),
        (["X", "Flickr", "YouTube"], "X, Flickr and YouTube", "X, Flickr a YouTube"),
        (["X", "Instagram"], "X and Instagram", "X ac Instagram"),
    ],
)
def test_names_are_joined_as_each_language_says_them(names, english, welsh):
    assert joined(names, language="en") == english
    assert joined(names, language="cy") == welsh


def test_accounts_are_named_by_platform_and_handle(session):
    account = factories.account(session, now=MONDAY_9AM, platform="youtube", handle="@Porth")

    assert account_names([account], language="en") == "YouTube (@Porth)"
    account.platform = "other"
    assert account_names([account], language="en") == "Another platform (@Porth)"
    assert account_names([account], language="cy") == "Platfform arall (@Porth)"
    assert account_names([], language="cy") == "y cyfryngau cymdeithasol"
