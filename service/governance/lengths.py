"""Whether a message fits on each platform, counted the platform's own way."""

from dataclasses import dataclass

from service.platform_names import message_length, message_limit, polled


@dataclass(frozen=True, slots=True)
class Fit:
    """How a message stands to one platform's limit.

    `length` counts as the platform counts. `over` is how many too many, 0 if it fits.
    """

    platform: str
    length: int
    limit: int | None

    @property
    def over(self) -> int:
        return 0 if self.limit is None else max(self.length - self.limit, 0)

    @property
    def fits(self) -> bool:
        return self.over == 0


def preview(text: str) -> tuple[Fit, ...]:
    """Return how `text`, its placeholders filled, fits on each platform that is polled."""
    return tuple(
        Fit(platform, message_length(platform, text), message_limit(platform))
        for platform in polled()
    )
