"""The sign-in of the provider's own organisation (OpenID Connect), in place of the password.

Loaded only where it is configured: Authlib is an extra. What the organisation is asked is asked
over the network: no transaction may be open meanwhile.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import select

from app import addresses, clock
from app.config import is_guarded
from app.extensions import db
from app.models import StaffMember
from app.models.errors import RuleBroken
from app.models.oidc_errors import (
    AddressUnproved,
    NobodyHere,
    OrganisationAway,
    OrganisationRefused,
)
from app.services import audit, tries

log = logging.getLogger("holdstart.oidc")

LASTS = timedelta(minutes=10)
PATIENCE = 5  # seconds for each question
CLOCKS_DIFFER = 60
SCOPE = "openid email"
# signed with a key that the organisation alone has: never "none", never our own secret
SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who is asked, who asks, and where the answer comes back to."""

    issuer: str
    client_id: str
    client_secret: str
    back: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What one sign-in is known by: to us, in the signed words, and at the exchange (PKCE)."""

    state: str
    nonce: str
    verifier: str


def begin() -> Begun:
    return Begun(*(secrets.token_urlsafe(32) for _ in range(3)))


def where_to(organisation: Organisation, begun: Begun) -> str:
    """The address at the organisation where the person signs in."""
    with _asking(organisation) as client:
        endpoint = _endpoint(_metadata(client, organisation), "authorization_endpoint")
        address, _ = client.create_authorization_url(
            endpoint, state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier
        )
    return str(address)


def is_first(state: str) -> bool:
    """Whether it comes back for the first time: a copy of the cookie brings nothing."""
    return tries.count_apart(f"oidc/{state}", within=LASTS, now=clock.now()) == 1


def told(organisation: Organisation, begun: Begun, code: str) -> dict[str, Any]:
    """What the organisation says of the person: signed by it, for us, for this sign-in, now."""
    with _asking(organisation) as client:
        metadata = _metadata(client, organisation)
        methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" not in methods:
            client.token_endpoint_auth_method = "client_secret_post"  # noqa: S105
        token = client.fetch_token(
            _endpoint(metadata, "token_endpoint"),
            grant_type="authorization_code",
            code=code,
            code_verifier=begun.verifier,
            redirect_uri=organisation.back,
            allow_redirects=False,
        )
        keys = KeySet.import_key_set(_json(client, _endpoint(metadata, "jwks_uri")))  # type: ignore[arg-type]
        signed = jwt.decode(token["id_token"], keys, algorithms=SIGNED_WITH)
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {
                "iss": {"essential": True, "value": metadata["issuer"]},
                "aud": {"essential": True, "value": organisation.client_id},
            },
            {"nonce": begun.nonce, "client_id": organisation.client_id},
        )
        claims.validate(now=int(clock.now().timestamp()), leeway=CLOCKS_DIFFER)
    return dict(claims)


def member(claims: dict[str, Any]) -> StaffMember:
    """Whose address it is. Nobody gets an account by this, and a closed one stays closed.

    An address that the organisation does not answer for may have been typed in by anybody.
    Entra ID says `xms_edov` for what others call `email_verified`.
    """
    email = claims.get("email")
    is_proved = claims.get("email_verified") is True or claims.get("xms_edov") in (True, "1")
    if not isinstance(email, str) or not is_proved:
        raise AddressUnproved
    found = db.session.scalar(
        select(StaffMember).where(StaffMember.email == addresses.normal(email))
    )
    if found is None or not found.active:
        raise NobodyHere
    return found


def note_refusal(reason: RuleBroken, peer: str) -> None:
    """In a transaction of its own, as the request is a GET; without the address."""
    audit.record_apart(
        "staff.oidc_refused",
        "staff_member/none",
        actor_id=None,
        peer=peer,
        reason=type(reason).__name__,
    )


@contextmanager
def _asking(organisation: Organisation) -> Iterator[Any]:
    """What goes wrong meanwhile becomes a rule broken; the log gets its kind and no more."""
    try:
        with OAuth2Session(
            organisation.client_id,
            organisation.client_secret,
            scope=SCOPE,
            redirect_uri=organisation.back,
            code_challenge_method="S256",
            default_timeout=PATIENCE,
        ) as client:
            yield client
    except (requests.ConnectionError, requests.Timeout, requests.HTTPError) as wrong:
        log.warning("the issuer does not answer: %s", type(wrong).__name__)
        raise OrganisationAway from None
    except (
        requests.RequestException,
        AuthlibBaseError,
        JoseError,
        KeyError,
        TypeError,
        ValueError,
    ) as wrong:
        log.warning("the issuer's answer is refused: %s", type(wrong).__name__)
        raise OrganisationRefused from None


def _metadata(client: Any, organisation: Organisation) -> dict[str, Any]:
    found = _json(client, organisation.issuer.rstrip("/") + DISCOVERY)
    if found["issuer"].rstrip("/") != organisation.issuer.rstrip("/"):
        raise ValueError("issuer")
    return found


def _endpoint(metadata: dict[str, Any], name: str) -> str:
    address = metadata[name]
    if not isinstance(address, str) or not is_guarded(address):
        raise ValueError(name)
    return address


def _json(client: Any, address: str) -> dict[str, Any]:
    answer = client.get(address, withhold_token=True, allow_redirects=False)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError(address)
    return found
