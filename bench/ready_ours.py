"""Make our throw-away database: migrated, with the demonstration region."""

from assistant import app, settings
from assistant.demo import load

here = settings.read()
app.migrate(here)
load.load_once(here)
