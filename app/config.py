"""What the operator sets, from the environment. A missing or weak setting stops the start."""

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PACKAGE = Path(__file__).resolve().parent
LEAST_KEY = 32
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
OIDC = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")


class SettingMissing(SystemExit):
    """Ends the start with one sentence that says what to set."""


def tree(name: str) -> str:
    """Where a top-level folder is: inside the package once installed, beside it in a checkout."""
    for base in (PACKAGE, PACKAGE.parent):
        if (base / name).is_dir():
            return str(base / name)
    raise FileNotFoundError(name)


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not value.isdecimal():
        raise SettingMissing(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _flag(env: Mapping[str, str], name: str) -> bool:
    return (env.get(name) or "").lower() in {"1", "true", "yes", "on"}


def _secret_keys(env: Mapping[str, str]) -> list[str]:
    keys = [key.strip() for key in (env.get("SECRET_KEY") or "").split(",") if key.strip()]
    if not keys:
        raise SettingMissing(
            "Set SECRET_KEY to a random text of at least 32 characters, "
            'for example from: python3 -c "import secrets; print(secrets.token_urlsafe(48))".'
        )
    for key in keys:
        if len(key) < LEAST_KEY or len(set(key)) < 10:
            raise SettingMissing(
                "SECRET_KEY is too weak: use a random text of at least 32 characters."
            )
    return keys


def _database(env: Mapping[str, str], instance: Path) -> str:
    url = env.get("DATABASE_URL") or f"sqlite:///{instance / 'holdstart.db'}"
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingMissing("DATABASE_URL must begin with postgresql:// or sqlite:///.")
    return url


def is_guarded(address: str) -> bool:
    """Whether nobody on the way can read or change what is said there: https, or this machine."""
    parts = urlsplit(address)
    if parts.scheme == "http":
        return parts.hostname in LOOPBACK
    return parts.scheme == "https" and bool(parts.hostname)


def _oidc(env: Mapping[str, str]) -> dict[str, str]:
    """The sign-in of the provider's own organisation: all of it, or nothing."""
    found = {name: (env.get(name) or "").strip() for name in (*OIDC, "OIDC_NAME")}
    if not any(found.values()):
        return found
    missing = [name for name in OIDC if not found[name]]
    if missing:
        raise SettingMissing(f"Set {' and '.join(missing)} too, or none of {', '.join(OIDC)}.")
    try:
        guarded = is_guarded(found["OIDC_ISSUER"])
    except ValueError:
        guarded = False
    if not guarded:
        raise SettingMissing("OIDC_ISSUER must begin with https:// unless it is on this machine.")
    if find_spec("authlib") is None or find_spec("requests") is None:
        raise SettingMissing("OIDC_ISSUER needs the extra oidc: pip install 'holdstart[oidc]'.")
    return found | {"OIDC_NAME": found["OIDC_NAME"] or str(urlsplit(found["OIDC_ISSUER"]).hostname)}


def from_environment(env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The settings of the site as Flask's. Raises SettingMissing with a sentence to act on."""
    base_url = (env.get("BASE_URL") or "").rstrip("/")
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise SettingMissing(
            "Set BASE_URL to the address of the site, for example https://courses.example."
        )
    demo = _flag(env, "DEMO")
    loopback = parts.hostname in LOOPBACK
    if parts.scheme == "http" and not loopback:
        raise SettingMissing("BASE_URL must begin with https:// unless it is on this machine.")
    if demo and not loopback:
        raise SettingMissing("DEMO is only for this machine: unset it, or use http://127.0.0.1.")
    instance = Path(env.get("INSTANCE_PATH") or PACKAGE.parent / "instance").resolve()
    keys = _secret_keys(env)
    hosts = [parts.hostname]
    if loopback:
        hosts = ["127.0.0.1", "localhost"]
    return {
        "SECRET_KEY": keys[0],
        "SECRET_KEY_FALLBACKS": keys[1:],
        # itsdangerous signs with the last and opens with all
        "LINK_KEYS": keys[::-1],
        "BASE_URL": base_url,
        "SERVER_NAME": parts.netloc,
        "PREFERRED_URL_SCHEME": parts.scheme,
        "TRUSTED_HOSTS": hosts,
        "PROXIES": _whole(env, "PROXIES", 0),
        "INSTANCE_PATH": str(instance),
        "SQLALCHEMY_DATABASE_URI": _database(env, instance),
        # files that were handed in: outside of everything that is served, and part of a backup
        "UPLOADS_PATH": env.get("UPLOADS_PATH") or str(instance / "uploads"),
        # who was erased, as keyed hashes: kept beside the backups, so that an old one is cleaned
        "ERASURES_PATH": env.get("ERASURES_PATH") or str(instance / "erasures.log"),
        # looks at a file whose path comes last: ends with 0 if it is clean, with 1 if it is not
        "SCAN_COMMAND": env.get("SCAN_COMMAND") or "",
        "DEMO": demo,
        "HTTPS": parts.scheme == "https",
        "SESSION_COOKIE_NAME": "__Host-holdstart" if parts.scheme == "https" else "holdstart",
        "SESSION_COOKIE_SECURE": parts.scheme == "https",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 512 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 500,
        "MAIL_HOST": env.get("MAIL_HOST") or "127.0.0.1",
        "MAIL_PORT": _whole(env, "MAIL_PORT", 25),
        "MAIL_USERNAME": env.get("MAIL_USERNAME") or "",
        "MAIL_PASSWORD": env.get("MAIL_PASSWORD") or "",
        # starttls, tls (from the first byte) or none (this machine only)
        "MAIL_TLS": env.get("MAIL_TLS") or "",
        "MAIL_FROM": env.get("MAIL_FROM") or "",
        # where reports of mails that came back go; each mail has an address of its own under it
        "MAIL_BOUNCES": env.get("MAIL_BOUNCES") or "",
        "MAIL_CONNECTIONS": _whole(env, "MAIL_CONNECTIONS", 2),
        "MAIL_DOT_TIMEOUT": _whole(env, "MAIL_DOT_TIMEOUT", 120),
        **_oidc(env),
        "SECURITY_CONTACT": env.get("SECURITY_CONTACT") or "",
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "BABEL_TRANSLATION_DIRECTORIES": tree("translations"),
        "BABEL_DEFAULT_LOCALE": "da",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Copenhagen",
    }
