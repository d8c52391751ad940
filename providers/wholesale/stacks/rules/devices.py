"""Devices: one owner, one way to come in, one MAC each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.rules.telling import error, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Customer, Stack


def devices_have_one_owner(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A device belongs to exactly one user or workspace."""
    for handle, device in customer.devices.items():
        path = ("customers", customer.handle, "devices", handle)
        if device.user is None and device.workspace is None:
            yield missing(
                stack,
                (*path, "user"),
                f"device {handle} has no owner",
                "add `user: HANDLE` or `workspace: HANDLE`",
            )
        elif device.user is not None and device.workspace is not None:
            yield error(
                stack,
                (*path, "workspace"),
                f"device {handle} belongs to the user {device.user} and the workspace {device.workspace}",
                "a device has one owner; remove one of the two",
            )


def devices_can_come_in(stack: Stack, customer: Customer) -> Iterator[Problem]:
    """A device has either a MAC address or an activation code to come."""
    for handle, device in customer.devices.items():
        path = ("customers", customer.handle, "devices", handle)
        if device.mac is None and device.activation is None:
            yield missing(
                stack,
                (*path, "mac"),
                f"device {handle} has neither a MAC address nor an activation",
                'add `mac: "AA11BB22CC33"` or `activation: code`',
            )
        elif device.mac is not None and device.activation is not None:
            yield error(
                stack,
                (*path, "activation"),
                f"device {handle} has a MAC address and an activation code",
                "a device comes in by one of the two; remove the other",
            )


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
                yield error(
                    stack,
                    path,
                    f"device {handle}: the MAC address {device.mac} is already that of {other[3]} at "
                    f"{stack.value_place(*other)}",
                    "read the label of the device again",
                )
