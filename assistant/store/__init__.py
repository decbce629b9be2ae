"""The keeping: tables, migrations, triggers, small query verbs. The only room with SQLAlchemy."""
