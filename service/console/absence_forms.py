"""What is typed about an absence."""

import re
from datetime import datetime, time

from wtforms import Field, ValidationError

from moderation.models import AbsenceKind
from service.console.context import _
from service.console.forms import Form, Needed, NoLonger
from service.console.widgets import ChoiceField, DayField, RadiosField, TextField
from service.governance.absences import MAX_CONTACT
from service.i18n import N_

KINDS = {
    AbsenceKind.LEAVE: N_("Leave"),
    AbsenceKind.SICK: N_("Off sick"),
    AbsenceKind.TRAINING: N_("Training"),
    AbsenceKind.ELSEWHERE: N_("Working elsewhere: reachable, so no cover and no message"),
}
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)
NO_KIND = N_("Choose what kind of absence it is.")
NO_TIME = N_("Give the time as hours and minutes, such as 09:00.")


def read_time(text: str) -> time | None:
    """Read "9:00", "09.00" and the like; None for anything else."""
    found = _TIME.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


def _a_time(_form: Form, field: Field) -> None:
    if read_time(field.data or "") is None:
        raise ValidationError(_(NO_TIME))


def _a_kind(_form: Form, field: Field) -> None:
    if field.data not in list(AbsenceKind):
        raise ValidationError(_(NO_KIND))


class AbsenceForm(Form):
    """Times are London's, as the clock on the wall shows them."""

    officer_id = ChoiceField(N_("Who is away"), validators=[Needed(N_("Choose who is away."))])
    # Its own check below says what to do; the field's says only that something is not valid.
    kind = RadiosField(N_("What kind of absence"), validators=[_a_kind], validate_choice=False)
    starts = DayField(
        N_("First day away"),
        description=N_("For example, 21 12 2026"),
        needed=N_("Give the first day away as a day, a month and a year."),
    )
    starts_time = TextField(N_("From what time"), default="00:00", validators=[_a_time])
    ends = DayField(
        N_("Day of return"),
        description=N_("The first day back at work"),
        needed=N_("Give the day of return as a day, a month and a year."),
    )
    ends_time = TextField(N_("At what time"), default="09:00", validators=[_a_time])
    cover_id = ChoiceField(
        N_("Cover"),
        description=N_("Answers for the accounts from the first minute of the absence."),
    )
    emergency_contact = TextField(
        N_("Emergency contact"),
        description=N_("A number or address where somebody can act at once."),
        validators=[NoLonger(MAX_CONTACT, N_("Shorten the contact to 200 characters."))],
    )
    template_id = ChoiceField(
        N_("Message"), description=N_("Preview it before you record the absence.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, _(label)) for kind, label in KINDS.items()]

    def starts_local(self) -> datetime:
        """Return the start as a naive London time; only after `validate`."""
        return datetime.combine(self.starts.data, read_time(self.starts_time.data) or time())

    def ends_local(self) -> datetime:
        """Return the return as a naive London time; only after `validate`."""
        return datetime.combine(self.ends.data, read_time(self.ends_time.data) or time())


class CoverForm(Form):
    """Other cover for an absence, with the message that names them."""

    cover_id = ChoiceField(N_("New cover"), validators=[Needed(N_("Choose the new cover."))])
    template_id = ChoiceField(
        N_("Message"), validators=[Needed(N_("Choose the message that names the new cover."))]
    )
