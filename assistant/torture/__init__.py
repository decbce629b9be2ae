"""The kit that attacks a throw-away copy: kill, race, forge. It never touches the database of the settings."""
