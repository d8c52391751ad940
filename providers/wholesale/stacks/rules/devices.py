"""Devices: one owner, one way to come in, one MAC each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.rule import PerCustomer, PerStack, Rule
from wholesale.stacks.rules.telling import found, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Customer, Stack


NO_OWNER = Rule(
    "WS720",
    "device-without-owner",
    what="A device belongs to no user and no workspace.",
    why="A phone rings for somebody.",
    mend="Add `user` or `workspace`.",
    bad="devices: {phone: {mac: AA11BB22CC33}}",
    good="devices: {phone: {mac: AA11BB22CC33, user: ada}}",
    firm="the device could not be created",
)
TWO_OWNERS = Rule(
    "WS721",
    "device-with-two-owners",
    what="A device belongs to a user and to a workspace.",
    why="A device has one owner.",
    mend="Remove one of the two.",
    bad="devices: {phone: {mac: AA11BB22CC33, user: ada, workspace: lobby}}",
    good="devices: {phone: {mac: AA11BB22CC33, user: ada}}",
    firm="nobody could say whose device it is",
)
NO_WAY_IN = Rule(
    "WS722",
    "device-without-mac",
    what="A device has neither a MAC address nor an activation.",
    why="It could never be told from others, and never register.",
    mend='Add `mac: "AA11BB22CC33"` or `activation: code`.',
    bad="devices: {phone: {user: ada}}",
    good="devices: {phone: {user: ada, activation: code}}",
    firm="the device could not be created",
)
TWO_WAYS_IN = Rule(
    "WS723",
    "device-mac-and-activation",
    what="A device has a MAC address and an activation code.",
    why="A device comes in by one of the two.",
    mend="Remove one of them.",
    bad="devices: {phone: {user: ada, mac: AA11BB22CC33, activation: code}}",
    good="devices: {phone: {user: ada, mac: AA11BB22CC33}}",
    firm="nobody could say by which way it comes in",
)
MAC_TWICE = Rule(
    "WS724",
    "mac-twice",
    what="Two devices have one MAC address.",
    why="There is one such device in the world.",
    mend="Read the label of the device again.",
    bad="one: {mac: AA11BB22CC33}\ntwo: {mac: aa11bb22cc33}",
    good="one: {mac: AA11BB22CC33}\ntwo: {mac: AA11BB22CC34}",
    firm="two records would claim one device",
)


@PerCustomer
def devices_have_one_owner(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A device belongs to exactly one user or workspace."""
    for handle, device in customer.devices.items():
        path = ("customers", customer.handle, "devices", handle)
        if device.user is None and device.workspace is None:
            yield missing(
                NO_OWNER,
                stack,
                (*path, "user"),
                f"device {handle} has no owner",
                "add `user: HANDLE` or `workspace: HANDLE`",
            )
        elif device.user is not None and device.workspace is not None:
            yield found(
                TWO_OWNERS,
                stack,
                (*path, "workspace"),
                f"device {handle} belongs to the user {device.user} and the workspace {device.workspace}",
                "a device has one owner; remove one of the two",
            )


@PerCustomer
def devices_can_come_in(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A device has either a MAC address or an activation code to come."""
    for handle, device in customer.devices.items():
        path = ("customers", customer.handle, "devices", handle)
        if device.mac is None and device.activation is None:
            yield missing(
                NO_WAY_IN,
                stack,
                (*path, "mac"),
                f"device {handle} has neither a MAC address nor an activation",
                'add `mac: "AA11BB22CC33"` or `activation: code`',
            )
        elif device.mac is not None and device.activation is not None:
            yield found(
                TWO_WAYS_IN,
                stack,
                (*path, "activation"),
                f"device {handle} has a MAC address and an activation code",
                "a device comes in by one of the two; remove the other",
            )


@PerStack
def macs_are_unique(stack: Stack) -> Iterator[Problem]:
    """No two devices of a file have one MAC address, whatever its case."""
    first: dict[str, NodePath] = {}
    for customer in stack.customers.values():
        for handle, device in customer.devices.items():
            path = ("customers", customer.handle, "devices", handle, "mac")
            if device.mac is None:
                continue
            other = first.setdefault(device.mac.upper(), path)
            if other != path:
                yield found(
                    MAC_TWICE,
                    stack,
                    path,
                    f"device {handle}: the MAC address {device.mac} is already that of {other[3]} at "
                    f"{stack.value_place(*other)}",
                    "read the label of the device again",
                )
