"""What is looked at on a page in the browser, whichever page it is."""

from axe_playwright_python.sync_playwright import Axe

from service.i18n import translations
from tests.browser.conftest import Tab

AXE = {
    "runOnly": {
        "type": "tag",
        "values": [
            "wcag2a",
            "wcag2aa",
            "wcag21a",
            "wcag21aa",
            "wcag22aa",
            "best-practice",
        ],
    }
}


def violations(tab: Tab) -> list[str]:
    found = Axe().run(tab.page, options=AXE).response["violations"]
    return [
        f"{tab.page.url}: {one['id']}: {one['help']}: {node['html'][:200]}"
        for one in found
        for node in one["nodes"]
    ]


def too_wide(tab: Tab) -> bool:
    return bool(
        tab.page.evaluate(
            "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
        )
    )


def tab_to(tab: Tab, selector: str, *, most: int = 80) -> None:
    """Press Tab until the focus is on what `selector` names; it must be seen to be there."""
    for _ in range(most):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate("s => document.activeElement.matches(s)", selector):
            seen = tab.page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'"
                " || (document.activeElement.labels || []).length > 0; }"
            )
            assert seen, f"{selector} has the focus, but nobody sees it"
            return
    raise AssertionError(f"the focus never came to {selector}")


#: Tags, links and buttons whose boxes lie on one another.
OVERLAPS = """() => {
  const all = [...document.querySelectorAll('main .govuk-tag, main a, main button')]
    .filter(one => one.checkVisibility()).map(one => ({one, boxes: [...one.getClientRects()]}));
  const met = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const found = [];
  all.forEach((a, at) => all.slice(at + 1).forEach(b => {
    if (!a.one.contains(b.one) && a.boxes.some(x => b.boxes.some(y => met(x, y))))
      found.push(`${a.one.textContent.trim()} on ${b.one.textContent.trim()}`);
  }));
  return found;
}"""
#: Every text that a reader of the page meets, but for what says that it is in English.
WORDS = """() => {
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const around = walk.currentNode.parentElement;
    if (!around.closest('script, style, noscript, [lang^=en]')) found.push(walk.currentNode.data);
  }
  for (const one of document.querySelectorAll('[aria-label], [title], [placeholder]'))
    for (const name of ['aria-label', 'title', 'placeholder'])
      if (one.hasAttribute(name)) found.push(one.getAttribute(name));
  return found.map(text => text.trim().replace(/\\s+/g, ' ')).filter(text => text);
}"""


def english_left(tab: Tab) -> list[str]:
    """Texts of a Welsh page that stand there as their English keys."""
    welsh = translations("cy")
    return [word for word in tab.page.evaluate(WORDS) if welsh.gettext(word) != word]


def wrong_with(tab: Tab, *, language: str) -> list[str]:
    """Say all that is wrong with the page that `tab` shows, each with the page's address."""
    page = tab.page
    wrong = violations(tab)
    if too_wide(tab):
        wrong.append(f"{page.url}: it is wider than the screen")
    if page.get_attribute("html", "lang") != language:
        wrong.append(f"{page.url}: it does not say that it is in {language}")
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.url}: it has {page.locator('h1').count()} headings of the first level")
    wrong += [f"{page.url}: overlap: {found}" for found in page.evaluate(OVERLAPS)]
    if language == "cy":
        wrong += [f"{page.url}: in English: {found}" for found in english_left(tab)]
    wrong += [f"{page.url}: the browser complains: {found}" for found in tab.complaints]
    tab.complaints.clear()
    return wrong
