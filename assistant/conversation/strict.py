"""YAML read strictly: every value is text, duplicate keys are refused, and each key keeps its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

Path = tuple[str, ...]


class NotReadable(ValueError):
    """A file that is not the plain YAML we allow; `line` counts from 1."""

    def __init__(self, sentence: str, line: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


@dataclass(frozen=True)
class Document:
    """The data of a file, and the line of each key by its path."""

    data: Any
    lines: Mapping[Path, int]


class _Loader(yaml.SafeLoader):
    """SafeLoader without implicit types: `yes` stays yes, 01234 stays 01234; no anchors, so nothing can multiply."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) is not None:
            raise NotReadable("tags and anchors are not allowed", event.start_mark.line + 1)
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {}
_PLAIN = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}


def read(text: str) -> Document:
    """A document from its text. Raises NotReadable with the line."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        raise NotReadable(f"this is not YAML: {wrong.problem}", line) from wrong
    except yaml.YAMLError as wrong:
        raise NotReadable(f"this is not YAML: {wrong}", 1) from wrong
    finally:
        loader.dispose()
    if node is None:
        raise NotReadable("the file is empty", 1)
    lines: dict[Path, int] = {}
    return Document(_plain(node, (), lines), lines)


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if node.tag not in _PLAIN:
        raise NotReadable("tags and anchors are not allowed", line)
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, (*path, str(index)), lines) for index, each in enumerate(node.value)]
    return _mapping(node, path, lines)


def _mapping(node: Any, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise NotReadable("a key must be a plain word", line)
        if key.value in found:
            raise NotReadable(f"the key “{key.value}” stands here twice", line)
        lines[(*path, key.value)] = line
        found[key.value] = _plain(value, (*path, key.value), lines)
    return found
