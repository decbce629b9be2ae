"""A demonstration region of invented people and places; exists in demo mode alone."""
