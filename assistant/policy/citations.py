"""The places that the rules cite: RCW 50.13.060(10), Policy 4013, and this system's own stricter rules."""

from assistant.policy.ruling import Citation

RCW_10A = Citation("RCW 50.13.060(10)(a)")
RCW_10B = Citation("RCW 50.13.060(10)(b)")
RCW_10B_I = Citation("RCW 50.13.060(10)(b)(i)")
RCW_10B_II = Citation("RCW 50.13.060(10)(b)(ii)")
RCW_10B_III = Citation("RCW 50.13.060(10)(b)(iii)")
RCW_10B_IV = Citation("RCW 50.13.060(10)(b)(iv)")
RCW_10B_CLOSING = Citation("RCW 50.13.060(10)(b), closing paragraph")

PERSONS_AFFECTED = Citation("Policy 4013, Persons affected")
AGREEMENTS = Citation("Policy 4013, Definitions 1 (Data Sharing Agreements)")
NOTICES = Citation("Policy 4013, Definitions 2 (Data Sharing Notices)")
NOTIFICATION = Citation("Policy 4013, Definitions 3 (Data Sharing Notification)")
POLICY_SHARE = Citation("Policy 4013, Policy, first paragraph (only what is necessary)")
POLICY_HONORED = Citation("Policy 4013, Policy, second paragraph (requests are fully honored)")
POLICY_ESD_ONLY = Citation("Policy 4013, Policy, third paragraph (only ESD staff change the status)")
POLICY_SUPPRESSED = Citation("Policy 4013, Policy, fourth paragraph (suppressed records)")
# Stricter than policy and statute, on purpose: a partner sees nobody before a confirmed choice to share.
STRICTER = Citation("Design of this system, section 4 (stricter than the policy)")
TWO_PEOPLE = Citation("Design of this system, promise P3 (given by one, approved by another)")
