"""What the wizard keeps at its end: all answers of one conversation in one row."""

from django.db import models


class Kept(models.Model):
    """One finished conversation."""

    answers = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
