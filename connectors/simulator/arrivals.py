"""Comments that arrive while the simulator runs, as a town's day brings them."""

import threading
from random import Random

from connectors.simulator.ids import dice
from connectors.simulator.town.crowd import saying
from connectors.simulator.town.material import LATER, PEOPLE, CommentText
from connectors.simulator.town.month import COMMENT_NOTE, POST_NOTE, author_of, resident
from connectors.simulator.world import NoSuchItem, SimComment, World

#: Note of the world: how many have arrived, so that a reopened one goes on from there.
_ARRIVED = "arrivals"


class Arrivals:
    """Adds comments to a town at a rate, from a thread of its own.

    Which comment comes next and who writes it follow from the seed alone, so two runs bring
    the same ones in the same order; only their times differ.
    """

    def __init__(self, world: World, rate_per_hour: float, seed: int = 1) -> None:
        if not 0 < rate_per_hour <= 36_000:
            raise ValueError("rate must be above 0 and at most 36000 comments an hour")
        self._world = world
        self._pause = 3600 / rate_per_hour
        self._seed = seed
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
        while not self._stopped.wait(self._pause):
            self.add_next()

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
