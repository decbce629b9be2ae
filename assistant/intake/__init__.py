"""What a job seeker can do: begin, look, answer. One file a group of verbs, one transaction a verb."""
