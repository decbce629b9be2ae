"""Access is decided on the viewer of the verb's own transaction: what was taken away since the page began counts."""

import ast
import importlib
import inspect
import pkgutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from assistant import desk
from assistant.demo.region import ADMINS, STAFF
from assistant.desk import (
    authorities,
    clients,
    corrections,
    disclosure,
    duplicates,
    grants,
    organisations,
    people,
    room,
)
from assistant.desk.accounts import Added
from assistant.desk.agreements import terms_of
from assistant.desk.authorities import About
from assistant.desk.disclosure import Asked
from assistant.desk.grants import Typed
from assistant.desk.objections import Named, Reported, record_objection
from assistant.policy.confirmation import RETURN_REASONS
from assistant.policy.patterns import PLACE
from assistant.policy.roles import ROLES
from assistant.policy.ruling import Ruling, allowed
from assistant.policy.speaking import Paper
from assistant.store import agreements as kept_agreements
from assistant.store import grants as kept_grants
from assistant.store import incidents, ledger, persons, staff
from assistant.store.tables import Request

OPENS = {"acting", "looking", "accounting"}
OWN = {"grants.own"}  # shown to whoever they are of, whatever is held
READ_BESIDES = ("grants.", "accounts.invite_again")  # refused for what its account holds as well


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


@pytest.fixture
def stale(region):
    """Two viewers as their requests began, holding every role of their kind; then every grant of theirs is revoked."""
    return Made(region)


def test_what_a_viewer_held_when_the_request_began_is_refused_once_it_was_revoked(stale):
    assert set(CALLS) | OWN == set(VERBS), "a verb without a call here is not tried"
    assert [name for name in CALLS if not _refused(stale, name)] == []


def test_the_same_calls_by_the_viewer_as_the_request_saw_them_would_all_be_allowed(stale, monkeypatch):
    monkeypatch.setattr(room, "viewer_as_found", lambda r, viewer, now: viewer)
    tried = [name for name in CALLS if not name.startswith(READ_BESIDES)]
    assert {name: found for name in tried if (found := _refused(stale, name))} == {}


def _refused(made, name):
    """Why this call came to nothing, if it did."""
    try:
        outcome = CALLS[name](made, VERBS[name])
    except room.Closed:
        return "closed"
    return outcome.code if isinstance(outcome, Ruling) and not outcome.allowed else ""


class Made:
    """What the verbs are called with: each call would be allowed to the viewer as the request saw them."""

    def __init__(self, region):
        self.region, self.desk, self.at = region, region.desk, datetime.now(UTC)
        local, database = self.at.astimezone(PLACE), region.wiring.database
        self.month = local.year, local.month
        with database.writing() as w:
            self.ids = {each.email.split("@")[0]: staff.by_email(w, each.email).id for each in (*STAFF, *ADMINS)}
            for name, of in (("ines", "esd"), ("jonah", "partner")):
                self._hold(w, name, [kind for kind, role in ROLES.items() if role.of == of])
            self._hold(w, "maren", ["esd_supervisor"])
            self._hold(w, "daniel", ["esd_view_suppressed"], self.at - timedelta(days=2))
            keys = region.wiring.keys
            made = (persons.make(w, keys, f"Robin {day}-Sample", date(1990, 5, day), "", "WDA06", self.at)
                      for day in range(1, 9))  # fmt: skip
            self.people, self.seekers = zip(*((each.id, each.seeker_id) for each in made), strict=True)
            ledger.append(w, "test_people", {}, ("test",), self.at)
        self.esd, self.partner, maren = self.viewer("ines"), self.viewer("jonah"), self.viewer("maren")
        self.no, self.share = (self.ask("select id from request where state = 'waiting' and kind = :k order by id",
                                        k=kind)[-1][0] for kind in ("do_not_share", "share"))  # fmt: skip
        self.open = self.ask("select id from request where state = 'waiting' and kind = 'share' order by id")[0][0]
        reported = [duplicates.report(self.desk, maren, self.people[n], self.seekers[n + 1], self.at) for n in (0, 2)]
        duplicates.propose(self.desk, maren, reported[1].id, self.people[2], 1, self.at)
        self.pairs = [each.id for each in reported]
        said = record_objection(self.desk, maren, self.said("a"), self.at)
        self.letter, self.original = self.ask(
            "select r.id, o.id from request r join original o on o.objection_id = r.objection_id "
            "where r.reference = :f",
            f=said.reference)[0]  # fmt: skip
        second = record_objection(self.desk, maren, self.said("e"), self.at + timedelta(seconds=1))
        ((self.second,),) = self.ask("select id from request where reference = :f", f=second.reference)
        with database.writing() as w:
            objection = w.session.get(Request, self.letter).objection_id
            self.incident = incidents.open_(w, "late_receipt", self.people[7], self.at, self.at, self.at,
                                            objection_id=objection).id  # fmt: skip
            ledger.append(w, "test_incident", {}, ("test",), self.at)
        self.correction = corrections.propose(self.desk, maren, self.letter, "not_theirs", "phone", None, self.at).id
        people.record_death(self.desk, maren, self.people[4], "family", self.at)
        authorities.see(self.desk, maren, About("seeker", self.seekers[5]), self.paper, "A Parent", SHA, self.at)
        ((self.authority,),) = self.ask("select id from authority")
        ((self.short,),) = self.ask("select id from grant_given where staff_id = :s and kind = 'esd_view_suppressed'",
                                    s=self.ids["daniel"])  # fmt: skip
        asked = Typed("esd_supervisor", "daniel@demo.example", None, self.at + timedelta(days=9), "A test.")
        self.proposal = grants.propose(self.desk, self.viewer("priya"), asked, self.at).id
        organisations.record_basis(self.desk, self.viewer("priya"), "cedar-path", "wia_contract_wdc", "WDA06", self.at,
                                   self.at + timedelta(days=9), SHA, self.at)  # fmt: skip
        ((self.contract,),) = self.ask("select id from partner_basis where organisation_id = 'cedar-path' and "
                                       "legal_review_at is null")  # fmt: skip
        with database.engine.begin() as connection:
            connection.execute(text("insert into cease_use_batch (id, organisation_id, made_at) values "
                                    "(:id, 'harbor', 1)"), {"id": BATCH})  # fmt: skip
        self.client = self.credential(self.viewer("priya"))
        self.basis = self.ask("select id from partner_basis where organisation_id = 'rainshadow'")[0][0]
        disclosure.search(self.desk, self.partner, PURPOSE, THEO, self.at)
        self.lose_everything()

    def _hold(self, w, name, kinds, begins=None):
        begins = begins or self.at - timedelta(hours=1)
        for kind in kinds:
            kept_grants.give(w, self.ids[name], kind, self.ids["tamsin"], self.ids["bram"], begins,
                        begins + timedelta(hours=5), begins, "A test.")  # fmt: skip

    def lose_everything(self):
        """Every grant of the two ends, after their requests began and before their verbs run."""
        with self.region.wiring.database.writing() as w:
            for each in (self.esd, self.partner):
                kept_grants.revoke_all(w, each.staff_id, self.ids["priya"], self.at + timedelta(seconds=5))

    def viewer(self, name):
        with self.region.wiring.database.reading() as r:
            return staff.viewer(r, self.ids[name])

    def ask(self, statement, **values):
        with self.region.wiring.database.engine.connect() as connection:
            return connection.execute(text(statement), values).all()

    def credential(self, viewer):
        clients.make(self.desk, viewer, "harbor", "A system", 30, self.at)
        return self.ask("select id from client")[0][0]

    def said(self, once):
        named = Named("Robin Sample-Caller", date(1970, 1, 1))
        return Reported("letter", "self", self.at, self.at, "tidewater", named, b"Do not share.", once * 22)

    paper = Paper("power_of_attorney", datetime(2026, 1, 1, tzinfo=UTC), None, None)

    def terms(self, agreement):
        with self.region.wiring.database.reading() as r:
            return terms_of(kept_agreements.history(r, agreement)[-1])


SHA, BATCH, DONE = "a" * 64, "b" * 32, allowed("Done.")
THEO = Asked(name="Theo Ansgar Lund-Sample", birth_date=date(1981, 4, 17))
PURPOSE = "training_retraining"
CALLS = {
    "accounting.seen_by": lambda m, call: call(m.desk, m.esd, THEO, "photo_id", m.at),
    "accounting.own_log": lambda m, call: call(m.desk, m.partner, m.at),
    "accounting.month_patterns": lambda m, call: call(m.desk, m.esd, *m.month, m.at),
    "accounting.show_who": lambda m, call: call(
        m.desk, m.esd, "harbor", *m.month, m.desk.keys.pseudonym("{}-{:02}".format(*m.month), m.ids["jonah"]),
        "complaint", m.at),
    "accounts.add": lambda m, call: call(m.desk, m.esd, Added("New Sample", "new@demo.example", "esd"), "x", m.at),
    "accounts.invite_again": lambda m, call: call(m.desk, m.esd, m.ids["petra"], m.at),
    "accounts.disable": lambda m, call: call(m.desk, m.esd, m.ids["petra"], m.at),
    "accounts.enable": lambda m, call: call(m.desk, m.esd, m.ids["petra"], m.at),
    "accounts.listed": lambda m, call: call(m.desk, m.esd, m.at),
    "agreements.draft": lambda m, call: call(m.desk, m.esd, "DSA-0099", "harbor", m.terms("DSA-0031"), m.at),
    "agreements.change": lambda m, call: call(
        m.desk, m.esd, "DSA-0031", len(m.ask("select 1 from agreement_terms where agreement_id = 'DSA-0031'")),
        replace(m.terms("DSA-0031"), categories=frozenset({"ID"})), "Narrowed.", m.at),
    "agreements.activate": lambda m, call: call(
        m.desk, m.esd, "DSA-0052", len(m.ask("select 1 from agreement_terms where agreement_id = 'DSA-0052'")), m.at),
    "agreements.close": lambda m, call: call(
        m.desk, m.esd, "DSA-0044", len(m.ask("select 1 from agreement_terms where agreement_id = 'DSA-0044'")),
        "suspended", "A complaint.", m.at),
    "cease_use.notices": lambda m, call: call(m.desk, m.partner, m.at),
    "cease_use.open_notice": lambda m, call: call(m.desk, m.partner, BATCH, m.at),
    "cease_use.see": lambda m, call: call(m.desk, m.partner, BATCH, m.at) or DONE,
    "cease_use.watched": lambda m, call: call(m.desk, m.esd, m.at),
    "clients.make": lambda m, call: call(m.desk, m.esd, "harbor", "Another system", 30, m.at),
    "clients.revoke": lambda m, call: call(m.desk, m.esd, m.client, m.at),
    "clients.listed": lambda m, call: call(m.desk, m.esd, m.at),
    "confirm.confirm": lambda m, call: call(m.desk, m.esd, m.no, 1, "new", "photo_id", m.at),
    "confirm.give_back": lambda m, call: call(m.desk, m.esd, m.share, 1, next(iter(RETURN_REASONS)), m.at),
    "disclosure.purposes": lambda m, call: call(m.desk, m.partner, m.at)[1],
    "disclosure.may_assist": lambda m, call: call(m.desk, m.partner, m.at),
    "disclosure.search": lambda m, call: call(m.desk, m.partner, PURPOSE, THEO, m.at),
    "duplicates.report": lambda m, call: call(m.desk, m.esd, m.people[6], m.seekers[7], m.at),
    "duplicates.propose": lambda m, call: call(m.desk, m.esd, m.pairs[0], m.people[0], 1, m.at),
    "duplicates.merge": lambda m, call: call(m.desk, m.esd, m.pairs[1], 2, m.at),
    "duplicates.part": lambda m, call: call(m.desk, m.esd, m.pairs[0], 1, m.at),
    "grants.propose": lambda m, call: call(
        m.desk, m.esd, Typed("esd_staff", "daniel@demo.example", None, m.at + timedelta(days=9), "A test."), m.at),
    "grants.decide": lambda m, call: call(m.desk, m.esd, m.proposal, "approve", m.at),
    "grants.revoke": lambda m, call: call(
        m.desk, m.esd, m.ask("select id from grant_given where staff_id = :s", s=m.ids["petra"])[0][0], m.at),
    "grants.overview": lambda m, call: call(m.desk, m.esd, m.at),
    "grants.history": lambda m, call: call(m.desk, m.esd, m.at),
    "objections.record_objection": lambda m, call: call(m.desk, m.esd, m.said("b"), m.at),
    "objections.open_original": lambda m, call: call(m.desk, m.esd, m.letter, m.original, m.at),
    "organisations.add": lambda m, call: call(m.desk, m.esd, "A New Partner", "partner", "", m.at),
    "organisations.record_basis": lambda m, call: call(
        m.desk, m.esd, "harbor", "mou_signatory", "", m.at, m.at + timedelta(days=9), SHA, m.at),
    "organisations.review": lambda m, call: call(m.desk, m.esd, "cedar-path", m.contract, "In order.", m.at),
    "organisations.end_basis": lambda m, call: call(m.desk, m.esd, "rainshadow", m.basis, m.at),
    "organisations.add_site": lambda m, call: call(
        m.desk, m.esd, {"id": "new-site", "area": "WDA06", "name": "New Site", "language": "es",
                        "phone": "360 555 0111"}, frozenset({"en", "es"}), m.at),
    "people.record_death": lambda m, call: call(m.desk, m.esd, m.people[5], "family", m.at),
    "people.undo_death": lambda m, call: call(m.desk, m.esd, m.people[4], m.at),
    "authorities.see": lambda m, call: call(
        m.desk, m.esd, About("seeker", m.seekers[6]), m.paper, "A Parent", SHA, m.at),
    "authorities.end": lambda m, call: call(m.desk, m.esd, m.authority, m.at),
    "authorities.own": lambda m, call: call(m.desk, m.esd, m.at),
    "finding.find": lambda m, call: call(m.desk, m.esd, "record_care", Asked(seeker_id=m.seekers[6]), m.at),
    "person.open_person": lambda m, call: call(m.desk, m.esd, m.people[6], "record_care", m.at),
    "pairs.listed": lambda m, call: call(m.desk, m.esd, False, m.at),
    "pairs.open_pair": lambda m, call: call(m.desk, m.esd, m.pairs[0], m.at),
    "incidents.listed": lambda m, call: call(m.desk, m.esd, m.at),
    "incidents.open_incident": lambda m, call: call(m.desk, m.esd, m.incident, m.at),
    "incidents.close": lambda m, call: call(m.desk, m.esd, m.incident, "Looked into.", m.at),
    "record.open_record": lambda m, call: call(m.desk, m.esd, m.letter, m.at),
    "corrections.propose": lambda m, call: call(m.desk, m.esd, m.second, "not_theirs", "phone", None, m.at),
    "corrections.listed": lambda m, call: call(m.desk, m.esd, m.at),
    "corrections.approve": lambda m, call: call(m.desk, m.esd, m.correction, m.at),
    "corrections.refuse": lambda m, call: call(m.desk, m.esd, m.correction, "It was theirs.", m.at),
    "relaying.relay": lambda m, call: call(m.desk, m.partner, m.said("c").named, "tidewater", "c" * 22, m.at),
    "reviews.due": lambda m, call: call(m.desk, m.esd, m.at),
    "reviews.review": lambda m, call: call(m.desk, m.esd, "grant", m.short, "in_order", "", m.at),
    "standing.book": lambda m, call: call(m.desk, m.esd, m.at),
    "standing.organisation": lambda m, call: call(m.desk, m.esd, "harbor", m.at),
    "standing.whole": lambda m, call: call(m.desk, m.esd, "DSA-0031", m.at),
    "waiting.late": lambda m, call: call(m.desk, m.esd, m.at),
    "waiting.ages": lambda m, call: call(m.desk, m.esd, m.at),
    "waiting.one": lambda m, call: call(m.desk, m.esd, m.open, m.at),
    "waiting.assign": lambda m, call: call(m.desk, m.esd, m.open, 0, m.ids["daniel"], m.at),
    "waiting.yours": lambda m, call: call(m.desk, m.esd, m.at),
    "waiting.given_to": lambda m, call: call(m.desk, m.esd, [m.open], m.at),
    "users.record": lambda m, call: call(m.desk, m.esd, "harbor", m.ids["jonah"], "training", m.at, m.at),
    "users.withdraw": lambda m, call: call(m.desk, m.esd, "harbor", m.ids["jonah"], "training", m.at),
}  # fmt: skip
