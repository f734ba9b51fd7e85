import shutil

import numpy as np
import pytest

from moderation.screening.classifier import MODEL_FOLDER, Classifier, ModelDamaged
from moderation.screening.features import BUCKETS, WINDOW, hashed, model_text, windows
from moderation.screening.ngrams import NgramModel, pack
from moderation.screening.wordpiece import WordPieces


@pytest.mark.parametrize("change", ["alter", "remove", "forget", "unlist"])
def test_a_model_that_is_not_the_released_one_is_refused(tmp_path, change):
    folder = tmp_path / "model"
    shutil.copytree(MODEL_FOLDER, folder)
    if change == "alter":
        with (folder / "model.json").open("a") as file:
            file.write(" ")
    elif change == "remove":
        (folder / "ngrams.npz").unlink()
    elif change == "forget":
        (folder / "SHA256SUMS").unlink()
    else:
        (folder / "SHA256SUMS").write_text("", "utf-8")

    with pytest.raises(ModelDamaged, match="install again"):
        Classifier.read(folder)


def test_an_unaltered_copy_of_the_model_is_accepted(tmp_path):
    shutil.copytree(MODEL_FOLDER, tmp_path / "model")

    assert Classifier.read(tmp_path / "model").version


def test_probabilities_lie_between_nought_and_one_for_every_head():
    classifier = Classifier.read()

    for chances in classifier.chances(["lovely day", "you utter moron", "", "x" * 3000]):
        assert set(chances) == set(classifier.heads)
        assert all(0 <= chance <= 1 for chance in chances.values())


def test_no_texts_give_no_probabilities():
    assert Classifier.read().chances([]) == []


def test_abuse_at_the_end_of_a_long_text_counts_as_much_as_alone():
    classifier = Classifier.read()
    alone, after = classifier.chances(
        ["you are a pathetic moron", "the library is lovely. " * 60 + "you are a pathetic moron"]
    )

    assert after["abuse"] > 0.5 * alone["abuse"]


def test_emoji_links_handles_and_numbers_lose_their_detail():
    text = model_text("ask @jane at https://x.example/a1 by 2026 😡")

    assert text == "ask userz at urlz by 0 enraged face"


def test_windows_cover_a_long_text_and_overlap():
    text = "".join(chr(97 + n % 26) for n in range(2000))
    pieces = windows(text)

    assert all(len(piece) <= WINDOW for piece in pieces)
    assert pieces[0][-40:] in pieces[1]
    assert text.endswith(pieces[-1])


def test_the_hashed_grams_of_a_text_do_not_depend_on_its_neighbours():
    alone = hashed(["fix the bins"])[1].tolist()
    rows, buckets = hashed(["something else", "fix the bins", ""])

    assert buckets[rows == 1].tolist() == alone
    assert all(0 <= bucket < BUCKETS for bucket in alone)


def test_packed_weights_keep_the_order_of_large_ones():
    weights = np.zeros((BUCKETS, 1))
    weights[:3, 0] = [4.0, 1.0, -2.0]
    small, scales = pack(weights)

    model = NgramModel(small, scales.tolist(), [0.0])

    assert small[:3, 0].tolist() == [127, 64, -90]
    assert model.logits(["bins"]).shape == (1, 1)


def test_word_pieces_split_the_longest_known_piece_first():
    pieces = WordPieces(
        ["[PAD]", "[unused1]", "[unused2]", "[unused3]", "[UNK]", "[CLS]", "[SEP]", "bin", "##s",
         "the", "!", "##n"]
    )  # fmt: skip

    assert pieces.encode("the bins!", 20) == [5, 9, 7, 8, 10, 6]
    assert pieces.encode("zgroupz xyz", 20) == [5, 1, 4, 6]
    assert pieces.encode("the bins!", 4) == [5, 9, 7, 6]
