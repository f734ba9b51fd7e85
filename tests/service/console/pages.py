"""A page as a test reads it: its elements, its text, and the promises every page keeps."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"]
)
#: Controls that have their name in themselves, or need none.
UNLABELLED = frozenset({"hidden", "submit", "button"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: "Element | None"
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it, as one line."""
        return " ".join(self.raw_text.split())

    @property
    def raw_text(self) -> str:
        return "".join(c if isinstance(c, str) else c.raw_text for c in self.children)

    def all(self, tag: str = "", **attributes: str) -> list["Element"]:
        """Every element in it with this tag and these attributes, in order."""
        found = []
        for child in self.children:
            if isinstance(child, str):
                continue
            names = {name.rstrip("_").replace("_", "-"): v for name, v in attributes.items()}
            if (not tag or child.tag == tag) and all(
                child.attributes.get(name) == value for name, value in names.items()
            ):
                found.append(child)
            found += child.all(tag, **attributes)
        return found

    def one(self, tag: str = "", **attributes: str) -> "Element":
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    def with_class(self, name: str) -> list["Element"]:
        return [e for e in self.all() if name in e.attributes.get("class", "").split()]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self.at = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice on <{tag}>: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def read(html: str) -> Element:
    """Parse a page; every element must be closed where it was opened."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.at is builder.root, f"<{builder.at.tag}> is not closed"
    return builder.root


def check(html: str, *, language: str = "en") -> Element:
    """Parse a page and hold it to what every page of the console promises."""
    page = read(html)
    assert page.one("html").attributes["lang"] == language
    title, heading = page.one("title").text, page.one("h1").text
    assert title
    assert heading
    assert heading in title
    ids = [e.attributes["id"] for e in page.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted(i for i in ids if ids.count(i) > 1)}"
    _check_headings(page)
    _check_links(page, set(ids))
    _check_forms(page)
    for element in page.all():
        assert "style" not in element.attributes, f"<{element.tag}> has a style of its own"
        inline = [a for a in element.attributes if a.startswith("on")]
        assert not inline, f"<{element.tag}> has {inline}"
        for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
            for one in element.attributes.get(name, "").split():
                assert one in ids, f"{name} names {one}, which is not on the page"
    return page


def _check_headings(page: Element) -> None:
    level = 1  # GOV.UK's summaries and banners stand above the h1.
    for element in page.all():
        if element.tag in ("h1", "h2", "h3", "h4"):
            now = int(element.tag[1])
            assert now <= level + 1, f"<{element.tag}> {element.text!r} skips a level"
            level = now
            assert element.text, f"<{element.tag}> is empty"


def _check_links(page: Element, ids: set[str]) -> None:
    for link in page.all("a"):
        target = link.attributes.get("href", "")
        assert target, f"a link without a target: {link.text!r}"
        assert link.text, f"a link without words: {target}"
        if target.startswith("#"):
            assert target[1:] in ids, f"{target} is not on the page"


def _check_forms(page: Element) -> None:
    labels = {e.attributes["for"]: e.text for e in page.all("label") if "for" in e.attributes}
    for tag in ("input", "select", "textarea"):
        for control in page.all(tag):
            if control.attributes.get("type", "") in UNLABELLED:
                continue
            name = control.attributes.get("id", "")
            labelled = labels.get(name) or control.attributes.get("aria-label")
            assert labelled, f"<{tag}> {control.attributes.get('name')} has no label"
    for form in page.all("form"):
        if form.attributes.get("method", "get").lower() == "post":
            tokens = form.all("input", name="csrf_token")
            assert len(tokens) == 1, f"{form.attributes.get('action')}: {len(tokens)} tokens"
            assert tokens[0].attributes["value"]
    for button in page.all("button"):
        assert button.text, "a button without words"
