"""The invented region: sites, organisations, agreements, staff and job seekers. Nobody here is real."""

from dataclasses import dataclass
from datetime import date

AREAS = (
    ("WDA01", "Olympic Consortium WDC", "Clallam, Jefferson, Kitsap"),
    ("WDA02", "Pacific Mountain WDC", "Grays Harbor, Lewis, Mason, Pacific, Thurston"),
    ("WDA03", "Northwest Workforce Council", "Island, San Juan, Skagit, Whatcom"),
    ("WDA04", "Workforce Snohomish", "Snohomish"),
    ("WDA05", "WDC of Seattle-King County", "King"),
    ("WDA06", "WorkForce Central", "Pierce"),
    ("WDA07", "Workforce Southwest Washington", "Clark, Cowlitz, Wahkiakum"),
    ("WDA08", "North Central WDC (SkillSource)", "Adams, Chelan, Douglas, Grant, Okanogan"),
    ("WDA09", "South Central Workforce Council", "Kittitas, Klickitat, Skamania, Yakima"),
    (
        "WDA10",
        "Eastern Washington Partnership",
        "Asotin, Columbia, Ferry, Garfield, Lincoln, Pend Oreille, Stevens, Walla Walla, Whitman",
    ),
    ("WDA11", "Benton-Franklin WDC", "Benton, Franklin"),
    ("WDA12", "Spokane Workforce Council", "Spokane"),
)

SITES = (
    ("tidewater", "WDA06", "WorkSource Tidewater", "es", "360 555 0142"),
    ("millrace", "WDA06", "WorkSource Millrace", "es", "360 555 0143"),
    ("pine-street", "WDA12", "WorkSource Pine Street", "es", "509 555 0144"),
)

ORGANISATIONS = (
    ("esd", "Employment Security Department", "esd"),
    ("harbor", "Harbor Skills Alliance", "partner"),
    ("rainshadow", "Rainshadow Community College", "partner"),
    ("cedar-path", "Cedar Path Services", "partner"),
    ("northfork", "Northfork Training Collective", "partner"),
    ("council-06", "WorkForce Central", "council"),
)
COUNCILS = {"council-06": "WDA06"}


@dataclass(frozen=True)
class DemoAgreement:
    """One agreement of the demonstration: when it runs is told in days from the day the region is loaded."""

    id: str
    organisation: str
    basis: str
    state: str
    begins_days: int
    ends_days: int
    areas: tuple[str, ...]
    categories: tuple[str, ...]
    purposes: tuple[str, ...]
    legal_review: bool = False
    manager: str = "Ruth Castellanos"


AGREEMENTS = (
    DemoAgreement(
        "DSA-0031", "harbor", "mou_signatory", "active", -500, 600, ("WDA06", "WDA12"),
        ("ID", "RES", "PART", "SVC"), ("training_retraining", "support_services"),
    ),
    DemoAgreement(
        "DSA-0044", "rainshadow", "mou_signatory", "active", -300, 400, ("WDA06",),
        ("ID", "EMP", "EDU", "SVC"), ("vocational_education", "adult_education"),
    ),
    DemoAgreement(
        "DSA-0052", "cedar-path", "wia_contract_wdc", "suspended", -200, 300, ("WDA06",),
        ("ID", "RES"), ("support_services",), legal_review=True,
    ),
    DemoAgreement(
        "DSA-0027", "northfork", "mou_signatory", "expired", -900, -30, ("WDA06", "WDA12"),
        ("ID", "SVC"), ("training_retraining",),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class DemoStaff:
    """A demonstration sign-in."""

    email: str
    name: str
    organisation: str
    site: str
    grants: tuple[str, ...]
    says: str


PASSWORD = "worksource-demo"  # noqa: S105  printed on start; exists in demo mode alone
STAFF = (
    DemoStaff("maren@demo.example", "Maren Oyelaran", "esd", "tidewater", ("esd_staff", "esd_confirm"),
              "ESD confirmer"),
    DemoStaff("daniel@demo.example", "Daniel Reyes", "esd", "pine-street", ("esd_staff", "esd_confirm"),
              "a second ESD confirmer"),
    DemoStaff("ines@demo.example", "Ines Halloway", "esd", "tidewater", ("esd_staff",), "ESD staff without the grant"),
    DemoStaff("jonah@demo.example", "Jonah Whitfield", "harbor", "tidewater", ("partner_staff",),
              "partner, agreement DSA-0031 in force"),
    DemoStaff("petra@demo.example", "Petra Lindgate", "northfork", "tidewater", ("partner_staff",),
              "partner, agreement DSA-0027 expired"),
    DemoStaff("ruth@demo.example", "Ruth Castellanos", "harbor", "tidewater", ("partner_contract_manager",),
              "partner contract manager of DSA-0031"),
    DemoStaff("tamsin@demo.example", "Tamsin Okafor", "esd", "tidewater", ("esd_supervisor", "esd_staff"),
              "ESD supervisor"),
    DemoStaff("bram@demo.example", "Bram Castellane", "esd", "pine-street", ("esd_supervisor", "esd_staff"),
              "a second ESD supervisor"),
    DemoStaff("agnes@demo.example", "Agnes Thorvald", "esd", "tidewater", ("privacy_officer",), "privacy officer"),
    DemoStaff("pavel@demo.example", "Pavel Brightwater", "esd", "tidewater", ("auditor",), "auditor"),
    DemoStaff("moira@demo.example", "Moira Fenwick", "council-06", "tidewater", ("wdc_monitor",),
              "monitor of a workforce council"),
)  # fmt: skip
# Three administrators of ESD, each made one by the two others.
ADMINS = (
    DemoStaff("priya@demo.example", "Priya Lindqvist", "esd", "tidewater", ("esd_admin",), "ESD administrator"),
    DemoStaff("owen@demo.example", "Owen Halvorsen", "esd", "tidewater", ("esd_admin",), "a second ESD administrator"),
    DemoStaff("selma@demo.example", "Selma Quist", "esd", "pine-street", ("esd_admin",), "a third ESD administrator"),
)


@dataclass(frozen=True)
class DemoSeeker:
    """An invented job seeker already on file, and what they have said so far."""

    name: str
    born: date
    contact: str
    area: str
    story: str  # never_told | share_confirmed | share_waiting | no_waiting | no_confirmed | objection | no_choice
    language: str = "en"
    on_file: bool = True
    facts: tuple[tuple[str, str, str], ...] = ()


def _facts(street: str, service: str, program: str) -> tuple[tuple[str, str, str], ...]:
    return (
        ("RES", "address", f"{street}, Tidewater"),
        ("RES", "county", "Pierce"),
        ("SVC", "services", service),
        ("PART", "programs", program),
        ("EMP", "employment", "Warehouse work, 4 years"),
        ("EDU", "education", "High school equivalency"),
    )


SEEKERS = (
    DemoSeeker("Theo Ansgar Lund-Sample", date(1981, 4, 17), "360 555 0119", "WDA06", "share_confirmed",
               facts=_facts("12 Example Lane", "Individual employment plan", "Dislocated worker services")),
    DemoSeeker("Rosa Marín Vega", date(1988, 2, 14), "360 555 0142", "WDA06", "no_waiting", "es",
               facts=_facts("4 Sample Court", "Job search help", "Basic career services")),
    DemoSeeker("Rosa Marín Vega", date(1988, 2, 14), "360 555 0177", "WDA06", "never_told",
               facts=_facts("90 Invented Road", "Workshop", "Basic career services")),
    DemoSeeker("Ji-woo Sample-Han", date(1979, 7, 2), "360 555 0119", "WDA06", "share_waiting",
               facts=_facts("7 Nowhere Street", "Job search help", "Basic career services")),
    DemoSeeker("Amadou Exemplar", date(1993, 11, 30), "", "WDA06", "no_confirmed",
               facts=_facts("31 Mock Avenue", "Training referral", "Adult")),
    DemoSeeker("Dolores Fictiva", date(1966, 9, 9), "360 555 0151", "WDA06", "share_waiting", "es"),
    DemoSeeker("Minh Anh Testcase", date(1999, 1, 25), "360 555 0152", "WDA12", "never_told"),
    DemoSeeker("Olena Placeholder", date(1985, 6, 3), "", "WDA06", "objection", on_file=False),
    DemoSeeker("Walter Nobody-Example", date(1958, 12, 12), "360 555 0153", "WDA12", "no_choice"),
)  # fmt: skip
