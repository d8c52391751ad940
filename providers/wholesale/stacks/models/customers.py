"""Customers: what one block, a profile or the defaults of a file may say."""

from collections.abc import Mapping
from typing import Literal

from wholesale.stacks.models.block import Block, key
from wholesale.stacks.models.locations import Address, Location, LocationBlock
from wholesale.stacks.models.packages import PackageName, PackageTerms
from wholesale.stacks.models.users import (
    Device,
    DeviceBlock,
    User,
    UserBlock,
    Workspace,
    WorkspaceBlock,
)
from wholesale.stacks.models.words import CustomerName, Email, Handle, Identifier, Language, Timezone

Manage = Literal["full", "declared", "observe"]
Ensure = Literal["present", "absent"]


class SignIn(Block):
    """Who signs people in."""

    mode: Literal["webex", "partner"] | None = key(
        "webex: Webex itself; partner: the partner's SSO.", "partner"
    )
    idp_entity_id: str | None = key(
        "Entity id of the identity provider.", "https://idp.carrier.example/saml/metadata", min_length=1
    )


class Meetings(Block):
    """The meeting site."""

    timezone: Timezone | None = key("Time zone of the site; set at creation only.", "America/Chicago")


class SharedBlock(Block):
    """What a customer, a profile and the defaults of a file can all say."""

    template: Handle | None = key("Handle of an onboarding template in partner.yaml.", "us-standard")
    address: Address | None = key(
        "Billing address; its country becomes the organization's.",
        {"addressLine1": "77 Main Street", "city": "Chicago", "country": "US"},
    )
    language: Language | None = key("Language of the organization; absent: what is live is kept.", "en_US")
    manage: Manage | None = key(
        "full: all of it; declared: what stands here; observe: no writes. "
        "Defaults to declared with orgId, else to full.",
        "declared",
    )
    packages: Mapping[PackageName, PackageTerms | None] | None = key(
        "Packages by name, merged with the profile's; null takes one away.", {"webex_suite": {"limit": 5}}
    )
    meetings: Meetings | None = key("The meeting site.", {"timezone": "America/Chicago"})
    sign_in: SignIn | None = key(
        "Who signs people in; defaults to what the template does.", {"mode": "webex"}
    )
    restricted_mode: bool | None = key(
        "Restricted by Partner mode; absent: what is live is kept.", example=True
    )
    tags: tuple[str, ...] | None = key(
        "Partner tags, at most 5 of 25 characters; [] clears them.", ["dental"]
    )
    owner: str | None = key("Who answers for this customer; never sent.", "team-midwest")
    ticket: str | None = key("Ticket of the change; never sent.", "CHG-4711")
    notes: str | None = key("Anything worth knowing; never sent.", "moves to a new office in May")
    contacts: Mapping[str, str | None] | None = key(
        "Whom to ask; never sent.", {"technical": "it@acme.example"}
    )
    location_defaults: LocationBlock | None = key("Beneath every location.", {"timezone": "America/Chicago"})
    user_defaults: UserBlock | None = key("Beneath every user.", {"package": "webex_calling"})


class CustomerFields(SharedBlock):
    """What a customer says, written or effective."""

    extends: tuple[Handle, ...] | None = key(
        "Profiles of partner.yaml, later ones win; replaces the defaults' list, [] names none.", ["smb-us"]
    )
    ensure: Ensure | None = key("absent: the customer leaves, with all that it has.", "absent")
    previously: Handle | None = key("The handle this customer had before.", "acme")
    external_id: Identifier | None = key("The API's externalId; defaults to the handle.", "acme-1001")
    name: CustomerName | None = key("Name of the organization.", "Acme Dental", max_length=256)
    primary_email: Email | None = key(
        "Contact address of the organization; set at creation only.", "office@acme.example"
    )
    first_administrator: Handle | None = key(
        "Handle of the user who is created first and becomes the administrator of a new organization.", "ada"
    )
    org_id: Identifier | None = key(
        "Id of an existing organization that wholesale is attached to.",
        "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi81NTU1NTU1NS01NTU1LTQ1NTUtODU1NS01NTU1NTU1NTU1NTU",
    )
    order: str | None = key("Order that this customer comes from; never sent.", "SO-88211")
    numbers: Literal["released", "ported"] | None = key(
        "What becomes of the numbers of a customer that leaves.", "released"
    )
    delete_organization: bool | None = key(
        "Whether the organization of a customer that leaves is deleted too.", example=False
    )


class CustomerBlock(CustomerFields):
    """A customer as a person writes it."""

    locations: Mapping[Handle, LocationBlock] | None = key("Locations by handle.", {"HQ": {"main": True}})
    users: Mapping[Handle, UserBlock] | None = key("Users by handle.", {"ada": {"email": "ada@acme.example"}})
    workspaces: Mapping[Handle, WorkspaceBlock] | None = key(
        "Workspaces by handle.", {"lobby": {"location": "HQ"}}
    )
    devices: Mapping[Handle, DeviceBlock] | None = key(
        "Devices by handle.", {"spare": {"activation": "code"}}
    )


class ProfileBlock(SharedBlock):
    """Shared defaults of partner.yaml, named by `extends`."""

    extends: tuple[Handle, ...] | None = key(
        "Profiles beneath this one, later ones win; this one wins over them all.", ["smb"]
    )

    lock: tuple[str, ...] | None = key(
        "Fields of this profile that a customer cannot change or null, dotted where they lie deeper.",
        ["restrictedMode"],
        min_length=1,
    )


class DefaultsBlock(SharedBlock):
    """Defaults for every customer of one file, above profiles and below the customer."""

    extends: tuple[Handle, ...] | None = key(
        "Profiles for every customer without `extends` of its own.", ["smb-us"]
    )


class Customer(CustomerFields):
    """A customer after defaults and profiles; None means absent, an empty value is an explicit one."""

    handle: Handle
    extends: tuple[Handle, ...] = ()
    ensure: Ensure = "present"
    manage: Manage = "full"
    external_id: str
    packages: Mapping[str, PackageTerms] = {}
    locations: Mapping[str, Location] = {}
    users: Mapping[str, User] = {}
    workspaces: Mapping[str, Workspace] = {}
    devices: Mapping[str, Device] = {}
    lock: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether we create the organization when it does not exist yet."""
        return self.ensure == "present" and self.org_id is None and self.manage != "observe"

    def declared_numbers(self) -> Mapping[str, str]:
        """Each declared phone number with the handle of its location."""
        return {
            entry.number: location.handle
            for location in self.locations.values()
            for entry in location.numbers or ()
        }
