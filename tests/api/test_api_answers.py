"""What the client makes of an answer: values, errors in words, and bounds."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from faked import BASE, TOKEN, calling, raw, says, service
from hypothesis import given
from hypothesis import strategies as st

from wholesale.api import client as clients
from wholesale.api.answers import Answer, decode, error_codes, failure
from wholesale.errors import ApiError, AuthenticationError, UnclearError, WholesaleError

if TYPE_CHECKING:
    from wholesale.api.client import ApiClient

MAIL = "ada@acme.example"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
    max_leaves=10,
)
ENVELOPES = st.fixed_dictionaries(
    {}, optional={"message": JSON, "errors": JSON, "errorCode": JSON, "trackingId": JSON, "code": JSON}
)


def failing(*steps: Any) -> ApiError:
    with pytest.raises(ApiError) as told:
        calling(service(*steps), lambda client: client.get("/people", {"email": MAIL}))
    return told.value


GONE = {"message": "gone", "trackingId": "SIM_1"}


def test_delete_of_what_is_gone_is_false() -> None:
    assert calling(service(says(404, GONE)), lambda client: client.delete("/things/1")) is False


def test_delete_of_what_is_there_is_true() -> None:
    assert calling(service(says(204)), lambda client: client.delete("/things/1")) is True


def test_only_404_says_that_a_thing_is_gone() -> None:
    assert calling(service(says(404, GONE)), lambda client: client.find("/things/1")) is None


def test_a_404_of_a_gateway_proves_nothing() -> None:
    for work in (lambda client: client.find("/things/1"), lambda client: client.delete("/things/1")):
        with pytest.raises(ApiError):
            calling(service(raw(404, b"<html>no route</html>")), work)


@pytest.mark.parametrize("status", [400, 401, 403, 405, 409, 410, 428, 500])
def test_every_other_status_says_nothing_about_a_thing(status: int) -> None:
    with pytest.raises(WholesaleError):
        calling(service(says(status, {})), lambda client: client.find("/things/1"))


@pytest.mark.parametrize("content", [b"", b"<html>Maintenance</html>", b"[]", b"null", b'"x"', b"\xff\xfe"])
def test_a_success_without_an_object_proves_nothing_about_a_thing(content: bytes) -> None:
    with pytest.raises(ApiError):
        calling(service(raw(200, content)), lambda client: client.find("/things/1"))


def test_an_error_has_what_was_attempted_status_code_and_tracking_id() -> None:
    error = failing(says(409, {"message": "Taken", "errorCode": 25223, "trackingId": "NA_1"}))
    assert str(error) == "GET /people: 409 Conflict; Taken; error code 25223; trackingid NA_1"
    assert (error.status, error.codes, error.tracking_id) == (409, (25223,), "NA_1")


@pytest.mark.parametrize("status", [400, 401, 403, 409, 429, 500, 503])
@pytest.mark.parametrize("method", ["get", "delete", "post"])
def test_no_error_shows_the_token_or_the_query(method: str, status: int) -> None:
    arguments = ({},) if method == "post" else ()
    refused = service(says(status, {"message": "No"}, retry_after="1000"))
    with pytest.raises(WholesaleError) as told:
        calling(refused, lambda client: getattr(client, method)("/people/7", *arguments, {"email": MAIL}))
    assert TOKEN not in str(told.value)
    assert MAIL not in str(told.value)


@pytest.mark.parametrize("lost", [httpx.ConnectError("refused"), httpx.ReadTimeout("")])
def test_no_lost_call_shows_the_token_or_the_query(lost: Exception) -> None:
    with pytest.raises(ApiError) as told:
        calling(service(lost), lambda client: client.get("/people", {"email": MAIL}))
    assert TOKEN not in str(told.value)
    assert MAIL not in str(told.value)


def test_an_error_on_a_later_page_does_not_show_the_query_either() -> None:
    first = says(200, {"items": [{"id": "1"}]}, link=f'<{BASE}/people?email={MAIL}&cursor=2>; rel="next"')
    with pytest.raises(ApiError) as told:
        calling(service(first, says(400, {})), lambda client: client.list("/people"))
    assert MAIL not in str(told.value)


@pytest.mark.parametrize(
    "content", [b"", b"<html>Bad Gateway</html>", b"\x00\xff", b"[1, 2]", b'"text"', b"12"]
)
def test_an_error_without_a_readable_body_is_told_by_status_and_header(content: bytes) -> None:
    error = failing(raw(500, content, cisco_spark_error_codes="4251", trackingid="NA_2"))
    assert str(error) == "GET /people: 500 Internal Server Error; error code 4251; trackingid NA_2"


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ({"errorCode": 8363}, (8363,)),
        ({"errorCode": "8363"}, (8363,)),
        ({"message": "x", "errors": [{"errorCode": 25008}, {"errorCode": 25009}]}, (25008, 25009)),
        ({"errorCode": 1, "errors": [{"errorCode": 2}, {"errorCode": 1}]}, (1, 2)),
        ({"errors": [{"code": "4003"}]}, (4003,)),
        ({"message": "License assignment failed [Error 9601] Location"}, (9601,)),
        ({"message": "errorCode = '8052' more"}, (8052,)),
        ({"errorCode": "none", "errors": ["text", None, {}]}, ()),
        ({"errorCode": None, "errors": None, "message": None}, ()),
    ],
)
def test_codes_are_found_wherever_a_back_end_puts_them(body: Any, codes: tuple[int, ...]) -> None:
    assert error_codes(Answer(400, {}, body)) == codes


@pytest.mark.parametrize("text", ["4251,4252", "4251, 4252"])
def test_the_header_may_hold_several_codes(text: str) -> None:
    assert error_codes(Answer(502, {"cisco-spark-error-codes": text}, None)) == (4251, 4252)


@given(JSON | ENVELOPES, st.integers(300, 999))
def test_any_error_body_becomes_one_message(body: Any, status: int) -> None:
    told = failure("GET /things", Answer(status, {}, body))
    assert str(told).startswith(f"GET /things: {status} ")


@pytest.mark.parametrize("errors", [7, True, "text", {"a": 1}, [[1]]])
def test_errors_of_another_form_are_passed_over(errors: Any) -> None:
    assert error_codes(Answer(400, {}, {"errors": errors, "errorCode": 5})) == (5,)


def test_a_code_of_thousands_of_digits_is_none() -> None:
    assert error_codes(Answer(400, {}, {"errorCode": "9" * 5000})) == ()


@pytest.mark.parametrize("content", [b"[" * 200_000, b'{"a":' * 200_000], ids=["lists", "objects"])
def test_a_body_nested_without_end_is_no_json(content: bytes) -> None:
    assert decode(content) is None


@given(st.binary(max_size=200))
def test_any_bytes_decode_to_json_or_to_nothing(content: bytes) -> None:
    decode(content)


def test_a_long_message_is_cut() -> None:
    assert len(str(failing(says(400, {"message": "x" * 100_000})))) < 700


def test_the_error_of_a_refused_token_says_which_variable_holds_it() -> None:
    with pytest.raises(AuthenticationError, match="WEBEX_ACCESS_TOKEN"):
        calling(service(says(401, {})), lambda client: client.get("/people/me"))


def test_bodies_are_sent_as_utf8_json() -> None:
    api = service(says(200, {}))
    calling(api, lambda client: client.post("/things", {"name": "Chloé"}))
    assert json.loads(api.seen[0].content) == {"name": "Chloé"}
    assert api.seen[0].headers["content-type"] == "application/json"


def grows(amount: int) -> Any:
    """A step that streams `amount` bytes in pieces."""

    async def pieces() -> Any:
        for _ in range(amount // 65536 + 1):
            yield b" " * 65536

    return lambda _: httpx.Response(200, content=pieces())


def test_an_answer_beyond_the_cap_is_not_read_to_its_end() -> None:
    with pytest.raises(ApiError, match="larger than"):
        calling(service(grows(clients.LARGEST_ANSWER * 2)), lambda client: client.get("/things"))


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_small_answer_that_unpacks_beyond_the_cap_is_refused(coding: str) -> None:
    plain = b" " * (clients.LARGEST_ANSWER + 1024)
    packed = gzip.compress(plain, 1) if coding == "gzip" else zlib.compress(plain, 1)
    assert len(packed) < 1024 * 1024
    with pytest.raises(ApiError, match="larger than"):
        calling(service(raw(200, packed, content_encoding=coding)), lambda client: client.get("/things"))


def test_the_error_of_a_too_large_answer_says_what_was_attempted() -> None:
    with pytest.raises(ApiError, match="GET /things"):
        calling(service(grows(clients.LARGEST_ANSWER * 2)), lambda client: client.get("/things"))


def test_a_post_whose_answer_cannot_be_read_is_unclear() -> None:
    with pytest.raises(UnclearError):
        calling(service(grows(clients.LARGEST_ANSWER * 2)), lambda client: client.post("/things", {}))


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_answer_that_does_not_unpack_is_an_error_of_ours(method: str) -> None:
    broken = raw(200, b"no gzip at all", content_encoding="gzip")
    arguments = ({},) if method == "post" else ()

    def call(client: ApiClient) -> Any:
        return getattr(client, method)("/things", *arguments)

    with pytest.raises(ApiError):
        calling(
            service(lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Broken())),
            call,
        )
    assert broken


class Broken(httpx.AsyncByteStream):
    """Bytes that their coding cannot read."""

    async def __aiter__(self) -> Any:
        yield b"no gzip at all"


def test_an_answer_that_drips_for_ever_is_lost() -> None:
    async def drips() -> Any:
        while True:
            await asyncio.sleep(0)
            yield b" "

    with pytest.raises(UnclearError, match="no whole answer"):
        calling(
            service(lambda _: httpx.Response(200, content=drips())),
            lambda client: client.post("/things", {}),
            timeout=0.02,
        )
