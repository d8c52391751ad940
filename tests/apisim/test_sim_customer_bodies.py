"""What a body of a customer has to hold: members, packages, languages, addresses and ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from simulated import ADDRESS, CRANE, PARTNER, PLACE, Api, Customer, customer_body

from apisim import ids

if TYPE_CHECKING:
    from collections.abc import Callable

INFO = {"name": "Acme Dental", "primaryEmail": "office@acme.example"}
CALLING_PACKAGES = (
    *("common_area_calling", "webex_calling", "webex_suite", "webex_voice", "cx_essentials"),
    "webex_calling_standard",
)
OTHERS = (
    *("webex_meetings", "cx_premium_agent", "cx_standard_agent", "cx_voice_ports", "cx_ai_assistant"),
    "webex_ai_agent",
)
LIMITED = (*CALLING_PACKAGES, "webex_meetings", "attendant_console")
LANGUAGES = {
    "en": "en_US",
    "fr": "fr_FR",
    "cs": "cs_CZ",
    "da": "da_DK",
    "de": "de_DE",
    "hu": "hu_HU",
    "id": "id_ID",
    "it": "it_IT",
    "ja": "ja_JP",
    "ko": "ko_KR",
    "es": "es_ES",
    "nl": "nl_NL",
    "nb": "nb_NO",
    "pl": "pl_PL",
    "pt": "pt_PT",
    "ru": "ru_RU",
    "ro": "ro_RO",
    "zh": "zh_CN",
    "sv": "sv_SE",
    "ar": "ar_SA",
    "tr": "tr_TR",
}


def place(**changes: Any) -> dict[str, Any]:
    return {"calling": {"location": {**PLACE, **changes}}}


def limits(**given: Any) -> dict[str, Any]:
    return {"calling": {"location": PLACE}, "packages": {"limits": given}}


def organization(acme: Customer) -> dict[str, Any]:
    return next(row for row in acme.api.state("organizations") if row["id"] == acme.org)


# Members.


@pytest.mark.rule("customers.required", "§3.2")
@pytest.mark.rule("customers.missing-code", "§13")
@pytest.mark.parametrize("name", ["provisioningId", "packages", "externalId", "address"])
def test_what_is_missing_is_named_with_its_code(api: Api, name: str) -> None:
    answer = api.new_customer(**{name: None})
    reason = answer.json()["errors"][0]
    assert (answer.status_code, reason["errorCode"], reason["fieldName"]) == (400, 1001, name)


@pytest.mark.rule("customers.errors", "§3.4")
def test_what_was_refused_is_no_error_of_the_customer(api: Api, acme: Customer) -> None:
    assert api.put(acme.url, {"packages": []}).status_code == 400
    assert "errors" not in api.get(acme.url).json()


@pytest.mark.rule("customers.codes", "§19.1")
@pytest.mark.parametrize("path", ["/wholesale/customers", "/wholesale/customers/validate"])
@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"provisioningId": "bm9wZQ"}, {None}),
        ({"packages": ["attendant_console"]}, {None}),
        ({"packages": ["webex_dreams"]}, {None}),
        ({"orgId": ids.encode("ORGANIZATION", "x")}, {None}),
        ({"address": {"city": "Chicago"}}, {1001}),
        ({"address": {**ADDRESS, "stateOrProvince": ""}}, {1001}),
        ({"address": {**ADDRESS, "addressLine1": "x" * 51}}, {1002}),
        ({"customerInfo": {**INFO, "primaryEmail": "it@crane.example"}}, {10022}),
        ({"provisioningParameters": place(timezone="no")}, {None}),
    ],
)
def test_a_refusal_has_a_known_code_or_none(
    api: Api, path: str, changes: Any, codes: set[int | None]
) -> None:
    answer = api.post(path, customer_body(**changes))
    assert answer.status_code in (400, 404, 409)
    assert {reason.get("errorCode") for reason in answer.json()["errors"]} == codes


@pytest.mark.rule("customers.location-members", "§3.2")
@pytest.mark.parametrize("name", ["name", "address", "timezone", "language"])
def test_a_location_has_four_members(api: Api, name: str) -> None:
    location = {key: value for key, value in PLACE.items() if key != name}
    answer = api.new_customer(provisioningParameters={"calling": {"location": location}})
    assert (answer.status_code, answer.json()["errors"][0]["fieldName"]) == (400, name)


@pytest.mark.rule("customers.location-name", "obs §2")
@pytest.mark.parametrize(("length", "status"), [(80, 202), (81, 400)])
def test_a_location_name_has_80_characters_at_most(api: Api, length: int, status: int) -> None:
    assert api.new_customer(provisioningParameters=place(name="x" * length)).status_code == status


@pytest.mark.rule("customers.info", "§3.2")
@pytest.mark.parametrize(("org", "status"), [(None, 400), (CRANE, 202)])
def test_only_a_new_customer_needs_its_info(api: Api, org: str | None, status: int) -> None:
    assert api.new_customer(orgId=org, customerInfo=None).status_code == status


@pytest.mark.rule("customers.name", "§3.2")
def test_a_name_has_no_percent_sign(api: Api) -> None:
    assert api.new_customer(customerInfo={**INFO, "name": "100 % Acme"}).status_code == 400


@pytest.mark.rule("customers.email", "§3.2")
def test_a_primary_email_has_the_form_of_one(api: Api) -> None:
    assert api.new_customer(customerInfo={**INFO, "primaryEmail": "office"}).status_code == 400


@pytest.mark.rule("customers.email-taken", "§5")
@pytest.mark.rule("prechecks.failure", "§19.3")
@pytest.mark.parametrize("path", ["/wholesale/customers", "/wholesale/customers/validate"])
def test_an_email_of_another_organization_is_a_conflict(api: Api, path: str) -> None:
    answer = api.post(path, customer_body(customerInfo={**INFO, "primaryEmail": "Lee@crane.example"}))
    body = answer.json()
    assert (answer.status_code, body["errors"][0]["errorCode"]) == (409, 10022)
    assert body["trackingId"]


@pytest.mark.rule("customers.sub-partner-admin", "§6")
@pytest.mark.parametrize(("email", "status"), [("admin@north.example", 202), ("admin", 400)])
def test_the_email_of_a_sub_partners_administrator_is_checked(api: Api, email: str, status: int) -> None:
    assert api.new_customer(subPartnerAdminEmail=email, externalId="x").status_code == status
    acme = api.customer()
    wanted = {"packages": acme.seen["packages"], "subPartnerAdminEmail": email}
    assert api.put(acme.url, wanted).status_code == status


@pytest.mark.rule("customers.hidden", "§3.7")
def test_what_is_hidden_stands_in_no_answer(api: Api) -> None:
    parameters = {**place(emergencyLocationIdentifier="elin-7"), "meetings": {"timezone": "Asia/Tokyo"}}
    acme = api.customer(
        provisioningParameters=parameters,
        subPartnerAdminEmail="admin@north.example",
    )
    shown = api.get(acme.url).text + api.get("/wholesale/customers").text
    for word in ("office@acme", "provisioningId", "admin@north", "limits", "Asia/Tokyo", "elin-7"):
        assert word not in shown


@pytest.mark.rule("customers.fixed", "§3.5")
def test_an_update_changes_neither_template_nor_organization_nor_info(api: Api, acme: Customer) -> None:
    fixed = {"provisioningId": "bm9wZQ", "orgId": CRANE, "customerInfo": {**INFO, "name": "Other"}}
    assert api.put(acme.url, {"packages": acme.seen["packages"], **fixed}).status_code == 202
    assert api.ledger()[-1]["ignored"] == ["/provisioningId", "/orgId", "/customerInfo"]
    assert api.get(acme.url).json()["orgId"] == acme.org
    assert organization(acme)["displayName"] == "Acme Dental"


# Packages.


@pytest.mark.rule("packages.names", "§8.1")
@pytest.mark.parametrize("name", ["webex_dreams", "meetings_toll_dialin", "WEBEX_CALLING"])
def test_only_published_names_are_packages(api: Api, name: str) -> None:
    assert api.new_customer(packages=["webex_calling", name]).status_code == 400


@pytest.mark.rule("packages.calling", "§8.1")
@pytest.mark.rule("customers.calling", "§3.2")
@pytest.mark.parametrize(
    ("package", "status"), [(n, 400) for n in CALLING_PACKAGES] + [(n, 202) for n in OTHERS]
)
def test_a_calling_package_needs_a_location(api: Api, package: str, status: int) -> None:
    assert api.new_customer(packages=[package], provisioningParameters=None).status_code == status


@pytest.mark.rule("packages.base", "§8.2")
@pytest.mark.rule("packages.calling-plan", "§8.2")
@pytest.mark.parametrize(("base", "status"), [(n, 202) for n in CALLING_PACKAGES] + [("webex_meetings", 400)])
def test_a_calling_plan_needs_one_calling_package(api: Api, base: str, status: int) -> None:
    assert api.new_customer(packages=["cisco_calling_plan", base]).status_code == status


@pytest.mark.rule("packages.base", "§8.2")
@pytest.mark.rule("packages.attendant-console", "§8.2")
@pytest.mark.parametrize(
    ("base", "status"),
    [
        ("webex_calling", 202),
        ("webex_suite", 202),
        ("cx_essentials", 202),
        ("webex_voice", 202),
        ("webex_calling_standard", 400),
        ("common_area_calling", 400),
        ("webex_meetings", 400),
    ],
)
def test_an_attendant_console_needs_a_professional_package(api: Api, base: str, status: int) -> None:
    assert api.new_customer(packages=["attendant_console", base]).status_code == status


@pytest.mark.rule("packages.set", "§19.19")
@pytest.mark.rule("packages.some", "§19.10")
@pytest.mark.parametrize("wanted", [[], ["webex_calling", "webex_meetings", "webex_calling"]])
def test_an_empty_list_and_a_package_twice_are_refused(api: Api, acme: Customer, wanted: list[str]) -> None:
    assert api.new_customer(packages=wanted, externalId="x").status_code == 400
    assert api.put(acme.url, {"packages": wanted}).status_code == 400


@pytest.mark.rule("packages.set", "§19.19")
def test_the_order_of_packages_says_nothing(api: Api, acme: Customer) -> None:
    before = {row["name"]: row["id"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    api.put(acme.url, {"packages": ["webex_meetings", "webex_calling"]})
    assert acme.status == "provisioned"
    after = {row["name"]: row["id"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    assert after == before


@pytest.mark.rule("packages.limits", "§8.1")
@pytest.mark.parametrize("package", LIMITED)
def test_each_of_eight_packages_can_have_a_limit(api: Api, package: str) -> None:
    wanted = list(dict.fromkeys(["webex_calling", package]))
    acme = api.customer(packages=wanted, provisioningParameters=limits(**{package: 7}))
    details = api.get(acme.url, includePackageLicenseInfo="true").json()["resourceDetails"]["packages"]
    license_id = next(row["licenseIds"][0] for row in details if row["name"] == package)
    assert api.get(f"/licenses/{license_id}").json()["totalUnits"] == 7


@pytest.mark.rule("packages.limits", "§8.1")
@pytest.mark.parametrize("name", ["cx_premium_agent", "cisco_calling_plan", "anything"])
def test_another_limit_is_ignored(api: Api, name: str) -> None:
    packages = ["webex_calling", "cx_premium_agent", "cisco_calling_plan"]
    acme = api.customer(packages=packages, provisioningParameters=limits(**{name: -7}))
    assert api.ledger()[0]["ignored"] == [f"/provisioningParameters/packages/limits/{name}"]
    units = {row["totalUnits"] for row in api.get("/licenses", orgId=acme.org).json()["items"]}
    assert units == {-1}


# Languages.


@pytest.mark.rule("locales.short", "§9")
@pytest.mark.parametrize(("code", "language"), LANGUAGES.items())
def test_a_code_has_its_default(api: Api, code: str, language: str) -> None:
    acme = api.customer(customerInfo={**INFO, "language": code})
    assert organization(acme)["preferredLanguage"] == language


@pytest.mark.rule("locales.short", "§9")
@pytest.mark.rule("locales.absent", "§9")
@pytest.mark.rule("locales.unknown", "§19.26")
@pytest.mark.rule("locales.given", "§9")
@pytest.mark.rule("locales.case", "§9")
@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ({}, "pt_BR"),
        ({"language": "fr"}, "fr_CA"),
        ({"language": "de"}, "de_DE"),
        ({"language": "xx_YY"}, "pt_BR"),
        ({"language": "xx"}, "pt_BR"),
        ({"language": "es_CO"}, "es_CO"),
        ({"language": "ES_co"}, "es_CO"),
    ],
)
def test_the_template_helps_to_find_a_language(api: Api, asked: dict[str, str], given: str) -> None:
    template = api.state("templates")[0]["id"]
    api.edit("templates", {"country": "CA", "language": "pt_BR"}, template)
    acme = api.customer(provisioningId=template, customerInfo={**INFO, **asked})
    assert organization(acme)["preferredLanguage"] == given


@pytest.mark.rule("locales.malformed", "§19.26")
@pytest.mark.parametrize("language", ["english", "e", "en_USA", "en US"])
def test_a_malformed_language_is_refused(api: Api, language: str) -> None:
    assert api.new_customer(customerInfo={**INFO, "language": language}).status_code == 400


@pytest.mark.rule("locales.sites", "§9")
@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ({}, "en_US"),
        ({"language": "xx_YY"}, "en_US"),
        ({"language": "nb_NO"}, "en_US"),
        ({"language": "id"}, "en_US"),
        ({"language": "es_CO"}, "en_US"),
        ({"language": "pt_PT"}, "en_US"),
        ({"language": "pt_BR"}, "pt_BR"),
        ({"language": "de"}, "de_DE"),
    ],
)
def test_a_site_is_in_english_where_it_lacks_the_language(
    api: Api, asked: dict[str, str], given: str
) -> None:
    template = api.state("templates")[0]["id"]
    api.edit("templates", {"language": "it_IT"}, template)
    acme = api.customer(provisioningId=template, customerInfo={**INFO, **asked})
    assert organization(acme)["site"]["language"] == given


@pytest.mark.rule("sites.time-zone", "§3.2")
@pytest.mark.parametrize(
    ("package", "has_site"),
    [("webex_calling", True), ("webex_meetings", True), ("webex_suite", True), ("webex_voice", False)],
)
def test_a_site_comes_with_meetings(api: Api, package: str, *, has_site: bool) -> None:
    parameters = {**place(), "meetings": {"timezone": "Asia/Tokyo"}}
    acme = api.customer(packages=[package], provisioningParameters=parameters)
    site = organization(acme).get("site")
    assert (site and site["timezone"]) == ("Asia/Tokyo" if has_site else None)


@pytest.mark.rule("locales.time-zones", "§10")
@pytest.mark.parametrize(
    ("zone", "status"), [("Asia/Kolkata", 202), ("UTC", 202), ("Mars/Base", 400), ("EST5 EDT", 400)]
)
def test_time_zones_are_iana_names(api: Api, zone: str, status: int) -> None:
    assert api.new_customer(provisioningParameters=place(timezone=zone)).status_code == status
    meetings = {**place(), "meetings": {"timezone": zone}}
    assert api.new_customer(externalId="x", provisioningParameters=meetings).status_code == status


# Addresses.


@pytest.mark.rule("addresses.mandatory", "§10")
@pytest.mark.parametrize("name", ["addressLine1", "city", "country"])
def test_three_members_are_always_needed(api: Api, name: str) -> None:
    short = {key: value for key, value in ADDRESS.items() if key != name}
    for address in (short, {**ADDRESS, name: " "}):
        assert api.new_customer(address=address).status_code == 400
        assert api.new_customer(provisioningParameters=place(address=address)).status_code == 400


@pytest.mark.rule("addresses.by-country", "§10")
@pytest.mark.parametrize(
    ("country", "needs"),
    [
        ("US", ["stateOrProvince", "zipOrPostalCode"]),
        ("CA", ["stateOrProvince", "zipOrPostalCode"]),
        ("AU", ["stateOrProvince", "zipOrPostalCode"]),
        ("GB", ["zipOrPostalCode"]),
        ("DE", ["zipOrPostalCode"]),
        ("FR", ["zipOrPostalCode"]),
        ("NO", []),
    ],
)
def test_a_country_can_want_state_and_postal_code(api: Api, country: str, needs: list[str]) -> None:
    for name in ("stateOrProvince", "zipOrPostalCode"):
        address = {key: value for key, value in {**ADDRESS, "country": country}.items() if key != name}
        answer = api.post("/wholesale/customers/validate", customer_body(address=address))
        assert answer.status_code == (400 if name in needs else 200)
        at_location = customer_body(provisioningParameters=place(address=address))
        answer = api.post("/wholesale/customers/validate", at_location)
        assert answer.status_code == (400 if name in needs else 200)


@pytest.mark.rule("addresses.country", "§10")
@pytest.mark.parametrize(("country", "status"), [("SG", 202), ("ZA", 202), ("usa", 400), ("XX", 400)])
def test_a_country_is_one_of_iso_3166(api: Api, country: str, status: int) -> None:
    assert api.new_customer(address={**ADDRESS, "country": country}).status_code == status


@pytest.mark.rule("addresses.state", "§10")
@pytest.mark.parametrize(("state", "status"), [("IL", 202), ("US-IL", 202), ("NSW", 202), ("Illinois", 400)])
def test_a_locations_state_is_a_code(api: Api, state: str, status: int) -> None:
    address = {**ADDRESS, "stateOrProvince": state}
    assert api.new_customer(provisioningParameters=place(address=address)).status_code == status


@pytest.mark.rule("addresses.lines", "§10")
@pytest.mark.rule("customers.size-code", "§13")
@pytest.mark.parametrize("name", ["addressLine1", "addressLine2"])
def test_a_line_has_50_characters_at_most(api: Api, name: str) -> None:
    assert api.new_customer(address={**ADDRESS, name: "x" * 50}, externalId="x").status_code == 202
    answer = api.new_customer(address={**ADDRESS, name: "x" * 51})
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (400, 1002)


@pytest.mark.rule("customers.country", "§10")
def test_the_billing_country_is_the_organizations(api: Api, acme: Customer) -> None:
    assert organization(acme)["country"] == "US"
    api.put(acme.url, {"packages": acme.seen["packages"], "address": {**ADDRESS, "country": "NO"}})
    api.get(acme.url)
    assert organization(acme)["country"] == "NO"


@pytest.mark.rule("customers.country", "§10")
def test_an_attached_organization_keeps_its_country(api: Api) -> None:
    api.edit("organizations", {"country": "GB"}, CRANE)
    assert organization(api.customer(orgId=CRANE, customerInfo=None))["country"] == "GB"


@pytest.mark.rule("sites.call-in", "§10")
@pytest.mark.parametrize(
    ("country", "region", "code"),
    [
        ("US", "EMEA", "+1"),
        ("CA", "EMEA", "+1"),
        ("SG", "AMER", "+65"),
        ("AU", "AMER", "+61"),
        ("GB", "AMER", "+44"),
        ("DE", "AMER", "+49"),
        ("NO", "EURO", "+49"),
        ("NO", "EMEA", "+44"),
        ("JP", "APAC", "+65"),
        ("NZ", "ANZ", "+61"),
        ("BR", "AMER", "+1"),
    ],
)
def test_a_site_has_the_call_in_number_of_its_country(api: Api, country: str, region: str, code: str) -> None:
    template = api.state("templates")[0]["id"]
    api.edit("templates", {"region": region}, template)
    acme = api.customer(provisioningId=template, address={**ADDRESS, "country": country})
    assert organization(acme)["site"]["callIn"] == code


# Ids.


@pytest.mark.rule("customers.id", "§19.28")
@pytest.mark.rule("ids.case", "§2.2")
@pytest.mark.parametrize(
    "form",
    [
        lambda key: key,
        str.upper,
        lambda key: ids.encode("CUSTOMER", key),
        lambda key: ids.encode("Enterprise", key),
        lambda key: (text := ids.encode("ENTERPRISE", key)) + "=" * (-len(text) % 4),
    ],
)
def test_a_customer_is_found_by_each_form_of_its_id(
    api: Api, acme: Customer, form: Callable[[str], str]
) -> None:
    path = f"/wholesale/customers/{form(ids.key_of(acme.id))}"
    assert api.get(path).json()["id"] == acme.id
    assert ids.decode(acme.id) == ("ENTERPRISE", ids.key_of(acme.id))
    assert api.put(path, {"packages": ["webex_calling"]}).json()["url"] == acme.url
    api.get(path)
    assert api.delete(path).status_code == 202


@pytest.mark.rule("ids.form", "§2.2")
def test_ids_are_taken_with_and_without_padding(api: Api, acme: Customer) -> None:
    user = acme.user("ada@acme.example")
    for path, name in (
        ("/wholesale/customers", acme.id),
        ("/people", user["personId"]),
        ("/organizations", acme.org),
    ):
        assert "=" not in name
        for form in (name, name + "=" * (-len(name) % 4)):
            assert api.get(f"{path}/{form}").json()["id"] == name


@pytest.mark.rule("ids.bare-base64", "§2.2")
def test_a_template_is_named_by_its_uuid_in_base64(api: Api) -> None:
    template = ids.encode_bare("22222222-2222-4222-8222-222222222222")
    assert api.new_customer(provisioningId=template).status_code == 202
    assert api.new_customer(provisioningId=template + "==", externalId="x").status_code == 202


@pytest.mark.rule("customers.wrong-id", "obs §1")
def test_another_kind_of_id_is_refused(api: Api) -> None:
    answer = api.get(f"/wholesale/customers/{PARTNER}")
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Wrong type of Webex ID provided")
