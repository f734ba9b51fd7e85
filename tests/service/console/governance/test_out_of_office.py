import pytest

from moderation.models import (
    OutOfOfficeTemplate,
)
from tests.service.console import pages
from tests.service.console.governance.town import ENGLISH, WELSH, all_of


def test_a_template_is_previewed_and_then_saved_as_the_next_version(owner, town, database):
    path = f"/out-of-office/{town['template']}/edit"
    form = owner.page(path).one("form", novalidate="")
    typed = {"text_en": f"{ENGLISH} Thank you.", "text_cy": f"{WELSH} Diolch."}

    preview = owner.send(form, **typed, do="preview")
    assert preview.status_code == 200
    assert "Sam Enghraifft answers" in pages.check(preview.text).one("main").text
    assert all_of(database, OutOfOfficeTemplate)[0].version == 1
    saved = owner.send(form, **typed, do="save")

    assert saved.status_code == 303
    [template] = all_of(database, OutOfOfficeTemplate)
    assert (template.version, template.text_cy) == (2, f"{WELSH} Diolch.")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"text_cy": "Dim byd"}, "text_cy", "((return_date))"),
        ({"text_en": f"{ENGLISH} ((retrun_date))"}, "text_en", "((retrun_date))"),
        ({"text_cy": f"{WELSH} ((enw))"}, "text_cy", "((enw))"),
        ({"text_en": f"{ENGLISH} ((name"}, "text_en", "((name"),
        ({"text_en": ""}, "text_en", "English"),
        ({"name": ""}, "name", "name"),
    ],
)
def test_what_is_wrong_with_a_template_is_named_at_its_field(
    typed, field, said, owner, town, database
):
    form = owner.page(f"/out-of-office/{town['template']}/edit").one("form", novalidate="")

    answer = owner.send(form, **typed, do="save")

    assert answer.status_code == 422
    page = pages.check(answer.text)
    [link] = page.with_class("govuk-error-summary")[0].all("a")
    assert link.attributes["href"] == f"#{field}"
    assert said in link.text
    assert all_of(database, OutOfOfficeTemplate)[0].version == 1


def test_what_is_typed_in_a_template_stays_text(owner, town):
    form = owner.page(f"/out-of-office/{town['template']}/edit").one("form", novalidate="")

    answer = owner.send(form, text_en=f"<script>alert(1)</script> {ENGLISH}", do="preview")

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
