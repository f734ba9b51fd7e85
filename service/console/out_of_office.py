"""The out-of-office templates: both languages side by side, and how they fit each platform."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, IntegerField, ValidationError
from wtforms.widgets import HiddenInput

from moderation.errors import NotFound
from moderation.models import AbsenceKind, OutOfOfficeTemplate, Role
from service.console.absence_forms import NO_KIND
from service.console.context import _, clock, me, settings
from service.console.forms import Form, Needed, NoLonger
from service.console.governed import show_error
from service.console.widgets import LongTextField, RadiosField, TextField
from service.governance import messages, templates
from service.governance.errors import (
    GovernanceError,
    PlaceholderMissing,
    TemplateMoved,
    UnknownPlaceholder,
)
from service.governance.lengths import Fit, preview
from service.governance.messages import TemplateText, all_templates, sample_values
from service.i18n import LANGUAGES, N_
from service.roles import READERS, requires

bp = Blueprint("out_of_office", __name__, url_prefix="/out-of-office")

EDITORS = (Role.LEAD, Role.OWNER)
KINDS = {
    AbsenceKind.LEAVE: N_("Leave"),
    AbsenceKind.SICK: N_("Off sick"),
    AbsenceKind.TRAINING: N_("Training"),
}
#: What each placeholder becomes, beside the form.
MEANINGS = {
    "name": N_("the name of the officer who is away"),
    "account": N_("the accounts they own"),
    "return_date": N_("the day of return – every message needs it"),
    "cover_name": N_("the name of their cover – every message needs it"),
    "cover_contact": N_("the e-mail address of their cover"),
    "emergency_contact": N_("where somebody can act at once – every message needs it"),
    "council_name": N_("the council's name in the message's language"),
}
_TOO_LONG = N_("Shorten the text to 4,000 characters.")


def _a_kind(_form: Form, field: Field) -> None:
    if field.data not in {kind.value for kind in KINDS}:
        raise ValidationError(_(NO_KIND))


class TemplateForm(Form):
    name = TextField(
        N_("Name"),
        description=N_("In both languages, such as: Annual leave / Gwyliau blynyddol"),
        validators=[Needed(N_("Give the template a name."))],
    )
    kind = RadiosField(N_("For what kind of absence"), validators=[_a_kind], validate_choice=False)
    text_en = LongTextField(
        N_("English"),
        validators=[
            Needed(N_("Write the English text.")),
            NoLonger(templates.MAX_TEXT, _TOO_LONG),
        ],
    )
    text_cy = LongTextField(
        N_("Welsh"),
        validators=[
            Needed(N_("Write the Welsh text.")),
            NoLonger(templates.MAX_TEXT, _TOO_LONG),
        ],
    )
    version = IntegerField(widget=HiddenInput())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, _(label)) for kind, label in KINDS.items()]


@bp.get("")
@requires(*READERS)
def show_all() -> ResponseReturnValue:
    return render_template(
        "console/out_of_office/index.html",
        rows=all_templates(g.session),
        kinds=KINDS,
        may_edit=me().has(*EDITORS),
    )


@bp.get("/<id:template_id>")
@requires(*READERS)
def show(template_id: int) -> ResponseReturnValue:
    template = _find(template_id)
    samples = _samples(template.text_en, template.text_cy)
    return render_template(
        "console/out_of_office/show.html",
        template=template,
        kinds=KINDS,
        messages=samples,
        fits=_fits(samples),
        may_edit=me().has(*EDITORS),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(*EDITORS)
def add() -> ResponseReturnValue:
    return _edit(None)


@bp.route("/<id:template_id>/edit", methods=["GET", "POST"])
@requires(*EDITORS)
def edit(template_id: int) -> ResponseReturnValue:
    return _edit(_find(template_id))


def _edit(template: OutOfOfficeTemplate | None) -> ResponseReturnValue:
    form = TemplateForm(obj=template)
    if not form.is_submitted():
        form.kind.data = template.kind.value if template else AbsenceKind.LEAVE.value
    samples: dict[str, str] = {}
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                if request.form.get("do") == "preview":
                    templates.check(form.text_en.data, form.text_cy.data)
                    samples = _samples(form.text_en.data, form.text_cy.data)
                    status = 200
                else:
                    saved = _save(form, template)
                    g.session.commit()
                    flash(_("The template is saved."))
                    return redirect(url_for(".show", template_id=saved.id), code=303)
            except GovernanceError as error:
                g.session.rollback()
                _show(form, error)
    return render_template(
        "console/out_of_office/edit.html",
        form=form,
        template=template,
        messages=samples,
        fits=_fits(samples),
        placeholders=[(name, MEANINGS[name]) for name in templates.PLACEHOLDERS],
    ), status


def _save(form: TemplateForm, template: OutOfOfficeTemplate | None) -> OutOfOfficeTemplate:
    return messages.save_template(
        g.session,
        TemplateText(
            name=form.name.data,
            kind=AbsenceKind(form.kind.data),
            text_en=form.text_en.data,
            text_cy=form.text_cy.data,
        ),
        template_id=template.id if template else None,
        seen_version=form.version.data or 0,
        officer_id=me().id,
        now=clock(),
    )


def _show(form: TemplateForm, error: GovernanceError) -> None:
    """Put a rule broken by one of the two texts at that text."""
    field = "name"
    if not isinstance(error, TemplateMoved):
        field = "text_cy" if _wrong(form.text_en.data, error) is None else "text_en"
    show_error(form, error, otherwise=field)


def _wrong(text: str, error: GovernanceError) -> GovernanceError | None:
    """Return the rule that `text` alone breaks in the same way, if it does."""
    if isinstance(error, PlaceholderMissing):
        return error if error.detail.endswith("English") else None
    try:
        templates.parse(text)
    except GovernanceError as found:
        return found if isinstance(error, UnknownPlaceholder | type(found)) else None
    return None


def _samples(text_en: str, text_cy: str) -> dict[str, str]:
    """Return both texts filled in with made-up values."""
    texts = {"en": text_en, "cy": text_cy}
    names = {"en": settings().council_name_en, "cy": settings().council_name_cy}
    return {
        language: templates.fill(texts[language], sample_values(language, names[language]))
        for language in LANGUAGES
    }


def _fits(filled: dict[str, str]) -> dict[str, tuple[Fit, ...]]:
    return {language: preview(text) for language, text in filled.items()}


def _find(template_id: int) -> OutOfOfficeTemplate:
    template = g.session.get(OutOfOfficeTemplate, template_id)
    if not isinstance(template, OutOfOfficeTemplate):
        raise NotFound()
    return template
