"""The ids of the operations on customers, as rules name them."""

from __future__ import annotations

LIST = "List_Wholesale_Customers"
CREATE = "Provision_a_Wholesale_Customer"
GET = "Get_a_Wholesale_Customer"
UPDATE = "Update_a_Wholesale_Customer"
REMOVE = "Remove_a_Wholesale_Customer"
PRECHECK = "Precheck_a_Wholesale_Customer_Provisioning"
BUILDING = (CREATE, UPDATE)
BEGINNING = (CREATE, PRECHECK)
CHECKED = (CREATE, UPDATE, PRECHECK)
CHANGING = (UPDATE, REMOVE)
EACH = (LIST, CREATE, GET, UPDATE, REMOVE, PRECHECK)
