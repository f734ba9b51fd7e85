"""What the simulated platforms share about the council's own replies."""

from connectors.simulator.items import SimAccount, SimComment
from connectors.simulator.world import World

#: A note of the world under this and a post's id: nobody can comment there any more.
CLOSED_NOTE = "closed:"


def is_closed(world: World, post_id: str | None) -> bool:
    return post_id is not None and bool(world.notes.get(CLOSED_NOTE + post_id))


def say(
    world: World, account: SimAccount, text: str, *, post_id: str | None, parent_id: str | None
) -> SimComment:
    """Add a reply of the council's."""
    return world.add_comment(
        account.key,
        post_id=post_id,
        parent_id=parent_id,
        author=world.council_author(account.key),
        text=text,
        by_council=True,
    )


def said_already(world: World, account: SimAccount, text: str) -> SimComment | None:
    """Return the newest of the council's own comments with exactly this text."""
    mine = world.comments_of(account.key)
    return next((one for one in mine if one.by_council and one.text == text), None)
