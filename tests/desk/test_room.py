"""Access is decided on the viewer of the verb's own transaction: what was taken away since the page began counts."""

import ast
import importlib
import inspect
import pkgutil

import pytest

from assistant import desk

OPENS = {"acting", "looking", "accounting"}


def _verbs():
    """Every public function of the desk that is handed a viewer of some request, and no transaction of its caller."""
    for found in pkgutil.iter_modules(desk.__path__):
        module = importlib.import_module(f"assistant.desk.{found.name}")
        for name, verb in vars(module).items():
            if inspect.isfunction(verb) and verb.__module__ == module.__name__ and not name.startswith("_"):
                takes = set(inspect.signature(verb).parameters)
                if {"desk", "viewer"} <= takes and not {"r", "w"} & takes:
                    yield f"{found.name}.{name}", verb


VERBS = dict(_verbs())


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_reads_nothing_of_the_viewer_it_was_handed_but_who_it_is(name):
    tree = ast.parse(inspect.getsource(VERBS[name])).body[0]
    opened = [each for each in ast.walk(tree) if isinstance(each, ast.With) and _opens(each)]
    assert opened, "the verb never reads its viewer again"
    inside = {id(each) for with_ in opened for line in with_.body for each in ast.walk(line)}
    allowed = {id(with_.items[0].context_expr.args[0]) for with_ in opened}
    for each in ast.walk(tree):
        if isinstance(each, ast.Attribute) and each.attr == "staff_id" and isinstance(each.value, ast.Name):
            allowed.add(id(each.value))
    early = [
        each.lineno for each in ast.walk(tree)
        if isinstance(each, ast.Name) and each.id == "viewer" and isinstance(each.ctx, ast.Load)
        and id(each) not in inside | allowed
    ]  # fmt: skip
    assert not early, f"lines {early} decide on the viewer of the request"


def _opens(with_):
    """Whether this is `with desk.acting(viewer, now) as (w, viewer)` or one of its kin."""
    call, named = with_.items[0].context_expr, with_.items[0].optional_vars
    return (
        isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in OPENS
        and isinstance(named, ast.Tuple) and [each.id for each in named.elts][1:] == ["viewer"]
    )  # fmt: skip
