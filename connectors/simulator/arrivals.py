"""Comments that arrive while the simulator runs, as a town's day brings them."""

import threading
from random import Random

from connectors.simulator.ids import dice
from connectors.simulator.town.crowd import saying
from connectors.simulator.town.material import LATER, PEOPLE, CommentText
from connectors.simulator.town.month import COMMENT_NOTE, POST_NOTE, author_of, resident
from connectors.simulator.webhooks import mention_elsewhere
from connectors.simulator.world import NoSuchItem, SimComment, World

#: Note of the world: how many have arrived, so that a reopened one goes on from there.
_ARRIVED = "arrivals"
_MENTIONED = "arrivals:elsewhere"
#: After so many that arrive, one is said elsewhere.
EVERY = 6
#: What is said of the council under other people's posts, and of which account.
MENTIONS = (
    ("facebook-main", "@Porthaven Council you useless idiots could not run a bath."),
    ("instagram-main", "Lovely light on the harbour tonight @porthavencouncil"),
    ("instagram-main", "@porthavencouncil your planning officer is a fat disgusting pig"),
    ("facebook-main", "Diolch @Porthaven Council am drwsio'r lamp yn Lôn Gerddi."),
)


class Arrivals:
    """Adds comments to a town at a rate, from a thread of its own.

    Which comment comes next and who writes it follow from the seed alone, so two runs bring
    the same ones in the same order; only their times differ.
    """

    def __init__(
        self, world: World, rate_per_hour: float, seed: int = 1, *, elsewhere: bool = False
    ) -> None:
        """Make it; `elsewhere`: now and then somebody mentions the council where no list shows."""
        if not 0 < rate_per_hour <= 36_000:
            raise ValueError("rate must be above 0 and at most 36000 comments an hour")
        self._world = world
        self._pause = 3600 / rate_per_hour
        self._seed = seed
        self._elsewhere = elsewhere
        order = list(range(len(LATER)))
        dice(f"{seed}:arrivals").shuffle(order)
        self._order = order
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="arrivals", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop and wait until no more comments come."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        number = 0
        while not self._stopped.wait(self._pause):
            self.add_next()
            if self._elsewhere and number % EVERY == 0:
                self.mention_next()
            number += 1

    def mention_next(self) -> SimComment:
        """Let somebody mention an account of the council's elsewhere, now."""
        world = self._world
        with world.lock:
            number = int(world.notes.get(_MENTIONED, "0"))
            world.set_note(_MENTIONED, str(number + 1))
            key, text = MENTIONS[number % len(MENTIONS)]
            person = dice(f"{self._seed}:mention:{number}").choice(PEOPLE)
            author = resident(world, world.account(key).platform, person)
            return mention_elsewhere(world, key, author, text)

    def add_next(self) -> SimComment | None:
        """Add the next comment now; None where its post or parent is gone."""
        world = self._world
        with world.lock:
            number = int(world.notes.get(_ARRIVED, "0"))
            random = dice(f"{self._seed}:arrival:{number}")
            world.set_note(_ARRIVED, str(number + 1))
            try:
                if number < len(self._order):
                    return self._say(LATER[self._order[number]], random)
                return self._say_anything(random)
            except NoSuchItem:
                return None

    def _say(self, comment: CommentText, random: Random) -> SimComment:
        world = self._world
        post_id = world.notes.get(POST_NOTE + comment.post, "") if comment.post else None
        parent_id = world.notes.get(COMMENT_NOTE + comment.to, "") if comment.to else None
        return world.add_comment(
            comment.account,
            post_id=post_id,
            parent_id=parent_id,
            author=author_of(world, comment, random),
            text=comment.text,
            lang=comment.lang,
            attachments=comment.attachments,
            by_council=comment.council,
            state=comment.state,
        )

    def _say_anything(self, random: Random) -> SimComment | None:
        world = self._world
        key = random.choice(sorted(world.accounts))
        posts = [post for post in world.posts_of(key) if post.author is None]
        if not posts:
            return None
        lang, text = saying(random)
        author = resident(world, world.account(key).platform, random.choice(PEOPLE))
        post_id = random.choice(posts).id
        return world.add_comment(key, post_id=post_id, author=author, text=text, lang=lang)
