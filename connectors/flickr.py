"""Comments on one Flickr account's photos, through the Flickr API."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import requests
from requests_oauthlib import OAuth1

from connectors.answers import Json, id_in, object_in, objects_in, optional_text
from connectors.base import (
    AuthorPowers,
    Batch,
    Charge,
    CredentialField,
    FetchedComment,
    Identity,
    Item,
    ItemState,
    Power,
    Powers,
    Reading,
    SaveCredentials,
    Sentence,
    Verb,
)
from connectors.blocking import BlockedByHand
from connectors.errors import (
    CommentGone,
    CredentialsRejected,
    NotSupported,
    PermissionMissing,
    UnexpectedAnswer,
)
from connectors.flickr_answers import (
    Photo,
    content_of,
    pages_in,
    parse_comments,
    parse_photo,
    photo_of,
    succeeded,
)
from connectors.flickr_oauth import FlickrSignIn
from connectors.flickr_replies import FlickrReplies
from connectors.naming import names_its_platform
from connectors.oauth import SignIn
from connectors.session import Call, HttpSettings, PlatformSession

API = "https://api.flickr.com"
_REST = f"{API}/services/rest/"

#: Updates may show late; reading goes back this much further.
OVERLAP = timedelta(minutes=15)
_EXTRAS = "description,date_upload,last_update,owner_name,path_alias"
#: 500 photos a page; a list that goes on after this many pages is at fault.
MAX_PAGES = 2000

_DELETE = Power(Verb.DELETE, reversible=False, readable=True, note="flickr_delete_is_for_ever")

# At DEBUG these write the signed request, and with it the key and the token.
for _name in ("requests_oauthlib", "oauthlib"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@names_its_platform
class FlickrConnector(BlockedByHand, FlickrReplies):
    """Comments on one account's photos.

    Flickr gives a photo's comments whole and has no list of an account's comments: a fetch
    asks which photos changed (a comment counts) and reads those, oldest change first, so
    each photo read moves the cursor. 3,600 calls an hour are allowed. There is nothing
    milder than deleting, and that is for ever. Comments on albums are not read.

    Source: https://www.flickr.com/services/api/flickr.photos.comments.getList.html
    """

    platform: ClassVar[str] = "flickr"
    name: ClassVar[str] = "Flickr"
    default_base_url: ClassVar[str] = API
    author_powers: ClassVar[AuthorPowers] = AuthorPowers(False, "flickr_block_on_site")
    credential_fields: ClassVar[tuple[CredentialField, ...]] = (
        CredentialField("api_key"),
        CredentialField("api_secret"),
        CredentialField("token"),
        CredentialField("token_secret"),
        CredentialField("nsid", required=False, secret=False),
        CredentialField("username", required=False, secret=False),
    )
    message_limit: ClassVar[int | None] = None
    message_length: ClassVar[Callable[[str], int]] = len
    sentences: ClassVar[Mapping[str, Sentence]] = {}
    sign_in: ClassVar[SignIn | None] = FlickrSignIn()

    def __init__(
        self,
        credentials: Mapping[str, str],
        *,
        http: HttpSettings,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        missing = [f.name for f in self.credential_fields if f.required]
        missing = [name for name in missing if not credentials.get(name)]
        if missing:
            raise CredentialsRejected(f"Flickr credentials lack {', '.join(missing)}")
        self._expected = credentials.get("nsid", "")
        self._nsid = ""
        self._now = now
        names = (f.name for f in self.credential_fields if f.secret)
        self._secrets = [credentials[name] for name in names]
        self._sign = OAuth1(
            credentials["api_key"],
            client_secret=credentials["api_secret"],
            resource_owner_key=credentials["token"],
            resource_owner_secret=credentials["token_secret"],
        )
        self._session = PlatformSession((API,), http)

    @classmethod
    def connect(
        cls, credentials: Mapping[str, str], *, http: HttpSettings, save: SaveCredentials
    ) -> "FlickrConnector":
        # Flickr's tokens do not expire, so there is never anything to save.
        return cls(credentials, http=http)

    @classmethod
    def charge(cls, call: Call) -> Charge:
        """Say that Flickr counts calls; see Connector.charge."""
        return Charge("call", 1)

    def check(self) -> Identity:
        user = self._log_in()
        # The token asked about is the one that signs the call.
        token = object_in(self._call("flickr.auth.oauth.checkToken"), "oauth")
        permission = content_of(token, "perms")
        owner = token.get("user")
        fullname = optional_text(owner, "fullname") if isinstance(owner, dict) else ""
        handle = content_of(user, "username")
        return Identity(
            platform_id=id_in(user, "id"),
            handle=handle,
            name=fullname or handle,
            missing_permissions=() if permission in ("write", "delete") else ("write",),
        )

    def _log_in(self) -> Json:
        """Return the signed-in user; the wrong one would be moderated in error."""
        user = object_in(self._call("flickr.test.login"), "user")
        nsid = id_in(user, "id")
        if self._expected and nsid != self._expected:
            raise CredentialsRejected("the credentials open another account than the registered")
        self._nsid = nsid
        return user

    def _call(self, method: str, **arguments: str) -> Json:
        """Make one signed call and return the JSON object it answers.

        Raises:
            ConnectorError: see connectors.errors.
        """
        form = {"method": method, "format": "json", "nojsoncallback": "1", **arguments}
        try:
            answer = self._session.post(_REST, data=form, auth=self._sign)
        except (ValueError, requests.RequestException) as error:
            # What cannot be signed is quoted in the exception.
            raise CredentialsRejected(
                f"no call can be signed with these credentials ({type(error).__name__})"
            ) from None
        return succeeded(answer, method, self._secrets)

    # -- fetching -------------------------------------------------------------------

    def fetch(self, cursor: str | None) -> Iterator[Batch]:
        since = _read_cursor(cursor)
        self._log_in()
        photos: dict[str, Photo] = {}
        for page in self._changed(since):
            yield Batch(posts=tuple(photo.post for photo in page))
            for photo in page:
                photos[photo.post.platform_id] = photo
        for photo in sorted(photos.values(), key=lambda p: (p.updated_at, p.post.platform_id)):
            comments = self._comments_on(photo.post.platform_id)
            # A change from the future would hide the ones before it.
            changed_at = min(photo.updated_at, self._now())
            since = max(since, changed_at) if since else changed_at
            yield Batch(comments=comments or (), cursor=_write_cursor(since))
        yield Batch(cursor=_write_cursor(since))

    def _changed(self, since: datetime | None) -> Iterator[tuple[Photo, ...]]:
        """Yield pages of the account's photos: all of them, or those changed since."""
        if since is None:
            method, arguments = "flickr.people.getPhotos", {"user_id": "me"}
        else:
            start = max(int((since - OVERLAP).timestamp()), 1)
            method, arguments = "flickr.photos.recentlyUpdated", {"min_date": str(start)}
        for number in range(1, MAX_PAGES + 1):
            answer = self._call(
                method, **arguments, extras=_EXTRAS, per_page="500", page=str(number)
            )
            photos = object_in(answer, "photos")
            page = tuple(parse_photo(item) for item in objects_in(photos, "photo"))
            if page:
                yield page
            if not page or number >= pages_in(photos):
                return
        raise UnexpectedAnswer("Flickr's list of photos does not end")

    def _comments_on(self, photo_id: str) -> tuple[FetchedComment, ...] | None:
        """Return all comments on a photo, newest first; None where it is not to be seen."""
        try:
            answer = self._call("flickr.photos.comments.getList", photo_id=photo_id)
        except CommentGone:
            return None
        return parse_comments(answer, photo_id, self._nsid)

    # -- acting ---------------------------------------------------------------------

    def powers(self, item: Item) -> Powers:
        if item.state is ItemState.ABSENT:
            return Powers((), reason="already_gone")
        return Powers((_DELETE,), manual="flickr_delete_by_hand")

    def act(self, verb: Verb, item: Item) -> None:
        if self.powers(item).get(verb) is None:
            raise NotSupported(f"Flickr cannot {verb} this comment")
        try:
            self._call("flickr.photos.comments.deleteComment", comment_id=item.platform_id)
        except CommentGone as error:
            # Flickr may say "not found" of a comment that is there but not the token's to
            # delete. Counting that as gone would leave it standing unseen.
            if self.read(item).state is ItemState.VISIBLE:
                raise PermissionMissing(f"{error}, yet it is there: delete it by hand") from error
            raise

    # -- reading --------------------------------------------------------------------

    def read(self, item: Item) -> Reading:
        photo_id = item.post_platform_id or photo_of(item.platform_id)
        comments = self._comments_on(photo_id) if photo_id else None
        if comments is None:
            return Reading(ItemState.UNKNOWN)
        for comment in comments:
            if comment.platform_id == item.platform_id:
                return Reading(ItemState.VISIBLE, text=comment.text)
        return Reading(ItemState.ABSENT)


def _read_cursor(text: str | None) -> datetime | None:
    """Return when the last photo read had changed; an unreadable cursor begins anew."""
    try:
        return datetime.fromtimestamp(int(json.loads(text or "")["since"]), UTC)
    except (ValueError, TypeError, KeyError, OverflowError, OSError):
        return None


def _write_cursor(since: datetime | None) -> str:
    return json.dumps({"since": int(since.timestamp()) if since else None})
