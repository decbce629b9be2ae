"""The two typed forms of the chat: identity, with lenient dates and contacts, and the area (UX 1.9)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import Form, StringField, ValidationError

from assistant.intake.answer import Typed

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")
PHONE = re.compile(r"[\d\s().+/-]+")
NAME_MOST = 200
CONTACT_MOST = 200
OLDEST = 1900


def tidy(value: str | None) -> str:
    """What was typed in one Unicode form, with single spaces and no control characters."""
    text = unicodedata.normalize("NFC", value or "")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class IdentityForm(Form):
    """A name, a birth date in three fields, and one optional contact."""

    name = StringField(filters=[tidy])
    month = StringField(filters=[tidy])
    day = StringField(filters=[tidy])
    year = StringField(filters=[tidy])
    contact = StringField(filters=[tidy])
    message = StringField(default="no")
    today: date
    birth_date: date | None = None

    def validate_name(self, field: StringField) -> None:
        """A name is needed, of at most 200 letters."""
        if not field.data:
            raise ValidationError("name")
        if len(field.data) > NAME_MOST:
            raise ValidationError("name_long")

    def validate_contact(self, field: StringField) -> None:
        """A phone number with ten digits or an e-mail address, or nothing."""
        value = field.data or ""
        digits = re.sub(r"\D", "", value)
        phone = PHONE.fullmatch(value) and (len(digits) == 10 or (len(digits) == 11 and digits[0] == "1"))
        if value and (len(value) > CONTACT_MOST or not (phone or EMAIL.fullmatch(value))):
            raise ValidationError("contact")

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check each field, then the date as a whole; one error a date, at the first field that is wrong."""
        good = super().validate(extra_validators)
        fault = self._date_fault()
        if fault:
            field, word = fault
            self[field].errors = [word]
        return good and fault is None

    def _date_fault(self) -> tuple[str, str] | None:
        month, day, year = (_number(self[each].data) for each in ("month", "day", "year"))
        if not (self.month.data or self.day.data or self.year.data):
            return "month", "date"
        if month is None or not 1 <= month <= 12:
            return "month", "month"
        if day is None:
            return "day", "day"
        if year is None or not OLDEST <= year <= 9999:
            return "year", "year"
        try:
            self.birth_date = date(year, month, day)
        except ValueError:
            return "day", "no_such_date"
        return ("year", "future") if self.birth_date > self.today else None

    def typed(self) -> Typed:
        """What was typed, once it is valid."""
        if self.birth_date is None:
            raise ValueError("the form was not validated")
        contact = self.contact.data or ""
        return Typed(self.name.data or "", self.birth_date, contact, bool(contact) and self.message.data == "yes")


class AreaForm(Form):
    """Where a person looks for work; the choices are the areas of the place."""

    area = StringField()
    areas: Mapping[str, str]

    def validate_area(self, field: StringField) -> None:
        """One of the areas."""
        if field.data not in self.areas:
            raise ValidationError("area")


def _number(text: str | None) -> int | None:
    """A whole number in any script's digits, or None."""
    return int(text) if text and len(text) <= 4 and text.isdecimal() else None
