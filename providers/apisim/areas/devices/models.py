"""The catalogue of device models, in one table (observations §8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apisim.errors import Json

CALLING, BACKGROUND, NONE = "WEBEX_CALLING_DEVICE_CONFIGURATION", "WEBEX_DEVICE_CONFIGURATION", "NONE"
CISCO, THIRD_PARTY = "CISCO", "THIRD_PARTY"
PREFIX = "DMS "
DEFAULT = "DMS Cisco 8845"


@dataclass(frozen=True, slots=True)
class Model:
    """One model: the string that the API knows it by, what a person reads, and how it is set up.

    Args:
        settings: CALLING for a device that is made at once, BACKGROUND for a PhoneOS one.
    """

    name: str
    kind: str
    lines: int
    settings: str = CALLING
    manufacturer: str = CISCO
    managed_by: str = CISCO

    @property
    def display(self) -> str:
        """Give the name without the catalogue's prefix."""
        return self.name.removeprefix(PREFIX)

    @property
    def in_background(self) -> bool:
        """Tell whether the device is made in the background."""
        return self.settings == BACKGROUND

    def as_json(self) -> Json:
        """Give the entry as the list of supported devices has it."""
        code = self.kind == "MPP" and self.manufacturer == CISCO
        return {
            "model": self.name,
            "displayName": self.display,
            "type": self.kind,
            "manufacturer": self.manufacturer,
            "managedBy": self.managed_by,
            "supportedFor": ["PEOPLE", "PLACE"],
            "onboardingMethod": ["MAC_ADDRESS", "ACTIVATION_CODE"] if code else ["MAC_ADDRESS"],
            "allowConfigureLayoutEnabled": self.lines > MANY_LINES,
            "numberOfLinePorts": self.lines,
            "kemSupportEnabled": self.display in WITH_KEYS,
            "deviceSettingsConfiguration": self.settings,
        }


MANY_LINES = 2
WITH_KEYS = ("Cisco 8851", "Cisco 8861", "Cisco 8865", "Cisco 9851", "Cisco 9861", "Cisco 9871")
PHONES = {
    "6821": 2,
    "6841": 4,
    "6851": 4,
    "6861": 4,
    "6871": 6,
    "7811": 1,
    "7821": 2,
    "7832": 1,
    "7841": 4,
    "7861": 16,
    "8811": 10,
    "8832": 1,
    "8841": 10,
    "8845": 10,
    "8851": 10,
    "8861": 10,
    "8865": 10,
}
PHONE_OS = {"9811": 1, "9821": 2, "9841": 4, "9851": 6, "9861": 10, "9871": 12}
ADAPTERS = {"191": 2, "192": 2}
OTHERS = ("Poly VVX150", "Poly VVX250", "Poly VVX350", "Poly VVX450", "Yealink T33G", "Yealink T54W")
MODELS = (
    *(Model(f"{PREFIX}Cisco {name}", "MPP", lines) for name, lines in PHONES.items()),
    *(Model(f"Cisco {name}", "MPP", lines, BACKGROUND) for name, lines in PHONE_OS.items()),
    *(Model(f"Cisco {name}", "ATA", lines) for name, lines in ADAPTERS.items()),
    *(Model(f"{PREFIX}{name}", "MPP", 4, manufacturer=THIRD_PARTY) for name in OTHERS),
    Model("Generic IPPhone Customer Managed", "GENERIC_SIP", 1, NONE, THIRD_PARTY, "CUSTOMER"),
    Model("Generic IPPhone Partner Managed", "GENERIC_SIP", 1, NONE, THIRD_PARTY, "PARTNER"),
)
BY_NAME = {spelling: model for model in MODELS for spelling in (model.name, model.display)}


def find(name: str) -> Model | None:
    """Give a model by the catalogue's string, or by the same without its prefix."""
    return BY_NAME.get(name)
