"""What the simulated platforms hold: accounts, posts, comments and what was done to them."""

import threading
from bisect import insort
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.simulator import ids
from connectors.simulator.habits import New, habits_of
from connectors.simulator.items import (
    SimAccount,
    SimAuthor,
    SimComment,
    SimPost,
    age,
    aware,
    known,
    plain,
    revived,
)
from connectors.simulator.journal import Journal, JournalError, Record

__all__ = ["NoSuchItem", "SimAccount", "SimAuthor", "SimComment", "SimPost", "World"]

_JOURNAL_VERSION = 1


class NoSuchItem(LookupError):
    """No account, post or comment has this key or id, or it was deleted."""


class World:
    """All platforms' state behind one lock, kept in a journal file where one is given.

    Items are never forgotten: a deleted one keeps its place with `deleted` set, so that
    the platform parts can answer for it as their platform does. Change items through the
    methods alone: they write the journal first. Ids and times are the same for the same
    seed, clock and order of calls.
    """

    def __init__(
        self, *, seed: int = 1, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.lock = threading.RLock()
        self.now = now
        self.seed = seed
        self.accounts: dict[str, SimAccount] = {}
        self.posts: dict[str, SimPost] = {}
        self.comments: dict[str, SimComment] = {}
        #: What a platform part must remember besides: blocked authors, closed threads …
        self.notes: dict[str, str] = {}
        #: Told of every change once it is made, under the lock: they must not wait.
        self.watchers: list[Callable[[Record], None]] = []
        self._minted = 0
        self._journal: Journal | None = None
        self._by_account: dict[str, list[SimComment]] = {}
        self._by_post: dict[str, list[SimComment]] = {}
        self._by_parent: dict[str, list[SimComment]] = {}

    # -- kept in a file ---------------------------------------------------------------

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        seed: int = 1,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        fill: Callable[["World"], None] | None = None,
    ) -> "World":
        """Open the world kept in the journal at `path`, or begin one there.

        Args:
            seed: for a new world; one that is kept goes on with the seed it began with.
            fill: puts the first accounts, posts and comments into a new world. They are
                written all at once, so a world is never found half filled.

        Raises:
            JournalError: the file is damaged, or another process has it open.
        """
        journal = Journal(Path(path))
        try:
            records = journal.read()
            world = cls(seed=seed, now=now)
            if records:
                world._restore(records)
            elif fill is not None:
                fill(world)
            kept = len(world.accounts) + len(world.posts) + len(world.comments)
            if not records or len(records) > 2 * kept + 1000:
                journal.replace(world._snapshot())
        except BaseException:
            journal.close()
            raise
        world._journal = journal
        return world

    def close(self) -> None:
        """Let go of the journal; the world stays readable in memory."""
        with self.lock:
            if self._journal is not None:
                self._journal.close()
                self._journal = None

    def _restore(self, records: list[dict[str, Any]]) -> None:
        head = records[0]
        if head["op"] != "world" or head.get("version") != _JOURNAL_VERSION:
            raise JournalError("the journal is of another version; move it away to start anew")
        self.seed = int(head["seed"])
        for number, record in enumerate(records, start=1):
            try:
                self._apply(record)
            except (KeyError, TypeError, ValueError) as error:
                raise JournalError(
                    f"journal line {number} does not fit; move the file away to start anew"
                ) from error

    def _snapshot(self) -> Iterator[Record]:
        yield {"op": "world", "version": _JOURNAL_VERSION, "seed": self.seed, "n": self._minted}
        for account in self.accounts.values():
            yield {"op": "account", "item": plain(account)}
        for post in self.posts.values():
            yield {"op": "post", "item": plain(post)}
        for comment in self.comments.values():
            yield {"op": "comment", "item": plain(comment)}
        for key, value in self.notes.items():
            yield {"op": "note", "key": key, "value": value}

    def _write(self, record: Record) -> None:
        if self._journal is not None:
            self._journal.append(record)
        self._apply(record)
        for watcher in self.watchers:
            watcher(record)

    def _apply(self, record: Record) -> None:
        """Carry out one record: the same code for what happens now and what is replayed."""
        op = record["op"]
        if "n" in record:
            self._minted = int(record["n"])
        if op == "account":
            account = SimAccount(**record["item"])
            self.accounts[account.key] = account
        elif op == "post":
            post = SimPost(**revived(record["item"]))
            self.posts[post.id] = post
        elif op == "comment":
            self._place(SimComment(**revived(record["item"])))
        elif op == "state":
            self.comments[record["id"]].state = record["state"]
        elif op == "edit":
            comment = self.comments[record["id"]]
            comment.text = record["text"]
            comment.edited_at = datetime.fromisoformat(record["at"])
            if record.get("edit_id"):
                comment.edit_ids = (*comment.edit_ids, record["edit_id"])
        elif op == "edit_post":
            post = self.posts[record["id"]]
            post.text = record["text"]
            post.edited_at = datetime.fromisoformat(record["at"])
        elif op == "delete":
            self._mark_deleted(self.comments[record["id"]])
        elif op == "delete_post":
            self._mark_post_deleted(self.posts[record["id"]])
        elif op == "tokens":
            account = self.accounts[record["key"]]
            account.token = record["token"]
            account.extra.update(record["extra"])
        elif op == "note":
            self.notes[record["key"]] = record["value"]
        elif op != "world":
            raise ValueError(op)

    def _place(self, comment: SimComment) -> None:
        self.comments[comment.id] = comment
        insort(self._by_account.setdefault(comment.account_key, []), comment, key=age)
        if comment.post_id is not None:
            insort(self._by_post.setdefault(comment.post_id, []), comment, key=age)
        if comment.parent_id is not None:
            insort(self._by_parent.setdefault(comment.parent_id, []), comment, key=age)

    def _mark_deleted(self, comment: SimComment) -> None:
        comment.deleted = True
        if habits_of(self.accounts[comment.account_key].platform).replies_go_too:
            for reply in self._by_parent.get(comment.id, ()):
                self._mark_deleted(reply)

    def _mark_post_deleted(self, post: SimPost) -> None:
        post.deleted = True
        if habits_of(self.accounts[post.account_key].platform).comments_go_with_post:
            for comment in self._by_post.get(post.id, ()):
                comment.deleted = True

    # -- looking --------------------------------------------------------------------

    def account(self, key: str) -> SimAccount:
        """Return the account with this key.

        Raises:
            NoSuchItem: there is none.
        """
        try:
            return self.accounts[key]
        except KeyError:
            raise NoSuchItem(f"no account {key!r}") from None

    def account_by_token(self, token: str) -> SimAccount | None:
        with self.lock:
            return next((a for a in self.accounts.values() if token and a.token == token), None)

    def account_by_id(self, platform: str, id: str) -> SimAccount | None:
        with self.lock:
            found = (a for a in self.accounts.values() if a.platform == platform and a.id == id)
            return next(found, None)

    def council_author(self, account_key: str) -> SimAuthor:
        """Return the account as the author of its own comments."""
        account = self.account(account_key)
        return SimAuthor(account.id, account.platform, account.handle, account.name)

    def posts_of(self, account_key: str) -> list[SimPost]:
        """Return the posts that stand, newest first; those with an author are somebody else's."""
        with self.lock:
            found = [
                post
                for post in self.posts.values()
                if post.account_key == account_key and not post.deleted
            ]
            return sorted(found, key=age, reverse=True)

    def comments_of(
        self, account_key: str, *, post_id: str | None = None, parent_id: str | None = None
    ) -> list[SimComment]:
        """Return the comments that were not deleted, in every state, newest first."""
        with self.lock:
            if parent_id is not None:
                found = self._by_parent.get(parent_id, [])
            elif post_id is not None:
                found = self._by_post.get(post_id, [])
            else:
                found = self._by_account.get(account_key, [])
            return [
                comment
                for comment in reversed(found)
                if not comment.deleted
                and comment.account_key == account_key
                and (post_id is None or comment.post_id == post_id)
            ]

    # -- changing -------------------------------------------------------------------

    def _comment(self, comment_id: str) -> SimComment:
        comment = self.comments.get(comment_id)
        if comment is None or comment.deleted:
            raise NoSuchItem(f"no comment {comment_id!r}")
        return comment

    def _post(self, post_id: str) -> SimPost:
        post = self.posts.get(post_id)
        if post is None or post.deleted:
            raise NoSuchItem(f"no post {post_id!r}")
        return post

    def add_account(self, account: SimAccount) -> SimAccount:
        with self.lock:
            self._write({"op": "account", "item": plain(account)})
            return self.accounts[account.key]

    def add_post(
        self,
        account_key: str,
        *,
        text: str,
        kind: str = "post",
        author: SimAuthor | None = None,
        published_at: datetime | None = None,
    ) -> SimPost:
        """Add a post; with an `author`, one of somebody else that mentions the council."""
        with self.lock:
            account = self.account(account_key)
            at = aware(published_at or self.now())
            owner = author.id if author is not None else account.id
            n = self._minted + 1
            id = habits_of(account.platform).post_id(New(owner, self.seed, n, at))
            post = SimPost(id, account_key, text, at, kind=kind, author=author)
            self._write({"op": "post", "n": n, "item": plain(post)})
            return self.posts[id]

    def add_comment(
        self,
        account_key: str,
        *,
        post_id: str | None,
        parent_id: str | None = None,
        author: SimAuthor,
        text: str,
        kind: str = "comment",
        lang: str = "en",
        attachments: tuple[str, ...] = (),
        by_council: bool = False,
        published_at: datetime | None = None,
        state: str = "visible",
    ) -> SimComment:
        """Add a comment and mint its id in the platform's own form.

        Where a platform is flat a `parent_id` is dropped; where it has one level, a reply to
        a reply is put under the thread's first comment. One with a parent is a reply, one
        without a post a mention.

        Raises:
            NoSuchItem: the account, post or parent is not there.
        """
        with self.lock:
            account = self.account(account_key)
            habits = habits_of(account.platform)
            if habits.depth == 0:
                parent_id = None
            if parent_id is not None:
                parent = self._comment(parent_id)
                post_id = post_id or parent.post_id
                if habits.depth == 1 and parent.parent_id is not None:
                    parent_id = parent.parent_id
            if post_id is not None:
                self._post(post_id)
            if kind == "comment" and parent_id is not None:
                kind = "reply"
            elif kind == "comment" and post_id is None:
                kind = "mention"
            at = aware(published_at or self.now())
            n = self._minted + 1
            id = habits.comment_id(New(account.id, self.seed, n, at, post_id, parent_id))
            comment = SimComment(
                id, account_key, post_id, parent_id, author, text, at, None, known(state), kind,
                tuple(attachments), lang, by_council=by_council,
            )  # fmt: skip
            self._write({"op": "comment", "n": n, "item": plain(comment)})
            return self.comments[id]

    def set_state(self, comment_id: str, state: str) -> None:
        with self.lock:
            self._comment(comment_id)
            self._write({"op": "state", "id": comment_id, "state": known(state)})

    def delete_comment(self, comment_id: str) -> None:
        """Delete a comment, on most platforms with the replies under it."""
        with self.lock:
            self._comment(comment_id)
            self._write({"op": "delete", "id": comment_id})

    def delete_post(self, post_id: str) -> None:
        """Delete a post, on most platforms with the comments under it."""
        with self.lock:
            self._post(post_id)
            self._write({"op": "delete_post", "id": post_id})

    def edit_comment(self, comment_id: str, text: str, *, at: datetime | None = None) -> None:
        """Change a comment's text; where its platform does so, the edit gets an id."""
        with self.lock:
            comment = self._comment(comment_id)
            at = aware(at or self.now())
            record: dict[str, Any] = {"op": "edit", "id": comment_id, "text": text}
            record["at"] = at.isoformat()
            if habits_of(self.accounts[comment.account_key].platform).edits_have_ids:
                record["n"] = self._minted + 1
                record["edit_id"] = ids.snowflake(at, record["n"])
            self._write(record)

    def edit_post(self, post_id: str, text: str) -> None:
        with self.lock:
            self._post(post_id)
            at = aware(self.now()).isoformat()
            self._write({"op": "edit_post", "id": post_id, "text": text, "at": at})

    def rotate_tokens(self, account_key: str, *, token: str, **extra: str) -> None:
        """Give an account a new token, and new values of `extra` (its refresh token)."""
        with self.lock:
            self.account(account_key)
            self._write({"op": "tokens", "key": account_key, "token": token, "extra": extra})

    def set_note(self, key: str, value: str) -> None:
        """Remember `value` for a platform part, in `notes`."""
        with self.lock:
            self._write({"op": "note", "key": key, "value": value})
