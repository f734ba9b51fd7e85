"""Many comments at once, for paging and for measuring: plain ones, written by template."""

from datetime import timedelta
from random import Random

from connectors.simulator.ids import dice
from connectors.simulator.town.material import PEOPLE
from connectors.simulator.town.month import resident
from connectors.simulator.world import NoSuchItem, SimComment, World

_STREETS = (
    "Harbour Street", "Heol y Castell", "Lighthouse Lane", "Tan-y-bryn", "Chapel Row",
    "Stryd Fawr", "Mill Lane", "Ffordd y Môr", "Quay Parade", "Bryn Eithin", "Station Road",
    "Lôn Gerddi", "Marine Terrace", "Cae Glas", "Cobblers Hill", "Maes Hyfryd",
)  # fmt: skip
_SAYINGS = (
    ("en", "Same here in {street}, number {n} and the neighbours too."),
    ("en", "Still waiting in {street}. That is {n} days now."),
    ("en", "All done in {street} by {n} minutes past eight, thank you."),
    ("en", "Could somebody have a look at {street}? It is the {n}th time I ask."),
    ("en", "{street} was fine this morning, can't complain."),
    ("en", "Rang about {street} and was number {n} in the queue."),
    ("cy", "Yr un fath yma yn {street}, rhif {n} a'r cymdogion hefyd."),
    ("cy", "Dal i aros yn {street}, {n} diwrnod erbyn hyn."),
    ("cy", "Diolch, mae {street} wedi'i wneud ers {n} munud wedi wyth."),
)


def saying(random: Random) -> tuple[str, str]:
    """Return a language and a plain comment in it, seldom the same twice."""
    lang, template = random.choice(_SAYINGS)
    return lang, template.format(street=random.choice(_STREETS), n=random.randint(2, 240))


def crowd(world: World, account_key: str, post_id: str, n: int) -> list[SimComment]:
    """Add `n` comments under a post, a second apart, the last one now; oldest first.

    Raises:
        NoSuchItem: the account or post is not there.
    """
    platform = world.account(account_key).platform
    post = world.posts.get(post_id)
    if post is None or post.account_key != account_key:
        raise NoSuchItem(f"{account_key} has no post {post_id!r}")
    random = dice(f"{world.seed}:{post_id}:{len(world.comments)}")
    now = world.now()
    made = []
    for left in range(n - 1, -1, -1):
        lang, text = saying(random)
        at = max(now - timedelta(seconds=left), post.published_at)
        author = resident(world, platform, random.choice(PEOPLE))
        made.append(
            world.add_comment(
                account_key, post_id=post_id, author=author, text=text, lang=lang, published_at=at
            )
        )
    return made
