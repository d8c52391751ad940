"""What wxc_sdk, a client that others made, does with the simulator; it knows nothing of it but an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from wxc_sdk.licenses import LicenseProperties, LicenseRequest, LicenseRequestOperation
from wxc_sdk.people import Person
from wxc_sdk.person_settings.numbers import UpdatePersonNumbers, UpdatePersonPhoneNumber
from wxc_sdk.rest import RestError
from wxc_sdk.telephony import NumberType
from wxc_sdk.telephony.jobs import MoveUser, MoveUsersList, NumberItem
from wxc_sdk.telephony.location.numbers import NumberState
from wxc_sdk.workspaces import (
    CallingType,
    Workspace,
    WorkspaceCalling,
    WorkspaceSupportedDevices,
    WorkspaceWebexCalling,
)

if TYPE_CHECKING:
    from simulator_process import SimulatorProcess
    from wxc_sdk import WebexSimpleApi

ADDRESS = {
    "address1": "9 Lake Street",
    "city": "Chicago",
    "state": "IL",
    "postal_code": "60602",
    "country": "US",
}


def new_location(sdk: WebexSimpleApi, acme: Any, name: str = "Annex") -> str:
    language = {"preferred_language": "en_us", "announcement_language": "en_us"}
    made = sdk.locations.create(
        name=name, time_zone="America/Chicago", org_id=acme.org, **language, **ADDRESS
    )
    assert made
    return made


def calling_location(sdk: WebexSimpleApi, acme: Any, name: str = "Annex") -> str:
    made = new_location(sdk, acme, name)
    location = sdk.locations.details(made, org_id=acme.org)
    location.announcement_language = "en_us"
    sdk.telephony.location.enable_for_calling(location, org_id=acme.org)
    return made


def calling_license(sdk: WebexSimpleApi, acme: Any) -> str:
    return next(one.license_id for one in sdk.licenses.list(org_id=acme.org) if one.webex_calling)


def connected(sdk: WebexSimpleApi, acme: Any, location: str) -> None:
    options = sdk.telephony.pstn.list(location, org_id=acme.org)
    sdk.telephony.pstn.configure(location, id=options[0].id, org_id=acme.org)


def inventory(sdk: WebexSimpleApi, acme: Any, *numbers: str) -> None:
    connected(sdk, acme, acme.location)
    sdk.telephony.location.number.add(acme.location, list(numbers), state=NumberState.active, org_id=acme.org)


# wholesale


def test_a_customer_is_made_read_changed_and_removed(wholesale: Any, acme: Any) -> None:
    assert wholesale.get(f"customers/{acme.id}")["status"] == "provisioned"
    wholesale.put(f"customers/{acme.id}", {"packages": ["webex_calling"]})
    assert wholesale.get(f"customers/{acme.id}")["packages"] == ["webex_calling"]
    wholesale.delete(f"customers/{acme.id}")
    assert wholesale.list("customers") == []


def test_a_user_is_made_read_changed_and_removed(sdk: WebexSimpleApi, wholesale: Any, acme: Any) -> None:
    acme.user("first@acme.example", "100")
    user = acme.user("ada@acme.example", "101", "webex_meetings")
    assert wholesale.get(f"subscribers/{user['id']}")["email"] == "ada@acme.example"
    place = {"extension": "201", "locationId": acme.location}
    wholesale.put(
        f"subscribers/{user['id']}", {"packages": ["webex_calling"], "provisioningParameters": place}
    )
    assert sdk.people.details(user["personId"], calling_data=True).extension == "201"
    wholesale.delete(f"subscribers/{user['id']}")
    assert sdk.people.details(user["personId"], calling_data=True).extension is None


def test_all_pages_of_users_are_followed(wholesale: Any, acme: Any) -> None:
    emails = {acme.user(f"user{number}@acme.example", str(100 + number))["email"] for number in range(5)}
    listed = wholesale.list("subscribers", customerId=acme.id, max="2")
    assert {user["email"] for user in listed} == emails


def test_a_refusal_has_a_message_a_code_and_a_tracking_id(wholesale: Any) -> None:
    with pytest.raises(RestError) as told:
        wholesale.post("customers", {"packages": ["webex_calling"]})
    assert told.value.code == 1001
    assert told.value.description
    assert told.value.detail.tracking_id


def test_a_busy_api_is_asked_again_after_the_time_it_names(
    sdk: WebexSimpleApi, simulator: SimulatorProcess
) -> None:
    simulator.faults(
        [{"method": "GET", "path": "/people/me", "times": 1, "do": {"status": 429, "retryAfter": 0}}]
    )
    assert sdk.people.me().display_name
    assert [call["status"] for call in simulator.ledger()] == [429, 200]


# organizations, licenses, roles


def test_organizations_are_listed_and_read(sdk: WebexSimpleApi, acme: Any) -> None:
    assert acme.org in {found.org_id for found in sdk.organizations.list()}
    assert sdk.organizations.details(acme.org).display_name == "Acme Dental"


def test_licenses_are_known_for_what_they_are(sdk: WebexSimpleApi, acme: Any) -> None:
    found = sdk.licenses.list(org_id=acme.org)
    assert any(one.webex_calling_professional for one in found)
    assert sdk.licenses.details(found[0].license_id).name == found[0].name


def test_a_license_is_given_and_taken(sdk: WebexSimpleApi, acme: Any) -> None:
    settings = Person(emails=["joan@acme.example"], display_name="Joan Clarke", org_id=acme.org)
    person = sdk.people.create(settings).person_id or ""
    wanted = calling_license(sdk, acme)
    place = LicenseProperties(location_id=acme.location, extension="301")
    added = sdk.licenses.assign_licenses_to_users(
        person_id=person, org_id=acme.org, licenses=[LicenseRequest(id=wanted, properties=place)]
    )
    assert wanted in (added.licenses or [])
    assert person in {user.id for user in sdk.licenses.assigned_users(wanted)}
    taken = LicenseRequest(id=wanted, operation=LicenseRequestOperation.remove)
    left = sdk.licenses.assign_licenses_to_users(person_id=person, org_id=acme.org, licenses=[taken])
    assert wanted not in (left.licenses or [])


def test_roles_are_listed_and_read(sdk: WebexSimpleApi) -> None:
    roles = sdk.roles.list()
    assert sdk.roles.details(roles[0].id or "").name == roles[0].name


# people


def test_a_calling_user_is_made_changed_and_removed(sdk: WebexSimpleApi, acme: Any) -> None:
    settings = Person(
        emails=["joan@acme.example"],
        display_name="Joan Clarke",
        org_id=acme.org,
        licenses=[calling_license(sdk, acme)],
        location_id=acme.location,
        extension="301",
    )
    person = sdk.people.create(settings, calling_data=True)
    person.display_name, person.extension = "Joan Murray", "302"
    assert sdk.people.update(person, calling_data=True).display_name == "Joan Murray"
    assert sdk.people.details(person.person_id or "", calling_data=True).extension == "302"
    sdk.people.delete_person(person.person_id or "")
    assert "joan@acme.example" not in {one.emails[0] for one in sdk.people.list(org_id=acme.org)}


def test_all_pages_of_people_are_followed(sdk: WebexSimpleApi, acme: Any) -> None:
    emails = {f"user{number}@acme.example" for number in range(5)}
    for number, email in enumerate(sorted(emails)):
        acme.user(email, str(100 + number))
    listed = list(sdk.people.list(org_id=acme.org, calling_data=True, max=2))
    assert emails <= {person.emails[0] for person in listed}
    assert len(listed) == len({person.person_id for person in listed})


@pytest.mark.needs("people.numbers-primary")
def test_a_person_s_numbers_are_read_and_given(sdk: WebexSimpleApi, acme: Any) -> None:
    inventory(sdk, acme, "+13125550101", "+13125550102")
    user = acme.user("ada@acme.example", "101", primaryPhoneNumber="+13125550101")
    more = UpdatePersonPhoneNumber(action="ADD", external="+13125550102")
    sdk.person_settings.numbers.update(
        user["personId"], UpdatePersonNumbers(phone_numbers=[more]), org_id=acme.org
    )
    read = sdk.person_settings.numbers.read(user["personId"], org_id=acme.org)
    assert {number.direct_number for number in read.phone_numbers} == {"+13125550101", "+13125550102"}


# locations, numbers, PSTN


def test_a_location_is_made_changed_and_removed(sdk: WebexSimpleApi, acme: Any) -> None:
    made = new_location(sdk, acme)
    location = sdk.locations.details(made, org_id=acme.org)
    location.name = "Barn"
    sdk.locations.update(made, location, org_id=acme.org)
    assert sdk.locations.by_name("Barn", org_id=acme.org).location_id == made
    sdk.locations.delete(made, org_id=acme.org)
    assert sdk.locations.by_name("Barn", org_id=acme.org) is None


def test_a_location_is_enabled_for_calling_and_changed(sdk: WebexSimpleApi, acme: Any) -> None:
    made = calling_location(sdk, acme)
    assert made in {one.location_id for one in sdk.telephony.location.list(org_id=acme.org)}
    details = sdk.telephony.location.details(made, org_id=acme.org)
    details.outside_dial_digit = "8"
    sdk.telephony.location.update(made, details, org_id=acme.org)
    assert sdk.telephony.location.details(made, org_id=acme.org).outside_dial_digit == "8"


def test_a_location_is_connected_to_the_telephone_network(sdk: WebexSimpleApi, acme: Any) -> None:
    made = calling_location(sdk, acme)
    option = sdk.telephony.pstn.list(made, org_id=acme.org)[0]
    sdk.telephony.pstn.configure(made, id=option.id, org_id=acme.org)
    assert sdk.telephony.pstn.read(made, org_id=acme.org).id == option.id


def test_numbers_are_added_activated_and_removed(sdk: WebexSimpleApi, acme: Any) -> None:
    connected(sdk, acme, acme.location)
    numbers = sdk.telephony.location.number
    numbers.add(acme.location, ["+13125550101"], state=NumberState.inactive, org_id=acme.org)
    numbers.activate(acme.location, ["+13125550101"], org_id=acme.org)
    listed = sdk.telephony.phone_numbers(org_id=acme.org, number_type=NumberType.number)
    assert {one.phone_number: one.state for one in listed} == {"+13125550101": NumberState.active}
    numbers.remove(acme.location, ["+13125550101"], org_id=acme.org)
    assert list(sdk.telephony.phone_numbers(org_id=acme.org, number_type=NumberType.number)) == []


@pytest.mark.needs("Validate_phone_numbers")
def test_numbers_are_validated(sdk: WebexSimpleApi, acme: Any) -> None:
    told = sdk.telephony.validate_phone_numbers(["+13125550199"], org_id=acme.org)
    assert [(one.phone_number, one.ok) for one in told.phone_numbers] == [("+13125550199", True)]


@pytest.mark.needs("Validate_Extensions")
def test_extensions_are_validated(sdk: WebexSimpleApi, acme: Any) -> None:
    assert sdk.telephony.location.validate_extensions(acme.location, ["901"], org_id=acme.org).ok


# jobs


@pytest.mark.needs("Initiate_Number_Jobs", "Get_Manage_Numbers_Job_Status", "List_Manage_Numbers_Jobs")
def test_numbers_are_moved_by_a_job(sdk: WebexSimpleApi, acme: Any) -> None:
    inventory(sdk, acme, "+13125550103")
    target = calling_location(sdk, acme)
    connected(sdk, acme, target)
    moved = [NumberItem(location_id=acme.location, numbers=["+13125550103"])]
    job = sdk.jobs.manage_numbers.initiate_job("MOVE", moved, target_location_id=target, org_id=acme.org)
    assert sdk.jobs.manage_numbers.status(job.id).latest_execution_status == "COMPLETED"
    assert job.id in {one.id for one in sdk.jobs.manage_numbers.list(org_id=acme.org)}
    listed = sdk.telephony.phone_numbers(org_id=acme.org, location_id=target)
    assert [one.phone_number for one in listed] == ["+13125550103"]


@pytest.mark.needs("Validate_or_Initiate_Move_Users_Job", "Get_Move_Users_Job_Status")
def test_a_user_is_moved_by_a_job(sdk: WebexSimpleApi, acme: Any) -> None:
    user = acme.user("ada@acme.example", "101")
    target = calling_location(sdk, acme)
    connected(sdk, acme, target)
    moved = MoveUsersList(
        location_id=target, validate=False, users=[MoveUser(user_id=user["personId"], extension="501")]
    )
    job = sdk.jobs.move_users.validate_or_initiate([moved], org_id=acme.org).job_details
    assert sdk.jobs.move_users.status(job.id, org_id=acme.org).latest_execution_status == "COMPLETED"
    assert sdk.people.details(user["personId"], calling_data=True).location_id == target


@pytest.mark.needs("Disable_Location_For_Webex_Calling", "Get_Disable_Calling_Location_Job_Status")
def test_calling_is_disabled_by_a_job(sdk: WebexSimpleApi, acme: Any) -> None:
    target = calling_location(sdk, acme)
    job = sdk.jobs.disable_calling_location.initiate(target, org_id=acme.org)
    status = sdk.jobs.disable_calling_location.status(job.id, org_id=acme.org)
    assert status.latest_execution_status == "COMPLETED"


@pytest.mark.needs("Initiate_Bulk_Activation_Email_Resend_Job", "Get_Bulk_Activation_Email_Resend_Job_Status")
def test_activation_mails_are_sent_by_a_job(sdk: WebexSimpleApi, acme: Any) -> None:
    job = sdk.jobs.activation_emails.start(acme.org)
    assert sdk.jobs.activation_emails.status(acme.org, job.id).latest_execution_status == "COMPLETED"


# workspaces and devices


def new_workspace(sdk: WebexSimpleApi, acme: Any) -> Workspace:
    calling = WorkspaceWebexCalling(extension="701", location_id=acme.location)
    settings = Workspace(
        display_name="Board room",
        location_id=acme.location,
        supported_devices=WorkspaceSupportedDevices.phones,
        calling=WorkspaceCalling(type=CallingType.webex, webex_calling=calling),
    )
    # The client's own call leaves the organization out, so that a partner cannot name it.
    body = settings.update_or_create() | {"orgId": acme.org}
    return Workspace.model_validate(sdk.session.rest_post(sdk.workspaces.ep(), json=body))


@pytest.mark.needs("createWorkspace", "updateWorkspace", "deleteWorkspace", "listWorkspaces")
def test_a_workspace_is_made_changed_and_removed(sdk: WebexSimpleApi, acme: Any) -> None:
    made = new_workspace(sdk, acme).workspace_id or ""
    workspace = sdk.workspaces.details(made)
    workspace.display_name = "Large board room"
    sdk.workspaces.update(made, workspace)
    assert [one.display_name for one in sdk.workspaces.list(org_id=acme.org)] == ["Large board room"]
    sdk.workspaces.delete_workspace(made)
    assert list(sdk.workspaces.list(org_id=acme.org)) == []


@pytest.mark.needs("createWorkspace", "Create_a_Device_by_MAC_Address", "Delete_a_Device", "List_Devices")
def test_a_device_is_added_and_removed(sdk: WebexSimpleApi, acme: Any) -> None:
    workspace = new_workspace(sdk, acme).workspace_id or ""
    made = sdk.devices.create_by_mac_address(
        "A0B1C2D3E4F5", workspace_id=workspace, model="DMS Cisco 8851", org_id=acme.org
    )
    assert [one.mac for one in sdk.devices.list(org_id=acme.org)] == ["A0B1C2D3E4F5"]
    assert sdk.devices.details(made.device_id, org_id=acme.org).workspace_id == workspace
    sdk.devices.delete(made.device_id, org_id=acme.org)
    assert list(sdk.devices.list(org_id=acme.org)) == []


@pytest.mark.needs("createWorkspace", "Create_a_Device_Activation_Code")
def test_an_activation_code_is_given(sdk: WebexSimpleApi, acme: Any) -> None:
    workspace = new_workspace(sdk, acme).workspace_id
    told = sdk.devices.activation_code(workspace_id=workspace, model="DMS Cisco 8851", org_id=acme.org)
    assert told.code
