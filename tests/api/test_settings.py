"""What of the environment a run may use."""

from __future__ import annotations

import pytest

from wholesale.errors import AuthenticationError, SettingsError, WholesaleError
from wholesale.settings import API_URL, read

VARIABLES = (
    "WHOLESALE_API_URL",
    "WEBEX_ACCESS_TOKEN",
    "WHOLESALE_WAIT",
    "WHOLESALE_CONCURRENCY",
    "WHOLESALE_TIMEOUT",
)


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", "s3cret-token")


def test_a_token_is_all_that_is_needed() -> None:
    settings = read()
    assert (settings.api_url, settings.token, settings.concurrency) == (API_URL, "s3cret-token", 96)


def test_the_token_is_never_shown() -> None:
    assert "s3cret" not in repr(read())


@pytest.mark.parametrize("token", ["", " ", "\n"])
def test_without_a_token_the_variable_is_named(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", token)
    with pytest.raises(AuthenticationError, match="WEBEX_ACCESS_TOKEN is not set"):
        read()


@pytest.mark.parametrize(
    "token", ["Bearer s3cret", "s3cret\r\nX: y", "s3crét", "s3cret\x01", "s3cret\x7f", "s3\tcret"]
)
def test_a_token_that_cannot_be_one_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", token)
    with pytest.raises(AuthenticationError) as told:
        read()
    assert "s3c" not in str(told.value)


def test_white_space_around_a_token_is_taken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", " s3cret-token\n")
    assert read().token == "s3cret-token"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/v1", "https://api.example/v1/", "http://[::1]:8080/v1"]
)
def test_an_address_is_used_without_its_last_slash(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("WHOLESALE_API_URL", url)
    assert read().api_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "api.example",
        "ftp://api.example",
        "http://",
        "https:///v1",
        "https://user:pass@api.example/v1",
        "https://api.example/v1?a=b",
        "https://api.example/v1#a",
        "https://api.example:port/v1",
        "https://api.example:99999/v1",
        "https://[::1/v1",
        "https://api example/v1",
        "https://api.example/\x01",
    ],
)
def test_an_address_that_is_no_base_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("WHOLESALE_API_URL", url)
    with pytest.raises(SettingsError, match="WHOLESALE_API_URL") as told:
        read()
    assert "pass@" not in str(told.value)


@pytest.mark.parametrize("name", ["WHOLESALE_WAIT", "WHOLESALE_CONCURRENCY", "WHOLESALE_TIMEOUT"])
@pytest.mark.parametrize("text", ["many", "-1", "nan", "inf", "1e999"])
def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingsError, match=name):
        read()


@pytest.mark.parametrize(("name", "least"), [("WHOLESALE_CONCURRENCY", "0.5"), ("WHOLESALE_TIMEOUT", "0")])
def test_nothing_is_set_to_less_than_it_can_be(
    monkeypatch: pytest.MonkeyPatch, name: str, least: str
) -> None:
    monkeypatch.setenv(name, least)
    with pytest.raises(WholesaleError, match=name):
        read()


def test_no_time_to_wait_is_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOLESALE_WAIT", "0")
    assert read().wait == 0
