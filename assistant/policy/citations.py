"""The places that the rules cite: RCW 50.13.060(10), Policy 4013, and this system's own stricter rules."""

from assistant.policy.ruling import Citation

_RCW, _POLICY, _DESIGN = "rcw-50.13.060-10", "policy-4013", "design"

RCW_10A = Citation(
    "RCW 50.13.060(10)(a)", _RCW,
    "ESD may contract to share data with one-stop partners who signed a local memorandum of understanding, only as far "
    "as workforce programs need it.",
)  # fmt: skip
RCW_10B = Citation(
    "RCW 50.13.060(10)(b)", _RCW,
    "Whoever applies for services must be told that their information will be shared, and that they may ask that it is "
    "not; ESD must honor that.",
)  # fmt: skip
RCW_10B_I = Citation(
    "RCW 50.13.060(10)(b)(i)", _RCW, "People must be told that asking not to be shared never affects their eligibility."
)
RCW_10B_II = Citation(
    "RCW 50.13.060(10)(b)(ii)", _RCW,
    "People must be told what kind of information is shared, what it is used for in general, and among whom.",
)  # fmt: skip
RCW_10B_III = Citation(
    "RCW 50.13.060(10)(b)(iii)", _RCW,
    "People must be told that it is used only to deliver services, that passing it on is prohibited under contract, "
    "and that it is not open to public records requests.",
)  # fmt: skip
RCW_10B_IV = Citation(
    "RCW 50.13.060(10)(b)(iv)", _RCW,
    "The notice is given in English and in another language that the center chose for its community.",
)  # fmt: skip
RCW_10B_CLOSING = Citation(
    "RCW 50.13.060(10)(b), closing paragraph", _RCW,
    "In person, whoever does not want to be shared says so at once; by phone, online or mail the notice comes within "
    "ten working days; details are given to whoever asks.",
)  # fmt: skip

PERSONS_AFFECTED = Citation(
    "Policy 4013, Persons affected", _POLICY,
    "It binds ESD staff, and staff of partners with a memorandum of understanding or a contract who also signed a "
    "data-sharing agreement with ESD.",
)  # fmt: skip
AGREEMENTS = Citation(
    "Policy 4013, Definitions 1 (Data Sharing Agreements)", _POLICY,
    "An agreement passes on job seeker data only as far as workforce programs need it.",
)  # fmt: skip
NOTICES = Citation(
    "Policy 4013, Definitions 2 (Data Sharing Notices)", _POLICY,
    "A notice says what is shared, for what and among whom, that it goes no further, that people may ask not to be "
    "shared, and that asking changes nothing about their eligibility.",
)  # fmt: skip
NOTIFICATION = Citation(
    "Policy 4013, Definitions 3 (Data Sharing Notification)", _POLICY,
    "Telling people is a process: spoken, written or electronic, it covers every one of those points.",
)  # fmt: skip
POLICY_SHARE = Citation(
    "Policy 4013, Policy, first paragraph (only what is necessary)", _POLICY,
    "ESD shares through agreements, and only what workforce programs need.",
)  # fmt: skip
POLICY_HONORED = Citation(
    "Policy 4013, Policy, second paragraph (requests are fully honored)", _POLICY,
    "Every request not to be shared is fully honored and in no way affects eligibility for services.",
)  # fmt: skip
POLICY_ESD_ONLY = Citation(
    "Policy 4013, Policy, third paragraph (only ESD staff change the status)", _POLICY,
    "Only ESD staff may change the opt-out status, and only on the job seeker's request.",
)  # fmt: skip
POLICY_SUPPRESSED = Citation(
    "Policy 4013, Policy, fourth paragraph (suppressed records)", _POLICY,
    "Records of those who opted out are seen by authorized ESD staff alone; services and outcomes are still counted.",
)  # fmt: skip
UC_CONFIDENTIAL = Citation(
    "20 CFR 603.4 and 603.5", "20-cfr-603",
    "Unemployment compensation information is confidential, and is disclosed only where an exception allows it.",
)  # fmt: skip
STRICTER = Citation(
    "Design of this system, section 4 (stricter than the policy)", _DESIGN,
    "A partner sees nobody before that person's own choice to share was confirmed by ESD.",
)  # fmt: skip
TWO_PEOPLE = Citation(
    "Design of this system, promise P3 (given by one, approved by another)", _DESIGN,
    "A permission is given by one named person and approved by another, and neither is the one who gets it.",
)  # fmt: skip
IDENTITY_CHECKED = Citation(
    "Design of this system, section 3 (identity checked by ESD)", _DESIGN,
    "Who asks to share again, or who read their record, is shown it once ESD has checked who they are.",
)  # fmt: skip
RECORDED = Citation(
    "Design of this system, section 4 (every search leaves an entry)", _DESIGN,
    "Each search is one entry, found or not; each person shown is one more; what cannot be recorded is not shown.",
)  # fmt: skip
NO_GUESSING = Citation(
    "Design of this system, promise P6 (no guessing)", _DESIGN,
    "A partner cannot tell a no, no choice yet, a wait and no record apart; the reason is for ESD alone.",
)  # fmt: skip

CITATIONS = tuple(each for each in tuple(globals().values()) if isinstance(each, Citation))
