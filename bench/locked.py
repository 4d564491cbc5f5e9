"""The floor of the rush: one endpoint that counts under a lock, and stores a name if there is room.

The form is read and the row is on disk before the answer leaves; there are no rules, no letters, no
log and no pages.
"""

import os
import sqlite3
import threading

import psycopg
from flask import Flask, request

TABLES = """
    CREATE TABLE floor_cohort (id integer PRIMARY KEY, capacity integer NOT NULL);
    CREATE TABLE floor_seat (cohort_id integer NOT NULL, name text NOT NULL, email text NOT NULL);
    CREATE INDEX ix_floor_seat_cohort_id ON floor_seat (cohort_id);
"""
mine = threading.local()


def create_app() -> Flask:
    app = Flask("locked")
    url = os.environ["DATABASE_URL"]
    take = take_on_sqlite if url.startswith("sqlite") else take_on_postgresql

    @app.get("/live")
    def live() -> str:
        return "fine"

    @app.post("/cohorts/<int:cohort_id>")
    def register(cohort_id: int) -> tuple[str, int]:
        person = (cohort_id, request.form["name"], request.form["email"])
        return ("yours", 200) if take(url, person) else ("full", 409)

    return app


def take_on_sqlite(url: str, person: tuple[int, str, str]) -> bool:
    if not hasattr(mine, "connection"):
        mine.connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)
        mine.connection.isolation_level = None
        mine.connection.execute("PRAGMA journal_mode=WAL")
        mine.connection.execute("PRAGMA synchronous=FULL")
    connection = mine.connection
    connection.execute("BEGIN IMMEDIATE")
    asked = "SELECT capacity FROM floor_cohort WHERE id = ?"
    [capacity] = connection.execute(asked, person[:1]).fetchone()
    counting = "SELECT count(*) FROM floor_seat WHERE cohort_id = ?"
    [taken] = connection.execute(counting, person[:1]).fetchone()
    if taken < capacity:
        connection.execute("INSERT INTO floor_seat VALUES (?, ?, ?)", person)
    connection.execute("COMMIT")
    return bool(taken < capacity)


def take_on_postgresql(url: str, person: tuple[int, str, str]) -> bool:
    if not hasattr(mine, "connection"):
        mine.connection = psycopg.connect(url.replace("+psycopg", ""))
    connection = mine.connection
    asked = "SELECT capacity FROM floor_cohort WHERE id = %s FOR UPDATE"
    [capacity] = connection.execute(asked, person[:1]).fetchone()
    counting = "SELECT count(*) FROM floor_seat WHERE cohort_id = %s"
    [taken] = connection.execute(counting, person[:1]).fetchone()
    if taken < capacity:
        connection.execute("INSERT INTO floor_seat VALUES (%s, %s, %s)", person)
    connection.commit()
    return bool(taken < capacity)
