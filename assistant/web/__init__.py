"""The pages: the only room with Flask and WTForms."""
