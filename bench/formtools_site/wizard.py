"""Eight steps of a notification as a wizard of django-formtools: language, four tellings, choice, identity, review."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from formtools.wizard.views import NamedUrlSessionWizardView, SessionWizardView

from formtools_site.models import Kept

NOT_A_YES = "This is not a yes. You choose at the end."
TOLD = (("told", "I have been told"), ("declined", "I'd rather not say so"))
CHOICES = (("share", "Share my information"), ("do_not_share", "Do not share my information"))


class Language(forms.Form):
    """Which language to speak."""

    language = forms.ChoiceField(choices=(("en", "English"), ("es", "Español")), widget=forms.RadioSelect)


class Telling(forms.Form):
    """One part of the notice, answered."""

    answer = forms.ChoiceField(label=NOT_A_YES, choices=TOLD, widget=forms.RadioSelect)


class Choice(forms.Form):
    """The choice itself."""

    choice = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)


class Identity(forms.Form):
    """Who is asking."""

    name = forms.CharField(max_length=200)
    birth_date = forms.DateField()


class Review(forms.Form):
    """Send."""

    answer = forms.ChoiceField(choices=(("send", "Send"),), widget=forms.RadioSelect)


class Steps:
    """What both kinds of wizard hold."""

    template_name = "formtools_site/step.html"
    form_list = [
        ("language", Language),
        ("tell_what", Telling),
        ("tell_use", Telling),
        ("tell_may_say_no", Telling),
        ("tell_services", Telling),
        ("choice", Choice),
        ("identity", Identity),
        ("review", Review),
    ]

    def get_prefix(self, *args, **kwargs) -> str:
        """The name before the fields, the same for both."""
        return "notification"

    def done(self, form_list, **kwargs) -> HttpResponse:
        """Keep the answers and thank."""
        answers = {name: form.data.dict() for name, form in kwargs["form_dict"].items()}
        return render(self.request, "formtools_site/done.html", {"kept": Kept.objects.create(answers=answers)})


class AddressEach(Steps, NamedUrlSessionWizardView):
    """A turn as ours and the floor's: POST, redirect, the next page at its own address; Back and reload work."""


class OneAddress(Steps, SessionWizardView):
    """The shortest wizard there is: the next page is the answer to the POST."""
