"""What stops a report. Each message is an English sentence and the key of its translation."""

from service.i18n import N_


class ReportError(Exception):
    """A report cannot be made; `message` says what to do next."""

    message = N_("This report cannot be made.")

    def __init__(self, detail: str = "") -> None:
        super().__init__(self.message if not detail else f"{self.message} ({detail})")
        self.detail = detail


class MonthUnreadable(ReportError):
    message = N_("Give the month as four digits, a hyphen and two digits, such as 2026-10.")


class MonthNotBegun(ReportError):
    message = N_("That month has not begun yet. Choose this month or an earlier one.")


class NotPrintable(ReportError):
    message = N_(
        "The PDF could not be made from these texts. Shorten or simplify what was typed, "
        "or use the web page of this report."
    )
