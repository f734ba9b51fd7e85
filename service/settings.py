"""Every setting, read from the environment once."""

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, create_model, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url

from connectors.oauth import App
from connectors.registry import platforms
from connectors.session import HttpSettings

PREFIX = "COUNCIL_SOCIAL_"


class SettingsError(Exception):
    """Settings are missing or wrong; the message names every one of them."""


class _Settings(BaseSettings):
    """The service's settings; each is `COUNCIL_SOCIAL_` and its name in capitals.

    Besides these, every registered platform has a `<platform>_base_url`. The descriptions
    are the README's table of settings.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    database_url: str = Field(
        "", description="Database; empty means SQLite in the data folder. PostgreSQL 15 or later."
    )
    database_password_file: Path | None = Field(
        None, description="File with PostgreSQL's password, so that the URL need not hold it."
    )
    data_dir: Path = Field(
        Path("var"), description="Folder for the SQLite database, keys and the simulator's state."
    )
    keys_dir: Path | None = Field(
        None, description="Folder with `token.keys` and `session.key`; empty means the data folder."
    )
    host: str = Field("127.0.0.1", description="Address the console listens on.")
    port: int = Field(8080, ge=0, le=65535, description="Port the console listens on.")
    trusted_proxy: str = Field(
        "", description="Address of the reverse proxy whose forwarded headers are believed."
    )
    https: bool = Field(False, description="Whether officers reach the console by HTTPS.")
    council_name_en: str = Field("Porthaven Council", description="The council's name in English.")
    council_name_cy: str = Field("Cyngor Porthafan", description="The council's name in Welsh.")
    nation: Literal["england", "wales", "scotland", "northern-ireland"] = Field(
        "wales", description="Which nation's bank holidays and language duties apply."
    )
    poll_seconds: int = Field(
        300,
        ge=5,
        description="Seconds between two looks at one account, on average: the day's looks are "
        "spent where and when most is said.",
    )
    poll_fastest_seconds: int = Field(
        30, ge=1, description="Seconds between two looks at one account, at the least."
    )
    poll_slowest_seconds: int = Field(
        900, ge=5, description="Seconds between two looks at one account, at the most."
    )
    session_hours: int = Field(10, ge=1, le=24, description="Hours until a sign-in ends.")
    session_idle_minutes: int = Field(
        60, ge=5, le=600, description="Minutes without a click until a sign-in ends."
    )
    connect_timeout: float = Field(5.0, gt=0, description="Seconds to wait for a connection.")
    read_timeout: float = Field(30.0, gt=0, description="Seconds to wait for a platform's answer.")
    egress_proxy: str = Field("", description="Proxy for calls to the platforms.")
    console_url: str = Field(
        "",
        description="The console's address as officers reach it, such as "
        "`https://console.example.gov.uk`: platforms send people back there after signing in.",
    )
    apps_file: Path | None = Field(
        None,
        description="JSON file with the council's app at each platform: "
        '`{"x": {"client_id": "…", "client_secret": "…"}}`.',
    )
    webhook_token_file: Path | None = Field(
        None,
        description="File with the word, of 16 characters or more, that platforms must say when "
        "they verify the address for webhooks; empty means that none are taken.",
    )
    webhook_url: str = Field(
        "",
        description="Public address that platforms reach webhooks under, where it is not the "
        "console's.",
    )
    webhook_keep_days: int = Field(
        3, ge=1, le=30, description="Days that a delivery is kept once it is worked."
    )
    sign_in_base_url: str = Field(
        "", description="Base URL for the platforms' sign-in pages; empty means the real ones."
    )
    graph_version: str = Field(
        "v25.0", pattern=r"^v\d+\.\d+$", description="Graph API version (v25.0 until 29 July 2028)."
    )
    x_field_names: Literal["tweet", "post"] = Field(
        "tweet", description="Which of X's two sets of field names requests use."
    )
    takedown_reserve: float = Field(
        0.2,
        ge=0,
        lt=1,
        description="Share of each platform's allowance that looks leave for takedowns.",
    )
    x_dollars_a_month: float = Field(
        100.0, gt=0, description="US dollars that X may cost in a month (UTC)."
    )
    x_owned_read_dollars: float = Field(
        0.001, ge=0, description="X's price for a post read from the council's own timelines."
    )
    x_post_read_dollars: float = Field(
        0.005, ge=0, description="X's price for a post read from search or by its number."
    )
    x_write_dollars: float = Field(
        0.005, ge=0, description="X's price for hiding, restoring or deleting one post."
    )
    facebook_calls_a_day: int = Field(
        4800, gt=0, description="Calls a day for one Page (Meta allows more with its audience)."
    )
    instagram_calls_a_day: int = Field(
        4800, gt=0, description="Calls a day for one Instagram account."
    )
    youtube_units_a_day: int = Field(
        10_000, gt=0, description="YouTube's quota units a day, until midnight Pacific time."
    )
    flickr_calls_an_hour: int = Field(3600, gt=0, description="Calls an hour with one Flickr key.")
    published_contacts: str = Field(
        "",
        description="The council's own e-mail addresses and numbers, comma-separated: never "
        "flagged as personal data.",
    )
    appeals_contact: str = Field(
        "",
        description="Where somebody asks the council to look at a decision again, as notices "
        "say it; empty takes the first of the published contacts.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged."
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:")):
            raise ValueError("must begin with postgresql:// or sqlite://")
        return value

    @field_validator("database_password_file")
    @classmethod
    def _holds_a_password(cls, value: Path | None) -> Path | None:
        if value is not None:
            _password_in(value)
        return value

    @field_validator("webhook_token_file")
    @classmethod
    def _holds_a_word(cls, value: Path | None) -> Path | None:
        if value is not None:
            _word_in(value)
        return value

    @field_validator("console_url", "webhook_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (
            parts.scheme not in ("http", "https")
            or not parts.netloc
            or parts.path not in ("", "/")
            or parts.query
            or parts.fragment
            or "@" in parts.netloc
        ):
            raise ValueError("must be a scheme and a host, such as https://console.example.gov.uk")
        return value.rstrip("/")

    @field_validator("apps_file")
    @classmethod
    def _holds_apps(cls, value: Path | None) -> Path | None:
        if value is not None:
            _apps_in(value)
        return value

    @cached_property
    def database(self) -> str:
        """The database URL in force, its password included."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'council-social.db').resolve()}"
        url = make_url(self.database_url)
        if self.database_password_file is None or url.get_backend_name() == "sqlite":
            return self.database_url
        whole = url.set(password=_password_in(self.database_password_file))
        # libpq reads the URL too, and there a blank is written %20.
        return whole.render_as_string(hide_password=False).replace(" ", "%20")

    @property
    def keys(self) -> Path:
        """The folder that holds the keys."""
        return self.keys_dir or self.data_dir

    def http(self, platform: str) -> HttpSettings:
        """How to reach `platform`."""
        return HttpSettings(
            base_url=getattr(self, f"{platform}_base_url", "") or None,
            connect_timeout=self.connect_timeout,
            read_timeout=self.read_timeout,
            proxy=self.egress_proxy or None,
            graph_version=self.graph_version,
            x_field_names=self.x_field_names,
            sign_in_url=f"{self.sign_in_base_url.rstrip('/')}/{platform}"
            if self.sign_in_base_url
            else None,
        )

    def app(self, platform: str) -> App | None:
        """The council's app at `platform`; None where there is none.

        Read from its file each time, so that a secret can be changed without a restart.
        """
        if self.apps_file is None:
            return None
        try:
            return _apps_in(self.apps_file).get(platform)
        except ValueError:
            return None

    def webhook_token(self) -> str:
        """What a platform must say when it verifies our address; "" where none may."""
        if self.webhook_token_file is None:
            return ""
        try:
            return _word_in(self.webhook_token_file)
        except ValueError:
            return ""

    def webhook_secret(self, platform: str) -> str:
        """What `platform` signs its deliveries with; "" where it is not known."""
        app = self.app(platform)
        return app.client_secret if app else ""

    def takes_webhooks(self, platform: str) -> bool:
        """Say whether everything for the deliveries of `platform` is set up."""
        return bool(self.webhook_token() and self.webhook_secret(platform))

    def webhook_address(self, platform: str) -> str:
        """The address to register at `platform`; without a host where none is set."""
        return f"{self.webhook_url or self.console_url}/webhooks/{platform}"

    @property
    def appeal_route(self) -> str:
        """Where an appeal goes, as notices say it; "" where nothing is published."""
        first = self.published_contacts.split(",", 1)[0]
        return self.appeals_contact.strip() or first.strip()

    def contacts(self) -> frozenset[str]:
        """The council's own published contacts."""
        return frozenset(c.strip() for c in self.published_contacts.split(",") if c.strip())


def _base_urls() -> dict[str, Any]:
    """Return the setting of each registered platform that stands in for its real address."""
    return {
        f"{platform}_base_url": (
            str,
            Field("", description=f"Base URL for `{platform}`; empty means the real one."),
        )
        for platform in platforms()
    }


if TYPE_CHECKING:
    Settings = _Settings
else:
    Settings = create_model("Settings", __base__=_Settings, __module__=__name__, **_base_urls())


def _password_in(path: Path) -> str:
    try:
        password = path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} cannot be read ({type(error).__name__})") from None
    if not password or "\n" in password or "\0" in password:
        raise ValueError(f"{path} must hold one line with the password")
    return password


def _word_in(path: Path) -> str:
    try:
        word = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} cannot be read ({type(error).__name__})") from None
    if len(word) < 16 or not all("!" <= letter <= "~" for letter in word):
        raise ValueError(f"{path} must hold one word of 16 characters or more")
    return word


def _apps_in(path: Path) -> dict[str, App]:
    """Read the apps; what is wrong is told without a word of what the file holds."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({type(error).__name__})") from None
    except ValueError:
        raise ValueError(f"{path} must hold JSON") from None
    if not isinstance(given, dict):
        raise ValueError(f"{path} must hold one JSON object, with a platform's name for each app")
    apps = {}
    for platform, app in given.items():
        values = app if isinstance(app, dict) else {}
        client_id, secret = values.get("client_id"), values.get("client_secret", "")
        server = values.get("server", "")
        if not (client_id and all(isinstance(v, str) for v in (client_id, secret, server))):
            raise ValueError(f"{path} must give each platform a client_id and a client_secret")
        apps[str(platform)] = App(client_id.strip(), secret.strip(), server.strip())
    return apps


def load() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: one message that names every setting that is wrong and why.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"{PREFIX}{str(problem['loc'][0]).upper()}: {problem['msg']}"
            for problem in error.errors()
        )
        raise SettingsError(f"These settings need mending: {wrong}") from None
