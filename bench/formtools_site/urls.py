"""One address, as with every session wizard."""

from django.urls import path

from formtools_site.wizard import Notification

urlpatterns = [path("", Notification.as_view())]
