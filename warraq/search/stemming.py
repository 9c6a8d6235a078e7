"""Folds the forms of a word into one, by tables, alike in Python and in a reader's browser."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stemming:
    """How one language's words are folded, by a "light" stemmer."""

    drop: str
    """Characters without weight: vowel marks, lengthening; a class of a regular expression."""
    letters: dict[str, str] = field(default_factory=dict)
    """Letters that readers write for one another."""
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    keep: int = 3
    """How many letters must stay when an ending is taken off."""


STEMMINGS = {
    # Light stemming for Arabic, the set named light10: Larkey, Ballesteros and Connell,
    # "Light Stemming for Arabic Information Retrieval" (2007).
    "ar": Stemming(
        drop="\u0610-\u061a\u0640\u064b-\u065f\u0670",
        letters={"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه"},
        prefixes=("وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و"),
        suffixes=("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"),
    ),
}
"""The languages that have a table; any other is searched by its words as written."""


def split_words(text: str, stemming: Stemming) -> list[str]:
    """The words of a text, without the marks that stand inside them."""
    return re.findall(r"\w+", re.sub(f"[{stemming.drop}]", "", text))


def stem_word(word: str, stemming: Stemming) -> str:
    """The form under which a word is found: letters folded, one prefix and endings off."""
    word = re.sub(f"[{stemming.drop}]", "", word.lower())
    word = "".join(stemming.letters.get(letter, letter) for letter in word)
    for prefix in stemming.prefixes:
        if word.startswith(prefix) and len(word) - len(prefix) >= stemming.keep:
            word = word[len(prefix) :]
            break
    for suffix in stemming.suffixes:
        if word.endswith(suffix) and len(word) - len(suffix) >= stemming.keep:
            word = word[: -len(suffix)]
    return word


_SCRIPT = """\
const folding = %s;
const foldingMarks = new RegExp("[" + folding.drop + "]", "g");

var splitQuery = (query) =>
  query.replace(foldingMarks, "").split(/[^\\p{Letter}\\p{Number}_]+/u).filter((word) => word);

var Stemmer = function () {
  this.stemWord = function (given) {
    let word = Array.from(given.toLowerCase().replace(foldingMarks, ""))
      .map((letter) => folding.letters[letter] || letter)
      .join("");
    const prefix = folding.prefixes.find(
      (part) => word.startsWith(part) && word.length - part.length >= folding.keep,
    );
    if (prefix) word = word.slice(prefix.length);
    for (const part of folding.suffixes) {
      if (word.endsWith(part) && word.length - part.length >= folding.keep)
        word = word.slice(0, -part.length);
    }
    return word;
  };
};
"""


def stemming_script(stemming: Stemming) -> str:
    """The same folding for the browser, as Sphinx's search page wants it."""
    table = {
        "drop": stemming.drop,
        "letters": stemming.letters,
        "prefixes": stemming.prefixes,
        "suffixes": stemming.suffixes,
        "keep": stemming.keep,
    }
    return _SCRIPT % json.dumps(table)
