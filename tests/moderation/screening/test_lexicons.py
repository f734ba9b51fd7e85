import pytest

from moderation.screening.lexicons.masked import unmask
from moderation.screening.lexicons.matcher import misspellings, shipped_lexicon
from moderation.screening.lexicons.mutations import mutations
from tests.moderation.screening.conftest import read


def found(text: str, language: str | None = None) -> set[str]:
    findings = shipped_lexicon().find(read(text, language))
    return {one.category.value for one in findings if one.score >= 0.5}


@pytest.mark.parametrize(
    ("term", "forms"),
    [
        ("cachu", {"cachu", "gachu", "nghachu", "chachu"}),
        ("twll", {"twll", "dwll", "nhwll", "thwll"}),
        ("bastad", {"bastad", "fastad", "mastad"}),
        ("llipryn", {"llipryn", "lipryn"}),
        ("ast", {"ast", "hast"}),
        ("ffyc", {"ffyc"}),
        ("gast", {"gast", "ast", "ngast"}),
    ],
)
def test_welsh_mutations_are_all_generated(term, forms):
    assert set(mutations(term)) == forms


@pytest.mark.parametrize("text", ["ti'n goc oen", "llond twll din o hyn", "mae hynna'n gachu hwch"])
def test_a_mutated_welsh_term_is_found(text):
    assert found(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("moron a thatws o'r farchnad", "cy"),
        ("mae'r plant yn chwarae yn y pant", "cy"),
        ("a tin of beans", "en"),
        ("what a din they make", "en"),
        ("cont. on page 4", "en"),
        ("the hen house", "en"),
    ],
)
def test_a_word_innocent_in_its_own_language_is_left_alone(text, language):
    assert found(text, language) == set()


@pytest.mark.parametrize(
    "text",
    [
        "faggots and peas at the market",
        "a chink of light",
        "slag heaps above the village",
        "the bitch had six puppies in her litter",
        "fire retardant cladding",
        "Dick Turpin Road is closed",
        "she pricked her finger",
        "my ford transit tranny van",
        "great tits in the park",
    ],
)
def test_a_listed_word_in_an_innocent_place_is_left_alone(text):
    assert found(text) == set()


def test_a_slur_told_of_or_complained_about_is_left_alone():
    assert "hate" in found("get out you paki")
    assert "hate" not in found("someone called my son a paki on the bus, please help")


def test_mild_words_stay_below_the_threshold():
    assert found("bloody hell, damn potholes, what a load of crap") == set()


@pytest.mark.parametrize("masked", ["f**k", "sh*t", "w*nker", "tw@t", "c*nt", "f***"])
def test_starred_out_words_are_read(masked):
    assert unmask(masked) is not None


@pytest.mark.parametrize("innocent", ["a*", "****", "b*", "x", "5*", "c.d", "i-t", "a**"])
def test_grades_and_ratings_are_not_starred_out_words(innocent):
    assert unmask(innocent) is None


@pytest.mark.parametrize("word", ["wnaker", "bstard", "fukcing", "arsehoole"])
def test_strong_words_are_found_when_misspelt(word):
    assert found(f"you {word}")


def test_a_misspelling_is_never_another_real_word():
    assert not misspellings("shitting") & {"sitting"}
    assert not misspellings("wanking") & {"waking"}


def test_spans_are_where_the_author_typed_the_word():
    text = "Sort it  out,\n you  w.a.n.k.e.r !"
    one = next(f for f in shipped_lexicon().find(read(text)) if f.rule == "abuse/insult")

    assert [text[a:b] for a, b in one.spans] == ["w.a.n.k.e.r"]
