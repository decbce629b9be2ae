"""The dialogue: flow files become a typed flow, checked and proved, and one machine that runs it."""
