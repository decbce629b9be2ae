"""Eight steps of a notification as a SessionWizardView: language, four tellings, choice, identity, review."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from formtools.wizard.views import SessionWizardView

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


class Notification(SessionWizardView):
    """The wizard as its documentation shows it; the next page is the answer to the POST, without a redirect."""

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

    def done(self, form_list, **kwargs) -> HttpResponse:
        """Keep the answers and thank."""
        answers = {name: form.data.dict() for name, form in kwargs["form_dict"].items()}
        return render(self.request, "formtools_site/done.html", {"kept": Kept.objects.create(answers=answers)})
