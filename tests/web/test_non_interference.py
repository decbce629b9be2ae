"""A person who said no, has not chosen or waits changes nothing for anybody outside ESD: as if they were not there.

Two databases begin as copies of one random region with the same accounts and sign-ins; in one of them the person is
there. Taken out before comparing: Date and request ids, the proof of a form, the token of a turn, the value of a
cookie, and the ids and references of the two worlds (random, so each is called by what it names).
"""

import random
import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest

from assistant import app as house
from assistant.evidence.identifiers import reference
from assistant.policy.roles import ROLES
from assistant.store import census
from assistant.torture import forms, ground, viewers
from assistant.torture.asking import Sent, World, sign_in
from assistant.torture.records import ABSENT, CANARY, NEVER, STORIES, VALUES, Canary, Teller
from assistant.torture.viewers import PURPOSE
from assistant.web import security

HIDDEN = tuple(each for each in STORIES if each != "share confirmed")
PLAIN = tuple(each for each in STORIES if each not in ("duplicate", "merged"))  # of others: the twin is there once
NOBODY = Sent("nobody", form={"purpose": PURPOSE, "name": "Nobody Atall", **forms.BORN})


def outside(account):
    """Whether this account is nobody's of ESD."""
    return account.role not in ROLES or ROLES[account.role].of != "esd"


@contextmanager
def worlds(seed, states, plant=None):
    """A random region with others in it, once for each state of the person; gives worlds, accounts, and one shared."""
    dice, now = random.Random(seed), house.now().replace(microsecond=0)
    with ground.throw_away() as (settings, folder):
        database = house.open_database(settings)
        accounts = viewers.make(database, now)
        intake = house.open_intake(settings, database)
        told = ["share confirmed", *dice.choices(PLAIN, k=dice.randint(1, 4))]
        others = [Canary(f"Other Sample-{number}", date(1950 + number, 1, 2), "", reference(dice.randbytes(8)))
                  for number in range(len(told))]  # fmt: skip
        for other, state in zip(others, told, strict=True):
            Teller(intake, now, other).tell(state)
        secrets = sign_in(database, accounts, now)
        database.dispose()
        made = []
        for state in states:
            copy = folder / f"{state.replace(' ', '-')}.db"
            shutil.copy(folder / "notice.db", copy)
            made.append(World(replace(settings, database=f"sqlite:///{copy}"), state, secrets, now, plant))
        yield made, [each for each in accounts if outside(each)], others[0]
        for each in made:
            each.close()


def requests(world, account, shared):
    """Everything on the fixed list that this viewer can ask: every page they may open, and searches."""
    for rule in sorted(world.app.url_map.iter_rules(), key=lambda each: each.rule):
        if "GET" in rule.methods and rule.arguments <= VALUES.keys() and world.opens(account, rule.endpoint):
            kind = world.app.extensions["endpoint_policies"][rule.endpoint]
            for sent in forms.asked(world.target, "GET", rule.endpoint, True):
                yield kind, "GET", world.path(rule), sent
    if world.opens(account, "partner.look"):
        seen = Sent("shared", form={"purpose": PURPOSE, "seeker_id": shared.seeker_id})
        for sent in (*forms.asked(world.target, "POST", "partner.look", True), NOBODY, seen):
            yield "search", "POST", "/partner", sent


def differences(seed, state, plant=None):
    """What anybody outside ESD can tell, and how much was asked and shown."""
    found, asked, shown = [], 0, 0
    with worlds(seed, (state, ABSENT, NEVER), plant) as ((here, absent, never), accounts, shared):
        for account in accounts:
            everything = list(requests(here, account, shared))
            for (kind, method, path, sent), (_, _, other_path, like) in zip(
                everything, requests(absent, account, shared), strict=True
            ):
                other = never if kind == "totals" else absent  # everybody is counted, whatever they said (P7)
                one = here.ask(account, method, path, sent)
                two = other.ask(account, method, other_path if other is absent else path, like)
                asked += 1
                shown += shared.name in one.body
                parts = [part for part, print_ in one.prints().items() if print_ != two.prints()[part]]
                found += [f"{account.words}: {method} {path} {sent.label}: {part}" for part in parts]
                assert CANARY.contact not in one.text
    return found, asked, shown


@pytest.mark.parametrize("seed", range(4))
def test_nobody_outside_esd_can_tell_that_they_are_there(seed):
    state = random.Random(seed + 100).choice(HIDDEN)
    found, asked, shown = differences(seed, state)
    assert found == [], f"{state}: {found[:5]}"
    assert asked > 100 and shown >= 1, "a search that shows nobody proves nothing"


def test_a_page_that_counts_people_is_seen_red():
    def counts(app):
        def page():
            with app.extensions["assistant"].database.reading() as r:
                return f"{census.rows(r)['person']} people"

        app.add_url_rule("/partner/count", "partner.count", page)
        security.allow(app, {"partner.count": "partner_agreement"})

    found = differences(0, "opt-out confirmed", counts)[0]
    assert found and all("/partner/count" in each and each.endswith(("the body", "the headers")) for each in found)
