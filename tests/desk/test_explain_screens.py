"""What the screens did at a moment is what is explained afterwards, over histories in which everything changes."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from assistant.demo.region import ADMINS
from assistant.desk import disclosure, explain
from assistant.desk.agreements import terms_of
from assistant.desk.disclosure import ESD_PURPOSE, Asked, Shown
from assistant.policy.agreements import widened
from assistant.policy.conditions import CONDITIONS
from assistant.store import agreements, grants, ledger, persons, rows, staff
from assistant.store.db import new_id
from assistant.store.tables import AgreementTerms, Freeze, GrantRow
from tests.conftest import csrf
from tests.desk.histories import SAID, History

DAY = timedelta(days=1)
JONAH, PETRA, INES, MAREN = (f"{name}@demo.example" for name in ("jonah", "petra", "ines", "maren"))
PURPOSES = {JONAH: "training_retraining", PETRA: "training_retraining", INES: ESD_PURPOSE, MAREN: ESD_PURPOSE}
SENTENCE = "There is no record here that you can see"
AGREEMENT = "DSA-0031"


class Changing(History):
    """A history in which agreements, grants, papers and freezes change too, and viewers search after each act."""

    def __init__(self, region, dice):
        super().__init__(region, dice)
        region.app.extensions["assistant"] = replace(region.wiring, now=lambda: self.now)
        self.browser = region.sign_in(JONAH)
        with self.database.reading() as r:
            self.ids = {email: staff.by_email(r, email).id for email in (*PURPOSES, *(each.email for each in ADMINS))}
        self.by = [self.ids[each.email] for each in ADMINS]
        self.asked, self.pages, self.frozen = [], 0, set()

    def decide(self):
        """Somebody decides, while nobody is frozen: the database refuses a share of the dead."""
        return None if self.frozen else super().decide()

    def agreement(self):
        """Suspend, take up again, narrow or widen the agreement; widened it waits, suspended, for another person."""
        at = self.minute()
        with self.database.writing() as w:
            last = agreements.history(w, AGREEMENT)[-1]
            said = {each.name: getattr(last, each.name) for each in AgreementTerms.__table__.columns}
            said |= self.dice.choice((
                {"state": "suspended"}, {"state": "active"}, {"state": "active"}, {"categories": "ID,PART"},
                {"categories": "ID,PART,RES,SVC"}, {"purposes": "support_services"},
                {"purposes": "support_services,training_retraining"},
            ))  # fmt: skip
            said |= {"number": last.number + 1, "counts_from": at, "changed_by": self.by[last.number % 2]}
            if widened(terms_of(last), terms_of(AgreementTerms(**said))):
                said["state"] = "suspended"
            agreements.keep_terms(w, AgreementTerms(**said))
            ledger.append(w, "agreement_changed", {}, (f"agreement:{AGREEMENT}",), at)

    def grant(self):
        """Take the role of Jonah or Ines away, or give it again."""
        at, email = self.minute(), self.dice.choice((JONAH, INES))
        with self.database.writing() as w:
            query = select(GrantRow).where(GrantRow.staff_id == self.ids[email], GrantRow.revoked_at.is_(None))
            found = w.session.scalar(query)
            if found is not None:
                grants.revoke(w, found.id, self.by[0], at)
            else:
                kind = "partner_staff" if email == JONAH else "esd_staff"
                grants.give(w, self.ids[email], kind, *self.by[:2], at, at + 30 * DAY, at, "Back at work.")

    def paper(self):
        """Withdraw one of Jonah's papers, or record it again."""
        at, kind = self.minute(), self.dice.choice(list(CONDITIONS))
        with self.database.writing() as w:
            held = [each for each in staff.papers(w, self.ids[JONAH]) if each.kind == kind and not each.withdrawn_at]
            if held:
                staff.withdraw_condition(w, held[0], self.by[0], at)
            else:
                staff.record_condition(w, self.ids[JONAH], kind, at, self.by[0], at)

    def freeze(self):
        """Freeze a record, or end its freeze."""
        at, person = self.minute(), self.dice.choice(self.people)
        self.frozen ^= {person}
        with self.database.writing() as w:
            found = w.session.scalar(select(Freeze).where(Freeze.person_id == person, Freeze.ended_at.is_(None)))
            if found is None:
                made = Freeze(id=new_id(at), person_id=person, cause="deceased", began_at=at, began_by=self.by[0])
                rows.keep(w, made, "record_freeze", "record_freeze_state")
            else:
                found.ended_at, found.ended_by = at, self.by[0]
                w.session.flush()
                rows.note(w, found, "record_freeze_state")
            ledger.append(w, "record_frozen", {}, (f"person:{person}",), at)

    def search(self):
        """Each viewer searches for each person, Jonah on the page itself too; keeps what came of it and when."""
        at = self.minute()
        for person_id in self.people:
            with self.database.reading() as r:
                seeker = persons.find(r, person_id).seeker_id
                viewers = {email: staff.viewer(r, self.ids[email]) for email in PURPOSES}
            for email, viewer in viewers.items():
                found = disclosure.search(self.region.desk, viewer, PURPOSES[email], Asked(seeker_id=seeker), at)
                fields = tuple(sorted(found.decision.fields)) if isinstance(found, Shown) else ()
                self.asked.append((at, seeker, email, isinstance(found, Shown), fields))
                if email == JONAH:
                    assert self.on_the_page(seeker) == isinstance(found, Shown), (at, seeker)

    def on_the_page(self, seeker):
        """Whether the partner page shows this person to Jonah now."""
        form = self.browser.get("/partner")
        if form.status_code != 200:
            return False
        sent = {"csrf_token": csrf(form.text), "purpose": PURPOSES[JONAH], "seeker_id": seeker}
        page = self.browser.post("/partner", data=sent).text
        shown = "Do not pass on" in page
        self.pages += shown
        assert not (shown and SENTENCE in page)
        return shown


@pytest.mark.parametrize("seed", range(3))
def test_what_the_screens_did_is_what_is_explained(region, seed):
    history = Changing(region, random.Random(seed))
    history.talk(SAID[0])
    history.search()
    acts = (history.talk, history.decide, history.decide, history.agreement, history.agreement, history.grant,
            history.paper, history.freeze)  # fmt: skip
    for _ in range(18):
        history.dice.choice(acts)()
        history.search()
    now = datetime.now(UTC)
    for at, seeker, email, allowed, fields in history.asked:
        found = explain.explain(region.desk, seeker, email, at, now, PURPOSES[email])
        assert (found.allowed, found.fields) == (allowed, fields), (at, email, found.reasons)
        assert found.reasons and found.citations
    said = {(email, allowed) for _, _, email, allowed, _ in history.asked}
    assert {(INES, True), (INES, False)} <= said, "a history in which nothing changes proves nothing"


def test_a_history_that_opens_and_closes_for_a_partner(region):
    """Shared, suspended, active and narrower, without training, trained again, frozen, without the role."""
    history = Changing(region, random.Random(1))
    history.talk(SAID[0])
    history.dice = Chosen(history)
    for act, choice in (
        (history.decide, None), (history.agreement, {"state": "suspended"}), (history.agreement, {"state": "active"}),
        (history.agreement, {"categories": "ID,PART"}), (history.paper, "training"), (history.paper, "training"),
        (history.freeze, history.people[0]), (history.freeze, history.people[0]), (history.grant, JONAH),
    ):  # fmt: skip
        history.dice.next = choice
        act()
        history.search()
    with region.wiring.database.reading() as r:
        seeker = persons.find(r, history.people[0]).seeker_id
    steps = [each for each in history.asked if each[1] == seeker and each[2] == JONAH]
    assert [each[3] for each in steps] == [True, False, True, True, False, True, False, True, False]
    assert len(steps[2][4]) > len(steps[3][4]) > 0, "a narrower agreement takes fields away at once"
    now = datetime.now(UTC)
    for at, who, email, allowed, fields in history.asked:
        found = explain.explain(region.desk, who, email, at, now, PURPOSES[email])
        assert (found.allowed, found.fields) == (allowed, fields)


class Chosen:
    """Dice that fall as they were told, and otherwise decide as one ought to."""

    def __init__(self, history):
        self.history, self.next = history, None

    def random(self):
        return 1.0

    def choice(self, among):
        if self.next is not None:
            return self.next
        return self.history.people[0] if self.history.people[0] in among else among[0]
