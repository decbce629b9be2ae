"""Tests mirror assistant/, file for file."""
