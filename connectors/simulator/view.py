"""A plain page showing one comment as the public sees it, in English or Welsh."""

from html import escape
from string import Template

from werkzeug.wrappers import Response

from connectors.registry import connector_class
from connectors.simulator.world import SimComment, World

_PAGE = Template(
    """<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
body { font: 1.2rem/1.5 sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
blockquote { border-left: .3rem solid #505a5f; margin: 1rem 0; padding: .2rem 1rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
</head>
<body>
<p><a href="?lang=$other" lang="$other" hreflang="$other">$other_name</a></p>
<main>
<h1>$title</h1>
<p>$simulated</p>
<h2>$state_label</h2>
<p id="state">$state</p>
$content
</main>
</body>
</html>
"""
)
_WORDS = {
    "en": {
        "title": "What the public sees on {platform}",
        "simulated": "This is the simulated {platform}. Nobody outside this computer sees it.",
        "state": "State",
        "other": "Cymraeg",
        "under": "Under the post",
        "comment": "Comment by {author}, {at} UTC",
        "edited": "Edited {at} UTC",
        "attachments": "Attached: {kinds}",
        "visible": "Everyone can read this comment.",
        "hidden_x": "Hidden by the account that posted. Anyone can still read it by choosing "
        "“View hidden replies”.",
        "hidden": "Hidden. Only its author and the author’s friends can still read it.",
        "held": "Held for review. The public cannot read it.",
        "likely_spam": "Held by the platform as likely spam. The public cannot read it.",
        "rejected": "Rejected. The public cannot read it.",
        "thread_gone": "The comment it replies to is not shown, so the public cannot read it.",
        "deleted": "This comment is not available. It was deleted.",
        "unknown": "There is no such comment.",
    },
    "cy": {
        "title": "Yr hyn y mae’r cyhoedd yn ei weld ar {platform}",
        "simulated": "Efelychiad o {platform} yw hwn. Nid oes neb y tu allan i’r cyfrifiadur "
        "hwn yn ei weld.",
        "state": "Cyflwr",
        "other": "English",
        "under": "O dan y neges",
        "comment": "Sylw gan {author}, {at} UTC",
        "edited": "Golygwyd {at} UTC",
        "attachments": "Atodwyd: {kinds}",
        "visible": "Gall pawb ddarllen y sylw hwn.",
        "hidden_x": "Cuddiwyd gan y cyfrif a bostiodd. Gall unrhyw un ei ddarllen o hyd drwy "
        "ddewis “Gweld atebion cudd”.",
        "hidden": "Cuddiwyd. Dim ond ei awdur a ffrindiau’r awdur all ei ddarllen o hyd.",
        "held": "Daliwyd i’w adolygu. Ni all y cyhoedd ei ddarllen.",
        "likely_spam": "Daliwyd gan y platfform fel sbam tebygol. Ni all y cyhoedd ei ddarllen.",
        "rejected": "Gwrthodwyd. Ni all y cyhoedd ei ddarllen.",
        "thread_gone": "Nid yw’r sylw y mae’n ateb iddo yn cael ei ddangos, felly ni all y "
        "cyhoedd ei ddarllen.",
        "deleted": "Nid yw’r sylw hwn ar gael. Fe’i dilëwyd.",
        "unknown": "Nid oes sylw o’r fath.",
    },
}


def public_state(world: World, comment: SimComment) -> str:
    """Return what a passer-by meets: a state, `hidden_x`, `thread_gone` or `deleted`."""
    platform = world.account(comment.account_key).platform
    if comment.deleted:
        return "deleted"
    if comment.state == "hidden":
        return "hidden_x" if platform == "x" else "hidden"
    if comment.state == "visible" and platform != "x" and comment.parent_id is not None:
        parent = world.comments[comment.parent_id]
        if public_state(world, parent) != "visible":
            return "thread_gone"
    return comment.state


def show_comment(world: World, comment_id: str, lang: str) -> Response:
    """Return the page for a comment; 404 where nobody can see it there at all."""
    lang = lang if lang in _WORDS else "en"
    words = _WORDS[lang]
    with world.lock:
        comment = world.comments.get(comment_id)
        state = "unknown" if comment is None else public_state(world, comment)
        platform, content = "", ""
        if comment is not None:
            platform = connector_class(world.account(comment.account_key).platform).name
            if state in ("visible", "hidden_x"):
                content = _content(world, comment, words)
    page = _PAGE.substitute(
        lang=lang,
        other="en" if lang == "cy" else "cy",
        other_name=words["other"],
        title=escape(words["title"].format(platform=platform).rstrip()),
        simulated=escape(words["simulated"].format(platform=platform or "X")),
        state_label=words["state"],
        state=escape(words[state]),
        content=content,
    )
    response = Response(
        page.encode("utf-8", "replace"),
        404 if state in ("unknown", "deleted") else 200,
        content_type="text/html; charset=utf-8",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _content(world: World, comment: SimComment, words: dict[str, str]) -> str:
    lines = []
    post = world.posts.get(comment.post_id or "")
    if post is not None:
        lines.append(f"<h2>{words['under']}</h2>\n<blockquote>{escape(post.text)}</blockquote>")
    at = comment.published_at.strftime("%Y-%m-%d %H:%M")
    author = comment.author.name or comment.author.handle
    heading = escape(words["comment"].format(author=author, at=at))
    lines.append(f"<h2>{heading}</h2>")
    # The direction is isolated: a text with marks of its own must not turn the page around.
    lines.append(
        f'<blockquote id="text" dir="auto" lang="{escape(comment.lang)}">'
        f"{escape(comment.text)}</blockquote>"
    )
    if comment.edited_at is not None:
        edited = comment.edited_at.strftime("%Y-%m-%d %H:%M")
        lines.append(f"<p>{escape(words['edited'].format(at=edited))}</p>")
    if comment.attachments:
        kinds = ", ".join(comment.attachments)
        lines.append(f"<p>{escape(words['attachments'].format(kinds=kinds))}</p>")
    return "\n".join(lines)
