"""Where the token goes, and how lists end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from faked import BASE, TOKEN, Service, calling, says, service
from hypothesis import given
from hypothesis import strategies as st

from wholesale.api import client as clients
from wholesale.api.answers import Answer
from wholesale.api.pages import next_link, next_offset
from wholesale.errors import ApiError

if TYPE_CHECKING:
    from wholesale.api.client import ApiClient

ELSEWHERE = [
    "https://evil.example/v1/things?page=2",
    "//evil.example/v1/things",
    "http://api.example/v1/things",
    "https://api.example:8443/v1/things",
    "https://api.example@evil.example/v1/things",
    "https://user:pass@api.example/v1/things",
    "https://evil.example@api.example/v1/things",
    "https://api.example.evil.example/v1/things",
    "https://api.example\\@evil.example/v1/things",
    "https://evil.example\\@api.example/v1/things",
    "https://api.example:99999/v1/things",
    "https://api.example:port/v1/things",
    "https://[::1/v1/things",
    "ftp://api.example/v1/things",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "\\\\evil.example/v1/things",
]
ROWS = [{"id": str(number)} for number in range(250)]


def link(address: str) -> str:
    return f'<{address}>; rel="next"'


def listing(api: Service, params: dict[str, str] | None = None) -> list[Any]:
    return calling(api, lambda client: client.list("/things", params))


def counted(most: int, total: int = 250) -> Any:
    """A step of an offset list that holds `total` rows and gives at most `most` of them at once."""

    def answer(request: httpx.Request) -> httpx.Response:
        offset, asked = int(request.url.params["offset"]), int(request.url.params["max"])
        return httpx.Response(200, json={"items": ROWS[:total][offset : offset + min(asked, most)]})

    return answer


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_error_and_the_token_goes_nowhere_else(status: int) -> None:
    api = service(says(status, location="https://evil.example/"), says(200, {}))
    with pytest.raises(ApiError) as told:
        calling(api, lambda client: client.get("/things"))
    assert told.value.status == status
    assert [request.url.host for request in api.seen] == ["api.example"]


def test_every_call_carries_the_token_in_its_header_only() -> None:
    api = service(says(200, {}))
    calling(api, lambda client: client.get("/things", {"a": "1"}))
    assert api.seen[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in str(api.seen[0].url)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_next_page_at_another_place_is_never_asked_for(address: str) -> None:
    api = service(says(200, {"items": ROWS[:1]}, link=link(address)), says(200, {"items": []}))
    with pytest.raises(ApiError):
        listing(api)
    assert len(api.seen) == 1


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="<>"), max_size=40))
def test_any_next_page_is_at_the_place_of_the_api_or_refused(address: str) -> None:
    try:
        found = next_link(Answer(200, {"link": f'<{address}>; rel="next"'}, None), BASE)
    except ApiError:
        return
    assert found is not None
    url = httpx.URL(found)
    assert (url.scheme, url.host, url.port, url.userinfo) == ("https", "api.example", None, b"")


@pytest.mark.parametrize(
    "address",
    [
        f"{BASE}/things?page=2",
        "/v1/things?page=2",
        "https://api.example:443/v1/things?page=2",
        "https://API.example/v1/things?page=2",
    ],
)
def test_a_next_page_of_the_same_place_is_followed_as_it_is_given(address: str) -> None:
    api = service(says(200, {"items": ROWS[:1]}, link=link(address)), says(200, {"items": ROWS[1:2]}))
    assert listing(api, {"max": "1"}) == ROWS[:2]
    assert api.seen[1].url.path == "/v1/things"
    assert api.seen[1].url.query == b"page=2"


def test_the_token_is_not_in_the_error_of_a_next_page_elsewhere() -> None:
    api = service(says(200, {"items": ROWS[:1]}, link=link("https://evil.example/?email=ada@acme.example")))
    with pytest.raises(ApiError) as told:
        listing(api)
    assert TOKEN not in str(told.value)
    assert "ada@" not in str(told.value)


def test_the_next_link_is_found_among_others() -> None:
    pages = [("1", 'rel="prev"'), ("3", 'title="x"; rel=next'), ("9", 'rel="last"')]
    header = ", ".join(f"<{BASE}/things?page={page}>; {rest}" for page, rest in pages)
    assert next_link(Answer(200, {"link": header}, None), BASE) == f"{BASE}/things?page=3"


@pytest.mark.parametrize(
    "header", ["", "garbage", f"<{BASE}>", f'<{BASE}>; rel="prev"', f'<{BASE}>; rel="nextish"']
)
def test_without_a_next_link_there_is_none(header: str) -> None:
    assert next_link(Answer(200, {"link": header}, None), BASE) is None


def test_an_offset_list_without_links_is_read_to_its_short_page() -> None:
    api = service(counted(100))
    assert listing(api, {"max": "100", "offset": "0"}) == ROWS
    assert [request.url.params["offset"] for request in api.seen] == ["0", "100", "200"]


def test_an_offset_list_ends_at_an_empty_page() -> None:
    api = service(counted(100, total=200))
    assert listing(api, {"max": "100", "offset": "0"}) == ROWS[:200]
    assert len(api.seen) == 3


def test_a_list_of_one_page_is_asked_for_once() -> None:
    api = service(says(200, {"items": ROWS[:7]}))
    assert listing(api) == ROWS[:7]
    assert len(api.seen) == 1


@given(st.integers(1, 100), st.integers(0, 250))
def test_an_offset_goes_on_by_what_came_only_after_a_full_page(most: int, count: int) -> None:
    params = {"max": str(most), "offset": "40", "customerId": "c"}
    following = next_offset(params, count)
    assert following == (None if count < most else {**params, "offset": str(40 + count)})


def test_a_server_that_repeats_a_page_for_ever_is_left() -> None:
    api = service(says(200, {"items": ROWS[:10]}))
    with pytest.raises(ApiError, match="repeats"):
        listing(api, {"max": "10", "offset": "0"})
    assert len(api.seen) == 2


def test_a_link_that_leads_back_to_its_own_page_is_left() -> None:
    api = service(says(200, {"items": ROWS[:10]}, link=link(f"{BASE}/things?page=1")))
    with pytest.raises(ApiError, match="repeats"):
        listing(api)
    assert len(api.seen) == 2


@pytest.fixture
def few_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "MOST_PAGES", 50)


@pytest.mark.usefixtures("few_pages")
def test_a_list_that_always_has_another_page_is_told_and_left() -> None:
    count = iter(range(10**6))

    def more(_: httpx.Request) -> httpx.Response:
        page = next(count)
        following = link(f"{BASE}/things?page={page + 1}")
        return httpx.Response(200, json={"items": [{"id": str(page)}]}, headers={"link": following})

    api = service(more)
    with pytest.raises(ApiError, match="does not end"):
        listing(api)
    assert len(api.seen) == 50


@pytest.mark.usefixtures("few_pages")
def test_empty_pages_that_always_lead_on_are_left() -> None:
    api = service(says(200, {"items": []}, link=link(f"{BASE}/things?page=1")))
    with pytest.raises(ApiError, match="does not end"):
        listing(api)


@pytest.mark.parametrize(
    "body", [None, {}, {"items": None}, {"items": {}}, {"items": ["text"]}, {"things": []}, [], "text"]
)
def test_nothing_is_concluded_from_an_answer_that_is_no_list(body: Any) -> None:
    with pytest.raises(ApiError, match="no list"):
        listing(service(says(200, body)))


def test_a_list_is_read_under_the_key_that_it_has() -> None:
    api = service(says(200, {"phoneNumbers": ROWS[:3]}))

    async def work(client: ApiClient) -> list[Any]:
        return await client.list("/numbers", key="phoneNumbers")

    assert calling(api, work) == ROWS[:3]
