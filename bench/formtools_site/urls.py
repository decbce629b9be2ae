"""The wizard with an address for each step, and the one with a single address."""

from django.urls import path

from formtools_site.wizard import AddressEach, OneAddress

STEP = AddressEach.as_view(url_name="step")
urlpatterns = [
    path("steps/", STEP, name="begin"),
    path("steps/<slug:step>/", STEP, name="step"),
    path("one/", OneAddress.as_view()),
]
