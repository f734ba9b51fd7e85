"""Tells Welsh from English, and says so when a comment uses both."""

import re
import threading
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from moderation.screening.words import words

_WORD = re.compile(r"[a-zâêîôûŵŷàèìòùáéíóúäëïöüẁẃẅỳýÿ']+")
_CUT = 2000
_WELSH = frozenset(
    words(
        """
        y yr yn mae i'r a'r o'r yw ydi ydy dwi dw rwy rwyf wyt ti'n chi eich eu ein fy
        dy nhw hi'n fo'n oedd bod fod wedi gan gyda efo ar am dros drwy rhwng heb ond
        neu hefyd hyn hwn hon hynny sydd sy'n sy dim ddim oes does nid nac os pan pam
        pwy pryd sut ble lle beth be faint pob bob cyngor gyngor chyngor diolch mewn
        iawn wnaeth nath gwnaeth mi fe ni'n dan dych chi'n maen mae'r mae'n fydd bydd
        byddai dylai angen isio eisiau rhaid gallu gall gweld mynd dod 'ma 'na yma yna
        rwan nawr bore nos ddim'n hoffi da iawn'n ydych ydach dach gynnoch rhywun neb
        pobl plant ffordd heol stryd llyfrgell biniau dydi tydi dyw ydw'n ydw i'n ti'r
        cau o'n bois hogia cer dos dach'n chdi minnau
        """
    )
)
_ENGLISH = frozenset(
    words(
        """
        the and of to is are was were be been it's that this these those with for from
        have has had not you your we our they their he she his her it but or if when
        why who what where how which will would can could should do does did don't
        isn't i'm i've my me us them there here about into out up down over please
        thanks council bin bins road street people just get got all any some more very
        been every again still because than then so at by as in on an no yes
        """
    )
)
_SHARED = frozenset(["a", "i", "o", "no", "so", "am", "dim", "pan", "be", "does", "has"])


class _Identifier:
    def __init__(self) -> None:
        self._model = LanguageIdentifier.from_model_file(MODEL_FILE)
        self._model.set_languages(["en", "cy"])

    def says_welsh(self, text: str) -> bool:
        return bool(self._model.classify(text)[0] == "cy")


_loading = threading.Lock()


@lru_cache(maxsize=1)
def _identifier() -> _Identifier:
    return _Identifier()


def identify(lower: str, hint: str | None = None) -> str:
    """Return "en", "cy" or "mixed" for lower-case text.

    Little words decide where they agree; the statistical model decides short texts without
    any. `hint` only breaks a tie: a platform's guess at Welsh is often wrong.
    """
    words = _WORD.findall(lower[:_CUT].replace("’", "'"))
    welsh = sum(w in _WELSH and w not in _SHARED for w in words)
    english = sum(w in _ENGLISH and w not in _SHARED for w in words)
    if welsh >= 2 and english >= 2 and 0.25 <= welsh / (welsh + english) <= 0.75:
        return "mixed"
    if welsh > 2 * english:
        return "cy"
    if english > 2 * welsh:
        return "en"
    if not words:
        return hint if hint in {"en", "cy"} else "en"
    if len(words) < 3 and hint in {"en", "cy"}:
        return hint
    with _loading:
        identifier = _identifier()
    return "cy" if identifier.says_welsh(" ".join(words[:120])) else "en"
