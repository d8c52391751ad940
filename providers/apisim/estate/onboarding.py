"""How a customer comes to be: the calls that make it, its locations, numbers and users."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from apisim import ids, start
from apisim.estate import names, offers
from apisim.estate.places import CITIES, City, location_address, wholesale_address
from apisim.tenants import org_id

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from apisim.errors import Json
    from apisim.estate.offers import Offer
    from apisim.estate.partner import Partner

TEMPLATE = ids.encode_bare(start.TEMPLATES[0][1])
NORTH_TEMPLATE = ids.encode_bare(start.TEMPLATES[2][1])
NORTH = org_id(start.NORTH)
STREETS = (
    "Main Street",
    "Market Street",
    "Mill Lane",
    "Park Avenue",
    "Bahnhofstraße",
    "Rue du Port",
    "Λεωφόρος",
)
PER_SITE = 120
MOST_SITES = 6
AT_A_TIME = 100
FIRST_EXTENSION = 1000


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer that exists; `behalf` is the sub-partner that it belongs to."""

    id: str
    org: str
    domain: str
    script: str
    offer: Offer
    behalf: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """A location with what its next users get, the last first."""

    id: str
    numbers: list[str]
    extensions: list[str]


@dataclass
class Onboarding:
    """Makes customers with the calls of a partner; chance decides what they are like."""

    partner: Partner
    chance: random.Random
    _handed_out: Counter[str] = field(default_factory=Counter)

    def customer(self, number: int, users: int) -> None:
        """Make a customer with its users."""
        (city,) = self.chance.choices(CITIES, [city.weight for city in CITIES])
        made = self._customer(number, users, city)
        sites = self._sites(made, city, users) if made.offer.calls else []
        known: Counter[str] = Counter()
        for position in range(users):
            site = sites[position % len(sites)] if sites else None
            self._user(made, site, known, first=position == 0)

    def _customer(self, number: int, users: int, city: City) -> Customer:
        firm, offer = names.firm(self.chance), offers.offer(self.chance)
        north = self.chance.random() < 0.04  # noqa: PLR2004 - a few belong to the sub-partner
        behalf, domain = NORTH if north else None, f"{firm.plain}-{number}.example"
        address = wholesale_address(city, self._street())
        body = {
            "provisioningId": NORTH_TEMPLATE if north else TEMPLATE,
            "packages": list(offer.packages),
            "externalId": f"{firm.plain}-{number}",
            "address": address,
            "customerInfo": {
                "name": f"{firm.written} {number}",
                "primaryEmail": f"office@{domain}",
                "language": city.language,
            },
            "provisioningParameters": self._parameters(city, address, offer, users),
        }
        url = self.partner.call("POST", "/wholesale/customers", body, onBehalfOfSubPartnerOrgId=behalf)["url"]
        path = f"/wholesale/customers/{url.rsplit('/', 1)[1]}"
        seen = self.partner.call("GET", path, onBehalfOfSubPartnerOrgId=behalf)
        return Customer(seen["id"], seen["orgId"], domain, city.script, offer, behalf)

    def _parameters(self, city: City, address: Json, offer: Offer, users: int) -> Json:
        language = city.language.lower()
        place = {"name": city.name, "address": address, "timezone": city.zone, "language": language}
        parameters: Json = {"calling": {"location": place}} if offer.calls else {}
        if self.chance.random() < 0.1:  # noqa: PLR2004 - one in ten has a limit
            parameters["packages"] = {"limits": {offer.bases[0]: users + self.chance.randrange(1, 20)}}
        return parameters

    def _street(self) -> str:
        return f"{self.chance.randrange(1, 400)} {self.chance.choice(STREETS)}"

    def _sites(self, customer: Customer, city: City, users: int) -> list[Site]:
        count = min(MOST_SITES, 1 + users // PER_SITE)
        (main,) = self.partner.call("GET", "/locations", orgId=customer.org)["items"]
        near = [other for other in CITIES if other.country == city.country]
        places = [(main["id"], city)]
        for number in range(2, count + 1):
            other = self.chance.choice(near)
            places.append((self._location(customer, f"{other.name} {number}", other), other))
        return [self._equipped(customer, place, where, -(-users // count)) for place, where in places]

    def _location(self, customer: Customer, name: str, city: City) -> str:
        """Make a further location, with calling and the provider that the first option offers."""
        named = {
            "name": name,
            "timeZone": city.zone,
            "preferredLanguage": city.language,
            "announcementLanguage": city.language.lower(),
            "address": location_address(city, self._street()),
        }
        call, org = self.partner.call, customer.org
        made: str = call("POST", "/locations", named, orgId=org)["id"]
        call("POST", "/telephony/config/locations", {"id": made, **named}, orgId=org)
        path = f"/telephony/pstn/locations/{made}"
        chosen = call("GET", f"{path}/connectionOptions", orgId=org)["items"][0]["id"]
        call("PUT", f"{path}/connection", {"id": chosen}, orgId=org)
        return made

    def _equipped(self, customer: Customer, location: str, city: City, users: int) -> Site:
        """Give a location its numbers: a main number, enough for its users, and some spare ones."""
        numbers = self._numbers(city, 1 + users + users // 10)
        path = f"/telephony/config/locations/{location}"
        spare = numbers[1 + users :]
        self._add(customer, path, numbers[: 1 + users], "ACTIVE")
        self._add(customer, path, spare, self.chance.choice(("ACTIVE", "INACTIVE")))
        line = {"callingLineId": {"phoneNumber": numbers[0]}}
        self.partner.call("PUT", path, line, orgId=customer.org)
        extensions = [str(FIRST_EXTENSION + number) for number in range(users)]
        return Site(location, numbers[users:0:-1], extensions[::-1])

    def _numbers(self, city: City, count: int) -> list[str]:
        first = self._handed_out[city.prefix]
        self._handed_out[city.prefix] += count
        base = int("555" + "0" * (city.digits - 3))
        return [f"{city.prefix}{base + first + number}" for number in range(count)]

    def _add(self, customer: Customer, path: str, numbers: Sequence[str], state: str) -> None:
        for begin in range(0, len(numbers), AT_A_TIME):
            body = {"phoneNumbers": list(numbers[begin : begin + AT_A_TIME]), "state": state}
            self.partner.call("POST", f"{path}/numbers", body, orgId=customer.org)

    def _user(self, customer: Customer, site: Site | None, known: Counter[str], *, first: bool) -> None:
        given, family = names.person(self.chance, customer.script)
        packages = customer.offer.for_user(self.chance, first=first)
        plain = f"{given.plain}.{family.plain}"
        known[plain] += 1
        body = {
            "customerId": customer.id,
            "email": f"{plain}{known[plain] if known[plain] > 1 else ''}@{customer.domain}",
            "packages": list(packages),
            "provisioningParameters": {
                "firstName": given.written,
                "lastName": family.written,
                **(self._line(site) if site and offers.has_line(packages) else {}),
            },
        }
        self.partner.call("POST", "/wholesale/subscribers", body, onBehalfOfSubPartnerOrgId=customer.behalf)

    def _line(self, site: Site) -> Json:
        line = {"locationId": site.id, "extension": site.extensions.pop()}
        return {**line, "primaryPhoneNumber": site.numbers.pop()} if self.chance.random() < 0.7 else line  # noqa: PLR2004 - the others have an extension only
