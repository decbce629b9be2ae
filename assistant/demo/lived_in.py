"""The places, organisations, agreements and staff that the lived-in region has beyond the small one. Nobody is real."""

from assistant.demo.region import AREAS, DemoAgreement, DemoStaff

# Every area has at least two sites, together with the three of the small region thirty.
_SITES = {
    "WDA01": "Drift Harbor,Cedar Landing,Fogbell",
    "WDA02": "Oyster Flats,Timber Mill,Prairie Gate",
    "WDA03": "Tulip Fields,Ferry Dock",
    "WDA04": "Rivermouth,Hangar Row,Foothill",
    "WDA05": "Lantern Hill,Canal Side,Valley Works",
    "WDA06": "Glacier View",
    "WDA07": "Fort Bend,Lower Columbia",
    "WDA08": "Orchard Bench,Coulee",
    "WDA09": "Hopyard,Canyon Rim",
    "WDA10": "Wheatland,Iron Bridge",
    "WDA11": "Three Rivers,Sagebrush",
    "WDA12": "Falls Park,Airfield",
}
_LANGUAGES = ("es", "es", "vi", "uk", "ko", "zh")  # the center's own choice; where we hold no words, staff interpret
SITES = tuple(
    (name.lower().replace(" ", "-"), area, f"WorkSource {name}", _LANGUAGES[n % len(_LANGUAGES)], f"360 555 {n:04d}")
    for n, (area, name) in enumerate(((area, name) for area, names in _SITES.items() for name in names.split(",")), 150)
)
COUNCILS = {f"council-{area[3:]}": (area, council) for area, council, _ in AREAS if area != "WDA06"}
PARTNERS = {
    "saltgrass": "Saltgrass Literacy Project",
    "millwright": "Millwright Apprenticeship Trust",
    "second-spring": "Second Spring Rehabilitation",
    "kestrel": "Kestrel Youth Works",
}
_EAST, _WEST = ("WDA08", "WDA09", "WDA10", "WDA11", "WDA12"), ("WDA01", "WDA02", "WDA03", "WDA04", "WDA05", "WDA06")
AGREEMENTS = (
    DemoAgreement("DSA-0060", "saltgrass", "mou_signatory", "draft", 20, 700, _EAST, ("ID", "EDU"),
                  ("adult_education",), manager="Hollis Vandermere"),
    DemoAgreement("DSA-0019", "millwright", "mou_signatory", "terminated", -800, 200, _WEST, ("ID", "EMP", "PART"),
                  ("training_retraining",), manager="Corin Ashwell"),
    DemoAgreement("DSA-0063", "second-spring", "wia_contract_esd", "active", -120, 500, (*_EAST, *_WEST, "WDA07"),
                  ("ID", "SVC"), ("vocational_rehabilitation",), manager="Maud Quillbrook"),
    DemoAgreement("DSA-0057", "kestrel", "wia_contract_wdc", "active", -250, 450, (*_EAST, *_WEST, "WDA07"),
                  ("ID", "RES", "SVC", "PART"), ("support_services", "training_retraining"), legal_review=True,
                  manager="Edda Larchholt"),
)  # fmt: skip
STAFF = (
    DemoStaff("kit@demo.example", "Kit Rowanshaw", "kestrel", "falls-park", ("partner_staff",),
              "partner in every area, agreement DSA-0057 in force"),
    DemoStaff("enid@demo.example", "Enid Pebblewick", "second-spring", "lantern-hill", ("partner_staff",),
              "partner, contract DSA-0063 without ESD's legal review"),
    DemoStaff("corin@demo.example", "Corin Ashwell", "millwright", "rivermouth", ("partner_staff",),
              "partner, agreement DSA-0019 terminated"),
    DemoStaff("hollis@demo.example", "Hollis Vandermere", "saltgrass", "hopyard", ("partner_contract_manager",),
              "partner contract manager of DSA-0060, a draft"),
    DemoStaff("otis@demo.example", "Otis Thistlemere", "esd", "lantern-hill", ("esd_staff", "esd_confirm"),
              "a third ESD confirmer"),
    DemoStaff("greta@demo.example", "Greta Yarrowby", "council-12", "falls-park", ("wdc_monitor",),
              "monitor of the Spokane council"),
)  # fmt: skip
