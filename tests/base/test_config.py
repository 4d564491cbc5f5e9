"""A start with a missing or weak setting stops with one sentence that says what to set."""

from pathlib import Path

import pytest

from app.config import SettingMissing, from_environment

GOOD = {
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz",
    "BASE_URL": "https://courses.example",
}
ORGANISATION = {
    "OIDC_ISSUER": "https://id.example/realms/kursushuset",
    "OIDC_CLIENT_ID": "holdstart",
    "OIDC_CLIENT_SECRET": "a secret between the two",
}


def test_two_settings_are_enough(tmp_path: Path) -> None:
    settings = from_environment(GOOD | {"INSTANCE_PATH": str(tmp_path)})

    assert settings["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'holdstart.db'}"
    assert settings["TRUSTED_HOSTS"] == ["courses.example"]
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["DEMO"] is False


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "too weak"),
        ({"SECRET_KEY": "a" * 64}, "too weak"),
        ({"BASE_URL": ""}, "Set BASE_URL"),
        ({"BASE_URL": "courses.example"}, "Set BASE_URL"),
        ({"BASE_URL": "https://courses.example/site"}, "Set BASE_URL"),
        ({"BASE_URL": "http://courses.example"}, "https://"),
        ({"DEMO": "1"}, "DEMO"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL"),
        ({"PROXIES": "two"}, "PROXIES"),
        ({"MAIL_PORT": "smtp"}, "MAIL_PORT"),
        ({"OIDC_ISSUER": "https://id.example"}, "Set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too"),
        ({"OIDC_CLIENT_SECRET": "x"}, "Set OIDC_ISSUER and OIDC_CLIENT_ID too"),
        ({"OIDC_NAME": "Kursushuset"}, "OIDC_ISSUER"),
        (ORGANISATION | {"OIDC_ISSUER": "http://id.example"}, "https://"),
        (ORGANISATION | {"OIDC_ISSUER": "id.example"}, "https://"),
        (ORGANISATION | {"OIDC_ISSUER": "https://[id"}, "https://"),
    ],
)
def test_a_wrong_setting_stops_the_start(change: dict[str, str], says: str) -> None:
    with pytest.raises(SettingMissing) as stopped:
        from_environment(GOOD | change)

    sentence = str(stopped.value)
    assert says in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_keys_are_changed_without_logging_everybody_out() -> None:
    old, new = "o0123456789abcdefghijklmnopqrstuvwxyz", "n0123456789abcdefghijklmnopqrstuvwxyz"

    settings = from_environment(GOOD | {"SECRET_KEY": f"{new},{old}"})

    assert settings["SECRET_KEY"] == new
    assert settings["SECRET_KEY_FALLBACKS"] == [old]
    assert settings["LINK_KEYS"] == [old, new]


def test_a_postgresql_address_gets_its_driver() -> None:
    settings = from_environment(GOOD | {"DATABASE_URL": "postgresql://db.example/site"})

    assert settings["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://db.example/site"


def test_the_sign_in_of_the_organisation_is_named_after_its_host() -> None:
    assert from_environment(GOOD)["OIDC_ISSUER"] == ""
    assert from_environment(GOOD | ORGANISATION)["OIDC_NAME"] == "id.example"
    named = from_environment(GOOD | ORGANISATION | {"OIDC_NAME": "Kursushuset"})
    assert named["OIDC_NAME"] == "Kursushuset"


def test_without_its_extra_it_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.config.find_spec", lambda name: None)

    with pytest.raises(SettingMissing, match=r"holdstart\[oidc\]"):
        from_environment(GOOD | ORGANISATION)
