"""What staff can do, one file a duty; each verb fetches, asks the policy, keeps, records and returns."""
