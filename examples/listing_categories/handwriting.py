"""How sellers write: what they call the thing, what they say about it, and what their fingers do to it."""

import random
from dataclasses import dataclass

CONDITIONS = ("as good as new", "in very good condition", "used", "brand new in box", "a few scratches", "works fine")
REASONS = (
    "moving house",
    "it was a present",
    "we need the space",
    "hardly used",
    "bought a new one",
    "too small for me",
)
ENDINGS = ("pick up only", "can be sent", "price is negotiable", "no returns", "cash please", "smoke free household")
VAGUE = ("for sale", "see photos", "must go this week", "bargain!!", "like new, see pictures", "offer me a price")
BESIDE = ("iphone", "bike", "car", "sofa", "laptop", "guitar", "kitchen", "lego", "jacket", "book", "tv", "desk")
ABBREVIATIONS = {
    "in very good condition": "vgc",
    "brand new in box": "bnib",
    "as good as new": "as new",
    "pick up only": "p/u only",
    "with": "w/",
    "for": "4",
    "price is negotiable": "ono",
}

IS_VAGUE = 0.05  # of the titles: they say nothing about the thing
HAS_BRAND, HAS_DETAIL, HAS_CONDITION = 0.5, 0.5, 0.35
NAMES_IT_AGAIN, IS_BESIDE = 0.55, 0.18  # of the descriptions; the latter also mention something else


@dataclass(frozen=True)
class Words:
    """What there is to say about a good."""

    names: tuple[str, ...]
    brands: tuple[str, ...]
    details: tuple[str, ...]


@dataclass(frozen=True)
class Hand:
    """One seller's habits."""

    typos: float  # the share of words with a slip of the finger
    case: str  # as it is, lower, upper
    abbreviates: bool
    tells: float  # the share of listings that get a description


def title(words: Words, hand: Hand, ink: int) -> str:
    """A title such as `Galaxy S21 Samsung, vgc` or `iphnoe case black`; a few say nothing at all."""
    chance = random.Random(ink)
    if chance.random() < IS_VAGUE:
        return _typed(chance.choice(VAGUE), hand, chance)
    parts = [chance.choice(words.names)]
    if words.brands and chance.random() < HAS_BRAND:
        parts.insert(chance.randint(0, 1), chance.choice(words.brands))
    if chance.random() < HAS_DETAIL:
        parts.append(chance.choice(words.details))
    text = " ".join(parts)
    if chance.random() < HAS_CONDITION:
        text += f", {chance.choice(CONDITIONS)}"
    return _typed(text, hand, chance)


def description(words: Words, hand: Hand, ink: int) -> str:
    """A few short sentences, or nothing: many sellers leave it empty, and some talk about something else."""
    chance = random.Random(ink + 1)
    if chance.random() > hand.tells:
        return ""
    sentences = [f"{chance.choice(CONDITIONS)}, {chance.choice(REASONS)}"]
    if chance.random() < NAMES_IT_AGAIN:
        sentences.insert(0, f"{chance.choice(words.names)} {chance.choice(words.details)}")
    if chance.random() < IS_BESIDE:
        sentences.append(f"I also sell my {chance.choice(BESIDE)}")
    sentences.append(chance.choice(ENDINGS))
    return _typed(". ".join(sentences), hand, chance)


def _typed(text: str, hand: Hand, chance: random.Random) -> str:
    if hand.abbreviates:
        for long, short in ABBREVIATIONS.items():
            text = text.replace(f" {long}", f" {short}")
    text = " ".join(_slipped(word, chance) if chance.random() < hand.typos else word for word in text.split())
    return {"lower": text.lower(), "upper": text.upper()}.get(hand.case, text)


def _slipped(word: str, chance: random.Random) -> str:
    """Two letters swapped, one left out, or one typed twice."""
    at = chance.randrange(len(word))
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    return chance.choice((swapped, word[:at] + word[at + 1 :], word[: at + 1] + word[at:]))
