"""FastAPI: `app.include_router(token_routes(user_of), prefix="/tokens")` gives `/tokens/liveavatar` and `/tokens/convai`.

`user_of(request)` is your login, `async` or not: the id of who is logged in, a text or a number, or None. Needs `pip install fastapi httpx`.
"""

import asyncio
import inspect
import json
import logging
import math
import os
import time
from urllib.parse import urlsplit

import httpx
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse

BODY_BYTES = 64 * 1024
ANSWER_BYTES = 256 * 1024
# Less than the 15 s that the tag waits, so that the page reads what went wrong.
UPSTREAM_SECS = 10
REQUESTS_A_MINUTE = 10

# What a page may ask Convai for. Who a person is comes from your login, and what costs more is yours to decide.
FROM_THE_PAGE = (
    "character_session_id",
    "connection_type",
    "turn_detection_config",
    "vad_params",
    "default_stt_enabled",
    "default_tts_enabled",
    "audio_config",
)


class Refusal(Exception):
    """What a request ends with; `detail` is what the tag shows."""

    def __init__(self, status: int, detail: str):
        super().__init__(detail)
        self.status = status
        self.detail = detail


def token_routes(user_of, env=os.environ) -> APIRouter:
    router = APIRouter()
    windows: dict[str, list[float]] = {}

    @router.post("/{service}")
    async def tokens(service: str, request: Request) -> JSONResponse:
        try:
            answer, status = await token_for(service, request, user_of, env, windows), 200
        except Refusal as refusal:
            answer, status = {"detail": refusal.detail}, refusal.status
        except Exception:
            # The message of what is not expected may have the key in it.
            answer, status = {"detail": "It failed."}, 500
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return JSONResponse(answer, status_code=status, headers=headers)

    return router


async def token_for(service: str, request: Request, user_of, env, windows) -> dict:
    known = SERVICES.get(service)
    if known is None:
        raise Refusal(404, "There is no such service.")
    if request.headers.get("origin") not in origins_in(env):
        raise Refusal(403, "The origin of this page is not in ALLOWED_ORIGINS.")
    user = await user_from(user_of, request)
    if not user:
        raise Refusal(401, "Log in first.")
    if not is_within_minute(windows, user):
        raise Refusal(429, "Too many conversations were started. Try again in a minute.")
    name, needs, url, body_of, give = known
    missing = [variable for variable in needs if not env.get(variable)]
    if missing:
        raise Refusal(503, f"{name} is not set up: {', '.join(missing)} missing.")
    wrong = wrong_with(env, needs[0])
    if wrong:
        raise Refusal(503, f"{name} is not set up: {wrong}")
    body = await bounded(request.stream(), BODY_BYTES)
    asked = {} if body == b"" else object_in(body)
    if asked is None:
        raise Refusal(400, "The body is no JSON object, or is too long.")
    return await ask(name, url(env), env[needs[0]], body_of(env, user, asked), give)


def origins_in(env) -> list[str]:
    """Nothing is an origin but an address: no gap between commas, and no `null`, which every page in a sandbox has."""
    entries = [entry.strip().removesuffix("/") for entry in (env.get("ALLOWED_ORIGINS") or "").split(",")]
    return [entry for entry in entries if "://" in entry]


async def user_from(user_of, request: Request) -> str:
    """As text, since a record may be another one each time and never come to its limit; empty: nobody is logged in."""
    try:
        user = user_of(request)
        # A coroutine that nobody awaits is true, whoever asks.
        if inspect.isawaitable(user):
            user = await user
    except HTTPException as refused:
        # As many a login says it.
        if refused.status_code in (401, 403):
            return ""
        raise Refusal(500, "The login failed.") from None
    except Exception:
        logging.getLogger(__name__).exception("The login failed.")
        raise Refusal(500, "The login failed.") from None
    if isinstance(user, str):
        return user.strip()
    is_number = isinstance(user, (int, float)) and not isinstance(user, bool) and math.isfinite(user)
    return str(user) if is_number and user else ""


def wrong_with(env, key_name: str) -> str:
    """What the client would refuse, with the key in its words."""
    if not all("!" <= letter <= "~" for letter in env[key_name]):
        return f"{key_name} is no key: it has a space or another odd character."
    url_name = key_name.replace("_KEY", "_URL")
    address = env.get(url_name)
    return f"{url_name} is no address that begins with https://." if address and not is_api_address(address) else ""


def is_api_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        parts.port
    except ValueError:
        return False
    is_loopback = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and parts.username is None and (parts.scheme == "https" or is_loopback)


async def ask(name: str, url: str, key: str, body: dict, give) -> dict:
    try:
        status, answer = await asyncio.wait_for(post(url, key, body), UPSTREAM_SECS)
    except (httpx.HTTPError, asyncio.TimeoutError):
        # What it says may have the key in it.
        raise Refusal(502, f"{name} did not answer. Try again.") from None
    # The service's own words may quote the key.
    if not 200 <= status < 300:
        raise Refusal(status if status in (402, 429) else 502, f"{name} answered {status}.")
    given = give(answer) if answer is not None else None
    if given is None or not all(isinstance(value, str) for value in given.values()) or key in json.dumps(given):
        raise Refusal(502, f"{name} gave no token.")
    return given


async def post(url: str, key: str, body: dict):
    # Another host would get the key, so no redirect is followed.
    async with httpx.AsyncClient(follow_redirects=False, timeout=UPSTREAM_SECS) as client:
        async with client.stream("POST", url, json=body, headers={"X-API-Key": key}) as response:
            return response.status_code, object_in(await bounded(response.aiter_bytes(), ANSWER_BYTES))


async def bounded(stream, max_bytes: int):
    """None: it is longer than that, and the rest is not read."""
    read = b""
    async for part in stream:
        read += part
        if len(read) > max_bytes:
            return None
    return read


def object_in(text):
    try:
        value = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def is_within_minute(windows: dict[str, list[float]], user: str) -> bool:
    """Per user, in this process: with several of them, count where all can see it."""
    now = time.monotonic()
    for known in [known for known, times in windows.items() if times[-1] < now - 60]:
        del windows[known]
    times = [moment for moment in windows.get(user, []) if moment > now - 60]
    if len(times) >= REQUESTS_A_MINUTE:
        return False
    windows[user] = [*times, now]
    return True


def liveavatar_session(env, _user, _asked) -> dict:
    persona = {"context_id": env["LIVEAVATAR_CONTEXT_ID"], "language": env.get("LIVEAVATAR_LANGUAGE") or "en"}
    if env.get("LIVEAVATAR_VOICE_ID"):
        persona["voice_id"] = env["LIVEAVATAR_VOICE_ID"]
    return {
        "mode": "FULL",
        "avatar_id": env["LIVEAVATAR_AVATAR_ID"],
        "avatar_persona": persona,
        "interactivity_type": "PUSH_TO_TALK",
    }


def convai_connect(env, user, asked) -> dict:
    kept = {name: asked[name] for name in FROM_THE_PAGE if name in asked}
    return {**kept, "character_id": env["CONVAI_CHARACTER_ID"], "end_user_id": user, "transport": "livekit"}


def session_token(answer: dict) -> dict:
    data = answer.get("data")
    return {"session_token": data.get("session_token") if isinstance(data, dict) else None}


# By name: what it is called, which variables it needs, its key first, where it is asked for what, and what the page gets.
SERVICES = {
    "liveavatar": (
        "LiveAvatar",
        ("LIVEAVATAR_API_KEY", "LIVEAVATAR_AVATAR_ID", "LIVEAVATAR_CONTEXT_ID"),
        lambda env: f"{env.get('LIVEAVATAR_API_URL') or 'https://api.liveavatar.com'}/v1/sessions/token",
        liveavatar_session,
        session_token,
    ),
    "convai": (
        "Convai",
        ("CONVAI_API_KEY", "CONVAI_CHARACTER_ID"),
        lambda env: f"{env.get('CONVAI_API_URL') or 'https://live.convai.com'}/connect",
        convai_connect,
        lambda answer: {name: answer.get(name) for name in ("token", "room_url", "character_session_id")},
    ),
}
