"""Signing in with a provider (OIDC): a real one, though a small one, on this machine."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from conftest import PATIENCE, StartApp
from joserfc import jwt
from joserfc.jwk import RSAKey
from playwright.sync_api import Page, expect

from quiz_app.testing import RunningApp, course_folder, free_port

TEACHER, STUDENT = "teacher@uni.example", "ada@uni.example"
_CLIENT = "the-course"
_KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})


class Provider(ThreadingHTTPServer):
    """Whoever comes is `email`, without being asked (OpenID Connect Core 1.0, authorization code flow)."""

    email = ""
    verified = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Pages)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.nonces: dict[str, str] = {}  # by code


class _Pages(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/authorize":
            query = {name: values[0] for name, values in parse_qs(asked.query).items()}
            code = secrets.token_urlsafe()
            self.server.nonces[code] = query["nonce"]
            self.send_response(302)
            self.send_header(
                "Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
            )
            self.end_headers()
        elif asked.path == "/keys":
            self._answer({"keys": [_KEY.as_dict(private=False)]})
        else:
            issuer = self.server.issuer
            self._answer(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        claims = {
            "iss": self.server.issuer,
            "sub": self.server.email,
            "aud": _CLIENT,
            "iat": int(time.time()),
            "exp": int(time.time()) + 600,
            "nonce": self.server.nonces.pop(form["code"][0]),
            "email": self.server.email,
            "email_verified": self.server.verified,
        }
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, _KEY)
        self._answer({"access_token": "unused", "token_type": "Bearer", "expires_in": 600, "id_token": token})

    def _answer(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    server = Provider()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def app(start_app: StartApp, provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> RunningApp:
    folder = course_folder(tmp_path_factory.mktemp("signed-in"))
    port = free_port()
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(
        f"""
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{secrets.token_hex()}"
client_id = "{_CLIENT}"
client_secret = "{secrets.token_hex()}"
server_metadata_url = "{provider.issuer}/.well-known/openid-configuration"

[instructor]
emails = ["{TEACHER}"]
"""
    )
    Path(folder, "roster.csv").write_text(f"id,email\nada,{STUDENT}\n", encoding="utf-8")
    return start_app(folder, port)


@pytest.fixture
def sign_in(open_page: Callable[..., Page], provider: Provider) -> Callable[..., Page]:
    """Opens a page, presses its button and comes back from the provider as the owner of an e-mail address."""

    def go(path: str, button: str, email: str, verified: bool = True) -> Page:
        provider.email, provider.verified = email, verified
        page = open_page(path)
        page.get_by_role("button", name=button).click(timeout=PATIENCE)
        expect(page.get_by_role("button", name=button)).to_have_count(0, timeout=PATIENCE)
        return open_page(path)

    return go


def test_an_instructor_who_has_signed_in_sees_the_class(sign_in: Callable[..., Page]) -> None:
    page = sign_in("instructor", "Sign in", TEACHER.upper())
    expect(page.get_by_text("Have tried the quiz")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(("email", "verified"), [(STUDENT, True), (TEACHER, False)])
def test_somebody_else_does_not(sign_in: Callable[..., Page], email: str, verified: bool) -> None:
    page = sign_in("instructor", "Sign in", email, verified)
    expect(page.get_by_text("is not on the list of instructors")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Have tried the quiz")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("is not on the list of instructors")).to_have_count(0, timeout=PATIENCE)


def test_the_quiz_takes_the_student_whose_address_it_is(sign_in: Callable[..., Page]) -> None:
    page = sign_in("quiz", "Sign in to begin", STUDENT)
    expect(page.get_by_label("Student id")).to_have_count(0)
    page.get_by_role("button", name="Begin the quiz").click(timeout=PATIENCE)
    expect(page.get_by_role("radiogroup")).to_have_count(8, timeout=PATIENCE)
