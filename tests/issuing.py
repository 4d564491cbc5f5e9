"""An organisation with a sign-in of its own (OpenID Connect), on this machine: a small issuer."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

from app import clock

CLIENT, SECRET = "holdstart", "a secret between the two"
# what an operator sets; where the issuer really is, a test says once it runs
CONFIGURED = {
    "OIDC_ISSUER": "http://127.0.0.1:1",
    "OIDC_CLIENT_ID": CLIENT,
    "OIDC_CLIENT_SECRET": SECRET,
    "OIDC_NAME": "Kursushuset",
}


class Issuer:
    """Lets in whoever comes, as the person whose claims it has."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        # signs with it; another than the one it shows is a forger's
        self.signs_with = self.key
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {}
        self.is_broken = False
        self.codes: dict[str, dict[str, str]] = {}

    def metadata(self) -> dict[str, object]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the person's browser is sent back to."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str], authorization: str) -> dict[str, str]:
        begun = self.codes.pop(asked.get("code", ""), None)
        if begun is None or begun["redirect_uri"] != asked["redirect_uri"]:
            return {"error": "invalid_grant"}
        challenge = hashlib.sha256(asked["code_verifier"].encode()).digest()
        assert begun["code_challenge"] == base64.urlsafe_b64encode(challenge).decode().rstrip("=")
        assert base64.b64decode(authorization.removeprefix("Basic ")).decode() == (
            f"{CLIENT}:{SECRET}"
        )
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.address,
            "sub": "a-person",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": begun["nonce"],
            "email_verified": True,
        } | self.claims
        return {
            "access_token": "opens-nothing",
            "token_type": "Bearer",
            "id_token": self.signed({"alg": self.algorithm, "kid": "one"}, claims),
        }

    def signed(self, header: dict[str, str], claims: dict[str, Any]) -> str:
        if self.algorithm == "none":
            parts = (json.dumps(part).encode() for part in (header, claims))
            return (
                ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
                + "."
            )
        return jwt.encode(header, claims, self.signs_with, algorithms=[self.algorithm])


@contextmanager
def issuing() -> Iterator[Issuer]:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
        server.RequestHandlerClass = _handler(issuer)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", issuer.authorize(_flat(parts.query)))
                self.end_headers()
            elif parts.path == "/keys":
                self.say({"keys": [issuer.key.as_dict(private=False)]})
            else:
                assert parts.path == "/.well-known/openid-configuration"
                self.say(issuer.metadata())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.say(issuer.token(_flat(body), self.headers["Authorization"]))

        def say(self, what: object) -> None:
            body = b"<h1>Bad gateway</h1>" if issuer.is_broken else json.dumps(what).encode()
            self.send_response(502 if issuer.is_broken else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """What a test says stays its own."""

    return Handler


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def let_in(address: str) -> str:
    """What the organisation's pages do with the browser: where it is sent back to."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert answer.status_code == 302
    return answer.headers["Location"]
