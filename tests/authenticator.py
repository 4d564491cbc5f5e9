"""A security key in software: what a browser would answer, right or wrong (WebAuthn, ES256)."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field, replace
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from app.models import StaffMember
from app.services import passkeys
from app.services.passkeys import Site

# for @pytest.mark.environment: a passkey belongs to a name
NAMED = "http://localhost"
HERE = Site("localhost", NAMED, "Holdstart")
ASKED = b"sixteen bytes or more of chance"
PRESENT, HAS_KEY = 0x01, 0x40


@dataclass
class SecurityKey:
    """One credential on it; it counts as it is told to."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    count: int = 0
    counts: bool = True
    origin: str = NAMED

    def elsewhere(self, origin: str) -> "SecurityKey":
        """The same, asked by another page."""
        return replace(self, origin=origin)

    def made(self, options: dict[str, Any]) -> str:
        """The answer to navigator.credentials.create()."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: _bytes(numbers.x), -3: _bytes(numbers.y)}
        about = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data = self._data(options["rp"]["id"], PRESENT | HAS_KEY) + about + cbor2.dumps(public)
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._answer(clientDataJSON=client, attestationObject=statement)

    def used(self, options: dict[str, Any], *, signs: bytes | None = None) -> str:
        """The answer to navigator.credentials.get(); `signs`: with another key's signature."""
        self.count += self.counts
        data = self._data(options["rpId"], PRESENT)
        client = self._client("webauthn.get", options)
        signed = data + hashlib.sha256(client).digest()
        signature = signs or self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, host: str, flags: int) -> bytes:
        return (
            hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")
        )

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        raw = text(self.credential_id)
        said = {name: text(value) for name, value in response.items()}
        return json.dumps({"id": raw, "rawId": raw, "type": "public-key", "response": said})


def added(member: StaffMember, key: SecurityKey | None = None, name: str = "Key") -> SecurityKey:
    """The member's, on the site of HERE; the caller commits."""
    key = key or SecurityKey()
    options = json.loads(passkeys.to_add(member, HERE, ASKED))
    passkeys.add(member, key.made(options), ASKED, HERE, name)
    return key


def asked(member: StaffMember, challenge: bytes = ASKED) -> dict[str, Any]:
    """What the browser is asked at a sign-in."""
    options: dict[str, Any] = json.loads(passkeys.to_use(member, HERE, challenge))
    return options


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "==")


def _bytes(number: int) -> bytes:
    return number.to_bytes(32, "big")
