"""Settings of a small production Django site: database sessions, CSRF on, WAL with every commit synced to disk."""

import os
import sys

import pysqlite3
import pysqlite3.dbapi2

# The same SQLite library as the other two contenders; Django imports it by this name.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

SECRET_KEY = "only-for-the-benchmark-on-this-machine-and-never-for-people"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "formtools_site.urls"
WSGI_APPLICATION = "formtools_site.wsgi.application"
INSTALLED_APPS = ["django.contrib.sessions", "formtools", "formtools_site"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["BENCH_DATABASE"],
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
USE_I18N = False
USE_TZ = True
