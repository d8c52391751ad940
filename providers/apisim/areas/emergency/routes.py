"""The operations on emergency calling."""

from __future__ import annotations

from apisim.areas.emergency import addresses, callbacks, notifications, redsky

ROUTES = {
    "Get_a_Person_Emergency_Callback_Number": callbacks.get_of_member,
    "Update_a_Person_Emergency_Callback_Number": callbacks.put_of_member,
    "Get_a_Person_Emergency_Callback_Number_Dependencies": callbacks.get_dependencies,
    "Get_Person_ECBN_Available_Phone_Numbers": callbacks.list_available,
    "Get_a_Workspace_Emergency_Callback_Number": callbacks.get_of_member,
    "Update_a_Workspace_Emergency_Callback_Number": callbacks.put_of_member,
    "Get_a_Workspace_Emergency_Callback_Number_Dependencies": callbacks.get_dependencies,
    "Get_Workspace_ECBN_Available_Phone_Numbers": callbacks.list_available,
    "Get_a_Location_Emergency_callback_number": callbacks.get_of_location,
    "Update_a_Location_Emergency_callback_number": callbacks.put_of_location,
    "Get_Location_ECBN_Available_Phone_Numbers": callbacks.list_available,
    "Get_an_Organization_Emergency_Call_Notification": notifications.get_of_organization,
    "Update_an_organization_emergency_call_notification": notifications.put_of_organization,
    "Get_a_Location_Emergency_Call_Notification": notifications.get_of_location,
    "Update_a_location_emergency_call_notification": notifications.put_of_location,
    "Retrieve_RedSky_Account_Details_for_an_Organization": redsky.get_account,
    "Create_an_Account_and_Admin_in_RedSky": redsky.create_account,
    "Get_a_Location's_RedSky_Emergency_Calling_Parameters": redsky.get_location,
    "Create_a_RedSky_Building_Address_and_Alert_Email_for_a_Location": redsky.create_building,
    "Update_a_Location's_RedSky_Building_Address": redsky.update_building,
    "Get_a_Location's_RedSky_Compliance_Status": redsky.get_status,
    "Update_a_Location's_RedSky_Compliance_Status": redsky.update_status,
    "emergencyAddressLookup": addresses.look_up,
    addresses.ADD: addresses.add_to_location,
    addresses.CHANGE: addresses.change_of_location,
    addresses.OF_NUMBER: addresses.change_of_number,
}
