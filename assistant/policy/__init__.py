"""The policy in plain Python: one short file per heading, standard library only; each rule returns a Ruling."""
