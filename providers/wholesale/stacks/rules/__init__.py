"""Rules over effective values, one file per family."""

from __future__ import annotations


def check_stack(stack, data, broken, partner):
    return ()
def check_partner(partner, source, broken):
    return ()
def check_confirmations(confirmations, source, handles):
    return ()
