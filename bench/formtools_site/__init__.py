"""The peer: the wizard that a Python team would otherwise pick, django-formtools, with its database tuned."""
