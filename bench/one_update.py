"""The floor of saving a section: an endpoint that reads a form and does one UPDATE, on disk."""

import os
import sqlite3
import threading
from typing import Any

import psycopg
from flask import Flask, request

TABLE = "CREATE TABLE floor_text (id integer PRIMARY KEY, text text NOT NULL)"
UPDATE = "UPDATE floor_text SET text = {0} WHERE id = {0}"
mine = threading.local()


def create_app() -> Flask:
    app = Flask("one_update")
    url = os.environ["DATABASE_URL"]
    is_sqlite = url.startswith("sqlite")
    connect = _sqlite if is_sqlite else _postgresql
    statement = UPDATE.format("?" if is_sqlite else "%s")

    @app.get("/live")
    def live() -> str:
        return "fine"

    @app.post("/texts/<int:number>")
    def save(number: int) -> str:
        if not hasattr(mine, "connection"):
            mine.connection = connect(url)
        mine.connection.execute(statement, (request.form["text"], number))
        mine.connection.commit()
        return "saved"

    return app


def _sqlite(url: str) -> Any:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _postgresql(url: str) -> Any:
    return psycopg.connect(url.replace("+psycopg", ""))
