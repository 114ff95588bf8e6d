"""Words that say nothing, in the languages of teams: the one list by which evidence is refused for them. Pure."""

import re

LONGEST = 40  # characters; whoever wrote more than that said something, unless it is always the same
_MUCH = 2_000  # characters that are looked at for that

WORDS_BY_LANGUAGE = {
    "any": """
        -|na|n a|nd|n d|k a|tba|tbc|tbd|todo|to do|fixme|nil|null|nan|undefined|idem|dito|ditto|foo|bar
        |foobar|foo bar|bla|bla bla|blah|blah blah|lorem|lorem ipsum|placeholder|dummy|etc|wip|qwe|qwer|qwert
        |qwerty|qwertz|qwertyuiop|qwertzuiop|asd|asdf|asdfg|asdfgh|asdfghjkl|jkl|hjkl|yxcv|yxcvb|zxc|zxcv
        |zxcvb|azerty|qsdf|wxcv|123|1234|12345|123456|abc|abcd|abcde|asdf asdf|test test|sd|fd|sdf|fdsa|dsa
    """,
    "English": """
        none|none yet|nothing|nothing yet|unknown|not known|not applicable|not available|not yet|not sure
        |not defined|not specified|unspecified|not decided|undecided
        |not determined|to follow|will follow|see above|see below|as above|same|same as above|same here
        |later|to be done|to be decided|to be determined|to be defined|to be announced|to be confirmed
        |to be filled in|pending|fill in|fill me in|fill this in|something|anything|whatever|stuff|some text
        |text|example|sample text|idk|dunno|no idea|don't know|i don't know|nobody|no one|somebody|someone
        |anyone|anybody|no reason|because|just because|no comment|coming soon|does not matter|doesn't matter
        |some reason|a reason|reasons
    """,
    "German": """
        keine|keiner|keines|kein|nichts|noch nichts|keine angabe|keine angaben|keine ahnung|nicht bekannt
        |unbekannt|nicht zutreffend|trifft nicht zu|entfällt|siehe oben|s o|siehe unten|s u|wie oben|folgt
        |folgt noch|kommt noch|wird nachgereicht|später|offen|noch offen|in arbeit|ausfüllen|bitte ausfüllen
        |platzhalter|irgendwas|irgendetwas|irgendwer|irgendjemand|jemand|egal|ist egal|weiß nicht
        |weiß ich nicht|niemand|ebenso|zu klären|noch zu klären|beispiel|beispieltext|mustertext|blindtext
        |kein kommentar|kein grund|darum|usw|nicht verfügbar|nicht definiert
    """,
    "French": """
        s/o|sans objet|aucun|aucune|rien|rien encore|néant|non disponible|non applicable|non défini
        |non définie|inconnu|inconnue|voir ci-dessus|voir plus haut|voir ci-dessous|cf ci-dessus
        |comme ci-dessus|à définir|à déterminer|à compléter|à remplir|à faire|à venir|plus tard|en cours
        |en attente|je ne sais pas|sais pas|pas encore|personne|quelqu'un|n'importe quoi|n'importe qui
        |peu importe|texte|exemple|parce que|pas d'idée|aucune idée|sans commentaire
    """,
    "Spanish": """
        no aplica|no aplicable|no disponible|desconocido|desconocida|ninguno|ninguna|nada|todavía nada|nadie
        |alguien|véase arriba|ver arriba|ver abajo|igual|lo mismo|lo mismo que arriba|por definir
        |por determinar|por hacer|por completar|pendiente|más tarde|luego|no sé|no lo sé|no se sabe|ni idea
        |sin datos|sin definir|sin especificar|rellenar|cualquier cosa|algo|da igual|texto|ejemplo|porque sí
        |sin comentarios|aún no
    """,
    "Portuguese": """
        não se aplica|não aplicável|não disponível|desconhecido|desconhecida|nenhum|nenhuma|ninguém|alguém
        |nada ainda|ver acima|ver abaixo|igual ao anterior|o mesmo|a definir|a determinar|a fazer|a completar
        |por preencher|pendente|mais tarde|depois|não sei|não se sabe|sem ideia|sem dados|sem definição
        |preencher|a preencher|qualquer coisa|tanto faz|exemplo|porque sim|sem comentários|ainda não
    """,
    "Chinese": """
        无|没有|还没有|暂时没有|目前没有|目前未知|暂无|暂缺|未知|不知道|不清楚|不详|待定|待填|待补充|待办|待完成|待确认|待续|见上|见下|同上|如上|略|不适用|空|空白|随便|以后再说|以后|无数据|未定|未填|某人|有人
        |无所谓|没想好|请填写|占位符|示例|無|沒有|未填寫|待補充|不適用|待確認
    """,
    "Italian": """
        nessuno|nessuna|niente|sconosciuto|non applicabile|non disponibile|vedi sopra|da definire|da fare
        |da completare|in attesa|più tardi|non so|non lo so|qualcosa|qualcuno|testo|esempio
    """,
    "Dutch": """
        geen|niets|onbekend|niet van toepassing|n v t|nvt|zie boven|later in te vullen|nog in te vullen
        |in te vullen|weet niet|weet ik niet|niemand|iemand|voorbeeld|nader te bepalen
    """,
    "Japanese": """
        なし|無し|ありません|不明|未定|未記入|未入力|該当なし|同上|上記参照|後で|あとで|わからない|分からない|テスト
    """,
    "Russian": """
        нет|ничего|неизвестно|не знаю|не применимо|см выше|то же|позже|потом|никто|кто-то|что-то|пример|н/д
    """,
}
_ANSWERS = """yes|yep|yeah|no|nope|ok|okay|sure|true|false|ja|nein|oui|non|nao|ha ha|haha|hahaha|lol|是|否|好|好的|对|不
""".strip().split("|")  # to a question that nobody asked, in their plain form
_TO_FILL_IN = r"(?s)\[[^\[\]]*\]|\$?\{+[^{}]*\}+"  # `[your name]`, `{{ who }}`, `${WHO}`
_TEMPLATE = r"(?is)(todo|tbd|tba|tbc|fixme)\b.*|x+|<[^<>]*>|lorem ipsum.*"
_FOR_NOW = """yet|still|currently|right now|so far|as of now|for now|at the moment|at present|noch|bisher|bislang
|derzeit|zurzeit|momentan|aktuell|im moment|encore|actuellement|pour le moment|pour l'instant|todavia|aun|de momento
|por ahora|ainda|por enquanto|ancora|per ora|nog|voorlopig|пока|еще""".replace("\n", "").split("|")  # "not known yet"
_REPEATED = r"([^\W\d])\1{2,}"  # one letter, several times
_TIMES, _PHRASE = 3, 4  # how often words are repeated that say nothing, and how many words
_BETWEEN_WORDS = r"[\s.,;:!?_…。、，！？·|/\\()\[\]\"*-]+"  # noqa: RUF001 - punctuation of all these languages


def is_placeholder(value: object, name: str = "") -> bool:
    """Whether a value says nothing; 0 and false are values.

    Args:
        value: any value; of a list or a mapping every part has to say nothing.
        name: of the field, dotted: a value that only repeats it says nothing either.
    """
    if isinstance(value, str):
        return _says_nothing(value.strip(), name)
    if isinstance(value, dict):
        return all(map(is_placeholder, value.values()))
    if isinstance(value, list):
        return all(map(is_placeholder, value))
    return value is None


def is_unfilled(value: object) -> bool:
    """Whether a name says nothing: blank, `TODO`, `x`. A column may well be called `text`, or `none`."""
    if isinstance(value, str):
        return not any(map(str.isalnum, value)) or bool(re.fullmatch(_TEMPLATE, value.strip()))
    return is_placeholder(value)


def is_no_words(value: object, name: str = "") -> bool:
    """Whether a value that somebody should say in words is none: a number, a truth value, a yes, or what says nothing.

    Args:
        value: any value.
        name: of the field, dotted.
    """
    if not isinstance(value, str) or is_placeholder(value, name):
        return True
    return not any(map(str.isalpha, value)) or is_answer(value)


def is_answer(value: object) -> bool:
    """Whether a value is a mere yes or no, which says nothing where nobody asked for one."""
    return isinstance(value, bool) or (isinstance(value, str) and _plain(value) in _ANSWERS)


def _says_nothing(text: str, name: str) -> bool:
    if not any(map(str.isalnum, text)) or re.fullmatch(_TEMPLATE, text) or re.fullmatch(_TO_FILL_IN, text):
        return True
    if len(text) > LONGEST:
        return _is_repetition(text[:_MUCH])
    plain = _plain(text)
    for_good = _for_good(plain)
    if not for_good or plain in _words() or for_good in _words() or re.fullmatch(_REPEATED, plain):
        return True
    if name and plain in (_plain(_last_part(name)), _plain(name.replace("_", " "))):
        return True
    return _is_repetition(plain)


def _is_repetition(text: str) -> bool:
    """Whether the same few words are all that comes: thrice any words, twice such that say nothing."""
    words = _plain(text).split()
    for length in range(1, _PHRASE + 1):
        times = len(words) / length
        if times >= 2 and words[length:] == words[:-length]:  # noqa: PLR2004 - once is no repetition
            phrase = " ".join(words[:length])
            return times >= _TIMES or phrase in _words() or phrase in _ANSWERS
    return False


def _for_good(plain: str) -> str:
    """The text without the words that say how long it holds: what is not known yet is not known."""
    text = f" {plain} "
    for words in _FOR_NOW:
        text = text.replace(f" {words} ", " ")
    return text.strip()


def _last_part(name: str) -> str:
    return name.rpartition(".")[2]


def _plain(text: str) -> str:
    """The words in lower case, without accents, and with one blank between them: `N/A.` and `n. a.` are one."""
    text = text.casefold()
    if not text.isascii():
        import unicodedata  # noqa: PLC0415 - most values are ASCII

        letters = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(_BETWEEN_WORDS, " ", text).strip()


_known: frozenset[str] = frozenset()


def _words() -> frozenset[str]:
    """All words of the list, in their plain form; made when they are first needed."""
    global _known  # noqa: PLW0603 - made once
    if not _known:
        every = (word for words in WORDS_BY_LANGUAGE.values() for word in words.split("|"))
        _known = frozenset(_plain(word) for word in every) - {""}
    return _known
