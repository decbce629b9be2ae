"""Guided data-sharing notification for WorkSource job seekers: told, chosen, confirmed, obeyed."""
