"""Words that say nothing, in the languages of teams, and words that do say something."""

import pytest
from hypothesis import given, settings

from crispdm.placeholders import WORDS_BY_LANGUAGE, is_answer, is_no_words, is_placeholder, is_unfilled
from tests.support.builders import VALUES
from tests.support.effort import examples

NOTHING = [
    *(None, "", "  ", "\n", "-", "--", "…", "...", "?", "???", "x", "X", "xxx", "TODO", "todo", "Todo: ask Ana"),
    *("tbd", "TBD by Friday", "TBA", "FIXME", "none yet", "<who has it>", [], {}, [None, ""], {"a": None}, [["TODO"]]),
]
SOMETHING = [
    *(
        0,
        0.0,
        False,
        True,
        "0",
        "no",
        "moderators",
        "ü",
        "数",
        "todos are listed",
        "xx1",
        "box",
        "x-ray",
    ),
    *("a < b", [0], [None, "a"], {"a": 0}, {"a": None, "b": "c"}),
]


@pytest.mark.parametrize("value", NOTHING)
def test_a_placeholder_says_nothing(value: object) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize("value", SOMETHING)
def test_zero_false_and_words_say_something(value: object) -> None:
    assert not is_placeholder(value)


@settings(deadline=None, max_examples=examples(200))
@given(value=VALUES)
def test_what_surrounds_a_value_says_no_more_than_the_value(value: object) -> None:
    assert is_placeholder([value]) == is_placeholder({"key": value}) == is_placeholder(value)
    assert not is_placeholder([value, 0])
    if isinstance(value, str):
        assert is_placeholder(f"  {value}\n") == is_placeholder(value)


LANGUAGES = {
    "any": "n/a|N/A.|n. a.|na|k.A.|asdf|QWERTZ|aaa|zzzz|lorem ipsum dolor sit amet|foo|-- todo --|???",
    "English": "none|None yet|unknown|see above|See above.|to be determined|not yet|whatever|I don't know|nobody"
    "|not known yet|still unknown|nothing so far|yet",
    "German": "keine Angabe|unbekannt|siehe oben|s. o.|folgt noch|weiß nicht|WEISS NICHT|entfällt|keine Ahnung"
    "|noch unbekannt",
    "Spanish": "no aplica|desconocido|ninguno|véase arriba|vease arriba|por definir|no sé|pendiente",
    "French": "sans objet|aucun|voir ci-dessus|à définir|a definir|je ne sais pas|néant|inconnu|encore inconnu",
    "Portuguese": "não se aplica|nao se aplica|nenhum|ver acima|a definir|não sei|desconhecido",
    "Chinese": "无|暂无|未知|同上|待定|不适用|不知道。|待补充|目前未知",
    "Italian": "da definire|nessuno",
    "Dutch": "n.v.t.|onbekend",
    "Japanese": "なし|未定|同上",
    "Russian": "неизвестно|н/д|см. выше",
}
HONEST = [
    *("Bo", "Li", "none of the rules covers it", "nobody but the moderators", "unknown brands", "see the interview"),
    *("die Moderatoren", "niemand außer dem Support", "los moderadores", "les modérateurs", "os moderadores", "审核员"),
    *("明明", "丽丽", "王芳", "text of the listing", "hours", "k€ per year", "AA", "a/b test", "because it is rare"),
]


@pytest.mark.parametrize("language", WORDS_BY_LANGUAGE)
def test_every_language_has_its_words_that_say_nothing(language: str) -> None:
    for word in LANGUAGES[language].split("|"):
        assert is_placeholder(word), word


@pytest.mark.parametrize("text", [each for each in HONEST if any(map(str.isalnum, each))])
def test_what_teams_write_says_something(text: str) -> None:
    assert not is_placeholder(text)


def test_a_value_that_repeats_the_name_of_its_field_says_nothing() -> None:
    assert is_placeholder("Said by", "approach.said_by")
    assert is_placeholder("why_ml", "approach.why_ml")
    assert not is_placeholder("said by Bo", "approach.said_by")

    assert is_placeholder("approach: said by", "approach.said_by")


@pytest.mark.parametrize(
    "text",
    [
        *("us us us", "see above, see above", "n/a n/a n/a n/a n/a n/a n/a n/a n/a n/a n/a", "blah " * 30, "lol lol"),
        *("the wrong category " * 3, "[who has it]", "{{ who }}", "${WHO}", "{ }", "一 一 一"),
    ],
)
def test_the_same_words_again_and_what_is_to_be_filled_in_say_nothing(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["Baden-Baden", "hours per hour", "[1] and [2]", "a {b} c", "us us them us us them."])
def test_words_that_come_twice_may_say_something(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    "value", [1, 0, True, 7.5, None, "", "7", "12 %", "2026-12-24", "Yes!", "no", "ok", "好", "TODO"]
)
def test_what_is_no_words(value: object) -> None:
    assert is_no_words(value)
    assert is_answer(value) is (value is True or value in ("Yes!", "no", "ok", "好"))


@pytest.mark.parametrize("value", ["Bo", "yes, Bo", "7 people", "ja, die Moderatoren", "审核员", "Li"])
def test_what_is_words(value: object) -> None:
    assert not is_no_words(value)
    assert not is_answer(value)


def test_any_word_may_name_a_column() -> None:
    assert not any(map(is_unfilled, ("text", "none", "example", "n/a", "abc")))
    assert all(map(is_unfilled, ("", "TODO", "x", None, "<column>")))
