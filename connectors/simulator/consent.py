"""The page on which a simulated platform asks whether the council's app may act for an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from werkzeug.wrappers import Response

from connectors.simulator.items import SimAccount


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks. `name`: the platform's; `several`: more than one may be picked."""

    name: str
    accounts: Sequence[SimAccount]
    scopes: Sequence[str]
    several: bool = False


def consent_page(asked: Asked) -> Response:
    """Return the page: which account, what for, allow or deny. It posts to its own address."""
    name = asked.name
    kind = "checkbox" if asked.several else "radio"
    choices = "\n".join(
        f'<p><input type="{kind}" name="account" id="{escape(a.key)}" value="{escape(a.key)}"'
        f"{' checked' if asked.several or number == 0 else ''}>"
        f' <label for="{escape(a.key)}">{escape(a.name)} ({escape(a.handle)})</label></p>'
        for number, a in enumerate(asked.accounts)
    )
    scopes = "\n".join(f"<li>{escape(scope)}</li>" for scope in asked.scopes)
    return _page(
        f"Simulated {name}: allow Council Social?",
        f"""<p>This is the simulated {name}. Nobody outside this computer sees it.</p>
<form method="post">
<fieldset><legend>Act for</legend>
{choices}
</fieldset>
<h2>It asks for</h2>
<ul>
{scopes}
</ul>
<p><button name="answer" value="allow">Allow</button>
<button name="answer" value="deny">Deny</button></p>
</form>""",
        200,
    )


def trouble_page(name: str, words: str) -> Response:
    """Return the page for a request that names no app or address that the platform knows.

    Such a request is never sent back: the address could be anybody's.
    """
    title = f"Simulated {name}: something went wrong"
    return _page(title, f"<p>{escape(words)}</p>", 400)


def _page(title: str, content: str, status: int) -> Response:
    html = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>
body {{ font: 1.2rem/1.5 sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }}
button {{ font: inherit; padding: .5rem 1.5rem; }}
</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{content}
</main>
</body>
</html>
"""
    answer = Response(html, status, content_type="text/html; charset=utf-8")
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer
