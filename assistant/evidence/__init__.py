"""The proof: canonical bytes, hashes, chains, references and turn tokens; no clock, no randomness, no database."""
