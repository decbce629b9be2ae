"""The floor: what Flask, SQLite and one durable commit cost when nothing else is done.

One POST writes one row and commits it to disk, then 303; the GET renders one tiny page. No checks, no evidence.
"""

import os
import threading

from flask import Flask, redirect, render_template, request
from jinja2 import DictLoader
from pysqlite3 import dbapi2 as sqlite3

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Floor</title>
<h1>Step {{ number }}</h1>
<form method="post" action="/turn/{{ number }}"><button name="answer" value="told">I have been told</button></form>"""

app = Flask(__name__)
app.jinja_loader = DictLoader({"page.html": PAGE})  # compiled once, as from a file
held = threading.local()


def connection() -> sqlite3.Connection:
    """The one connection of this thread, in WAL with every commit synced to disk."""
    if not hasattr(held, "connection"):
        held.connection = sqlite3.connect(os.environ["BENCH_DATABASE"], isolation_level=None, timeout=30)
        held.connection.execute("PRAGMA journal_mode=WAL")
        held.connection.execute("PRAGMA synchronous=FULL")
        held.connection.execute("CREATE TABLE IF NOT EXISTS turn (id INTEGER PRIMARY KEY, number INTEGER, answer TEXT)")
    return held.connection


@app.get("/turn/<int:number>")
def show(number: int) -> str:
    """The tiny page."""
    return render_template("page.html", number=number)


@app.post("/turn/<int:number>")
def answer(number: int):
    """One durable commit, then on to the next page."""
    database = connection()
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO turn (number, answer) VALUES (?, ?)", (number, request.form["answer"]))
    database.execute("COMMIT")
    return redirect(f"/turn/{number + 1}", 303)
