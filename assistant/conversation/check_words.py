"""What the words of a flow must be in every language: whole, current, plain, and equal for both choices."""

import re
from collections.abc import Callable, Iterator

from assistant.conversation.fault import Fault
from assistant.conversation.flow import Flow, Message
from assistant.conversation.words import fingerprint

FORBIDDEN = (
    "recommended", "best", "faster", "most people", "improve", "miss out", "limited", "only", "sure?", "no thanks",
    "continue without",
)  # fmt: skip
MOST_WORDS, MOST_GRADE, LONG_TEXT, MOST_RATIO = 20, 6.0, 30, 1.25


def _at(message: Message, check: str, key: str, language: str, sentence: str) -> Fault:
    return Fault(check, message.file, message.line, f"{key}: {sentence}", key.partition(".")[0], language)


def _translations(flow: Flow) -> Iterator[tuple[str, str, Message]]:
    for language, messages in flow.written.items():
        if language != "en":
            yield from ((language, key, message) for key, message in messages.items())


def words_whole(flow: Flow) -> Iterator[Fault]:
    """Each language has every message and no other."""
    english = flow.written["en"]
    for language, messages in flow.written.items():
        for key in english.keys() - messages.keys():
            yield _at(english[key], "words-missing", key, language, f"there are no words in {language}")
        for key in messages.keys() - english.keys():
            yield _at(messages[key], "words-spare", key, language, "no step uses these words")


def words_current(flow: Flow) -> Iterator[Fault]:
    """Each translation carries the hash of the English it translates, and of itself."""
    for language, key, message in _translations(flow):
        english = flow.written["en"].get(key)
        if english is not None and message.of != fingerprint(english.text):
            yield _at(message, "words-stale", key, language, "the English has changed since this was translated")
        if message.own != fingerprint(message.text):
            yield _at(message, "words-altered", key, language, "the words have changed since they were stamped")


def words_present(flow: Flow) -> Iterator[Fault]:
    """No message is empty, and each status is draft or reviewed."""
    for language, messages in flow.written.items():
        for key, message in messages.items():
            if not message.text.strip():
                yield _at(message, "words-empty", key, language, "the text is empty")
            if message.status not in ("draft", "reviewed"):
                yield _at(message, "words-status", key, language, f"no status is called {message.status}")


def placeholders_equal(flow: Flow) -> Iterator[Fault]:
    """A translation has the placeholders of its English."""
    for language, key, message in _translations(flow):
        english = flow.written["en"].get(key)
        if english is not None and _holes(english.text) != _holes(message.text):
            yield _at(message, "placeholders", key, language, "the placeholders differ from the English")


def plain_english(flow: Flow) -> Iterator[Fault]:
    """English sentences have at most 20 words, and longer texts read at grade 6 or below (UX 6)."""
    for key, message in flow.written["en"].items():
        sentences = [part for part in re.split(r"[.!?:\n]+", message.text) if part.strip()]
        for sentence in sentences:
            count = len(_words(sentence))
            if count > MOST_WORDS:
                yield _at(message, "sentence-long", key, "en", f"a sentence has {count} words; {MOST_WORDS} at most")
        if len(_words(message.text)) >= LONG_TEXT and (score := grade(message.text)) > MOST_GRADE:
            yield _at(message, "grade", key, "en", f"it reads at grade {score:.1f}; {MOST_GRADE:.0f} at most")


def choice_neutral(flow: Flow) -> Iterator[Fault]:
    """The words of the choice push to neither side, and its labels are about equally long (P12)."""
    for step in flow.steps.values():
        if not step.choice:
            continue
        for key, message in flow.messages["en"].items():
            if key.startswith(f"{step.name}."):
                for word in FORBIDDEN:
                    if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", message.text.lower()):
                        yield _at(message, "choice-words", key, "en", f"“{word}” pushes to one side")
        for language, messages in flow.messages.items():
            labels = [messages[k] for a in step.answers if (k := f"{step.name}.answers.{a}") in messages]
            lengths = [len(each.text) for each in labels]
            if lengths and max(lengths) > MOST_RATIO * min(lengths):
                yield _at(labels[0], "answers-unequal", f"{step.name}.answers", language, "one label is much longer")


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of an English text (Kincaid et al. 1975)."""
    words = _words(text)
    sentences = max(1, len([part for part in re.split(r"[.!?:\n]+", text) if part.strip()]))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(_syllables, words)) / max(1, len(words)) - 15.59


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z']+", text)


def _syllables(word: str) -> int:
    low = word.lower().rstrip("e") or "e"
    return max(1, len(re.findall(r"[aeiouy]+", low)))


def _holes(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


CHECKS: tuple[Callable[[Flow], Iterator[Fault]], ...] = (
    words_whole, words_current, words_present, placeholders_equal, plain_english, choice_neutral,
)  # fmt: skip
