"""The keeping, on SQLite files and on a real PostgreSQL."""
