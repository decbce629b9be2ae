"""The tests of access in words: what each says when it holds, when it does not, and what would change that."""

from dataclasses import dataclass

from assistant.policy import citations as cite
from assistant.policy.ruling import Citation


@dataclass(frozen=True)
class Reason:
    """One test of access as it came out."""

    text: str
    cites: tuple[Citation, ...]
    ok: bool
    would_change_if: str


@dataclass(frozen=True)
class Asked:
    """One test of access before it is asked."""

    holds: str
    fails: str
    closes_if: str
    opens_if: str
    cites: tuple[Citation, ...]

    def reason(self, ok: bool) -> Reason:
        """The test as it came out, with what would turn it round."""
        if ok:
            return Reason(self.holds, self.cites, True, self.closes_if)
        return Reason(self.fails, self.cites, False, self.opens_if)


PARTNER = Asked(
    "The organization has an MOU or a services contract in force.",
    "The organization has no MOU or services contract in force.",
    "the MOU or contract ends",
    "an MOU or a services contract comes into force",
    (cite.PERSONS_AFFECTED, cite.RCW_10A),
)
REVIEWED = Asked(
    "The organization signed the MOU, or ESD has reviewed its contract.",
    "The organization has not signed an MOU, and ESD has recorded no legal review of its contract.",
    "the MOU or reviewed contract ends",
    "ESD records a legal review of the contract",
    (cite.RCW_10A, cite.STRICTER),
)
AGREEMENT = Asked(
    "Its data-sharing agreement is active now.",
    "It has no data-sharing agreement that is active now.",
    "the agreement ends or is suspended",
    "a data-sharing agreement becomes active",
    (cite.PERSONS_AFFECTED, cite.AGREEMENTS),
)
PURPOSE = Asked(
    "A purpose was stated that the agreement names.",
    "No purpose was stated that the agreement names.",
    "another purpose is stated, or the agreement no longer names this one",
    "a purpose is stated that the agreement names",
    (cite.AGREEMENTS, cite.POLICY_SHARE),
)
ON_DUTY = Asked(
    "The staff member holds the role of partner staff.",
    "The staff member does not hold the role of partner staff.",
    "the role ends or is taken back",
    "the role is given by one ESD person and approved by another",
    (cite.PERSONS_AFFECTED, cite.STRICTER),
)
APPROVED = Asked(
    "The organization's approver has approved this staff member's access.",
    "Nobody has approved this staff member's access for the organization.",
    "the approval is withdrawn",
    "the organization's approver approves it and that is recorded",
    (cite.STRICTER,),
)
TRAINED = Asked(
    "The staff member is trained.",
    "No training of the staff member is recorded.",
    "the training is no longer recorded",
    "the training is done and recorded",
    (cite.STRICTER,),
)
NONDISCLOSURE = Asked(
    "The staff member has signed the notice of nondisclosure.",
    "The staff member has not signed the notice of nondisclosure.",
    "the signature is no longer recorded",
    "the notice of nondisclosure is signed",
    (cite.RCW_10B_III, cite.STRICTER),
)
SOME_CATEGORY = Asked(
    "The agreement names information that may pass.",
    "The agreement names no information that may pass.",
    "the agreement no longer names any",
    "the agreement names information that may pass",
    (cite.AGREEMENTS, cite.POLICY_SHARE),
)
ORGANISATION_TOLD = Asked(
    "The notice this person was told names the organization.",
    "The notice this person was told does not name the organization.",
    "the person is told a notice that does not name it",
    "the person is told a notice that names it, and ESD confirms a choice to share under it",
    (cite.NOTICES, cite.RCW_10B_II),
)
CATEGORY_TOLD = Asked(
    "The agreement and the notice this person was told name the same information.",
    "The agreement and the notice this person was told have no information in common.",
    "the person is told a notice that no longer names it",
    "the person is told a notice that names it, and ESD confirms a choice to share under it",
    (cite.NOTICES, cite.RCW_10B_II),
)
# The same words for a no, no choice yet and a wait, so that they cannot be told apart.
SHARED = Asked(
    "ESD has confirmed that this person shares.",
    "No choice to share is confirmed and in effect.",
    "the person says do not share",
    "ESD confirms that the person chose to share",
    (cite.POLICY_HONORED, cite.STRICTER),
)
ESD_STAFF = Asked(
    "ESD staff may see a record that is not suppressed.",
    "The record is suppressed.",
    "the person says do not share",
    "a grant to view suppressed records is given by one ESD person and approved by another",
    (cite.POLICY_SUPPRESSED,),
)
ESD_DUTY = Asked(
    "The staff member holds a role that opens records.",
    "The staff member holds no role that opens records.",
    "the role ends or is taken back",
    "a role that opens records is given by one ESD person and approved by another",
    (cite.POLICY_ESD_ONLY, cite.STRICTER),
)
VIEW_GRANT = Asked(
    "A grant to view suppressed records is in force.",
    "No grant to view suppressed records is in force.",
    "the grant ends or is taken back",
    "a grant to view suppressed records is given by one ESD person and approved by another",
    (cite.POLICY_SUPPRESSED, cite.TWO_PEOPLE),
)
CONFIRM_GRANT = Asked(
    "A request of this person waits, and a grant to confirm is in force.",
    "There is no waiting request together with a grant to confirm.",
    "the request is decided, or the grant ends",
    "a request waits and a grant to confirm is in force",
    (cite.POLICY_ESD_ONLY, cite.TWO_PEOPLE),
)
KNOWN_ROLE = Asked(
    "The viewer is ESD or partner staff.",
    "The viewer is neither ESD nor partner staff.",
    "the account ends",
    "the viewer has an account of ESD or of a partner",
    (cite.PERSONS_AFFECTED,),
)
