"""One run's surroundings: the stack file, the API, the live estate, and the operations on plain values.

Both servers stand on it: our own, and the provider classes under the stock one.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from wholesale.api.client import ApiClient
from wholesale.api.clock import WallClock
from wholesale.api.ids import same_id
from wholesale.api.settle import Settling
from wholesale.compare import compare, refused
from wholesale.desired.coverage import run_refusal
from wholesale.desired.registry import KINDS, records
from wholesale.engine.neighbours import rivals
from wholesale.engine.progress import Voice
from wholesale.engine.removals import Removals, removals, today
from wholesale.errors import (
    AuthenticationError,
    ConflictError,
    RefusedError,
    SafetyError,
    SettingsError,
    WholesaleError,
)
from wholesale.estate import Estate
from wholesale.operations import carry_out
from wholesale.operations.coalesce import Coalescer
from wholesale.operations.discretion import discreetly
from wholesale.operations.guard import refuse_strangers, strangers, verdict
from wholesale.settings import Settings, stacks_folder
from wholesale.stacks.load import load
from wholesale.vocabulary.context import Context

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from wholesale.operations.carry_out import Found
    from wholesale.operations.results import Result
    from wholesale.stacks.stack import Stack
    from wholesale.vocabulary.fields import Change
    from wholesale.vocabulary.kind import Kind
    from wholesale.vocabulary.record import Reference, Standing

Values = dict[str, Any]
NUMBER_WAYS = "Declare it under a location's `numbers`, have the carrier add it, or take another number."


class Runtime:
    """The operations of one run on one stack.

    Args:
        settings: address, token and limits.
        stack: the stack file, as it is now.
        api: the door to the network, with the token checked.
        clock: the one that the door waits by.
    """

    def __init__(self, settings: Settings, stack: Stack, api: ApiClient, clock: WallClock) -> None:
        self.stack = stack
        self._clock = clock
        self._settling = Settling(settings.wait, clock)
        self._api = api
        self._estate = Estate(api, [customer.external_id for customer in stack.customers.values()])
        self._together = Coalescer(clock)
        self._told: set[str] = set()
        self._rivals: dict[str, str] | None = None
        self._removal: asyncio.Future[Removals] | None = None

    @classmethod
    async def open(cls, settings: Settings, name: str) -> Self:
        """Load the stack and check, with one call, that the API answers and whose token it is.

        Raises:
            FilesError: the files have problems.
            AuthenticationError: the token is refused, or of another organization than partner.yaml says.
            UnreachableError: the API does not answer.
        """
        stack = load(stacks_folder(), name)
        clock = WallClock()
        api = ApiClient(settings, clock=clock)
        try:
            await _check_token(api, stack)
        except BaseException:
            await api.close()
            raise
        return cls(settings, stack, api, clock)

    def stop(self) -> None:
        """End every wait, and begin no write any more: the run was cancelled. What is sent is finished."""
        self._clock.stop()

    async def close(self) -> None:
        """Close all connections."""
        await self._api.close()

    def diff(
        self, reference: Reference, known_inputs: Values, outputs: Values, inputs: Values
    ) -> tuple[Change, ...]:
        """What an update would change; no network call."""
        fields = KINDS[reference.kind].fields
        told = {field.name: outputs[field.output] for field in fields if outputs.get(field.output)}
        return compare(fields, inputs, {**told, **known_inputs})

    def refuse(self, reference: Reference, changes: tuple[Change, ...], phase: str) -> None:
        """Raise RefusedError when the API cannot carry out one of these changes, or a review holds it."""
        kind, context = self._context(reference, {}, {}, SILENT)
        if phase == "in_review":
            carry_out.refuse_held(kind, context, changes)
        if forbidden := refused(kind.fields, changes):
            raise RefusedError(carry_out.refusal_text(reference, forbidden))

    async def create(self, reference: Reference, inputs: Values, voice: Voice) -> Result:
        """Make the record, or take over what is there."""
        self._refuse_run()
        kind, context = self._context(reference, inputs, {}, voice)
        with discreetly(kind, inputs):
            return await carry_out.create(kind, context)

    async def update(
        self,
        reference: Reference,
        known_inputs: Values,
        outputs: Values,
        inputs: Values,
        voice: Voice,
    ) -> Result:
        """Bring the record to what is wanted."""
        self._refuse_run()
        kind, context = self._context(reference, inputs, outputs, voice)
        with discreetly(kind, inputs):
            return await carry_out.update(kind, context, known_inputs)

    async def foretell(
        self, reference: Reference, inputs: Values, outputs: Values, known: Values | None, voice: Voice
    ) -> None:
        """Tell, in a preview, what is done to other records for the sake of this one."""
        kind, context = self._context(reference, inputs, outputs, voice)
        with discreetly(kind, inputs):
            for line in await carry_out.foretold(kind, context, known):
                voice.tell(line)

    async def read(self, reference: Reference, known_inputs: Values, outputs: Values) -> Found | None:
        """What is live of a record of the state; None when it is gone."""
        kind, context = self._context(reference, known_inputs, outputs, SILENT)
        return await carry_out.read(kind, context, known_inputs)

    async def keeps_waiting(self, reference: Reference, known_inputs: Values, outputs: Values) -> str | None:
        """Why a record of the state that waits has to go on waiting; None when it has not."""
        kind, context = self._context(reference, known_inputs, outputs, SILENT)
        return await carry_out.keeps_waiting(kind, context)

    async def look_up(self, reference: Reference, key: str) -> Found | None:
        """What is live of a record of the stack file: an import, by its key.

        Raises:
            RefusedError: the stack file does not want this record.
        """
        record = next((one for one in records(self.stack) if one.reference == reference), None)
        if record is None or key != reference.key:
            raise RefusedError(
                f"{self.stack.file} has no {reference} with the key {key}, so it cannot be imported.\n"
                f"    Write it into the file first, then import it with its key as name and as id."
            )
        kind, context = self._context(reference, dict(record.inputs), {}, SILENT)
        return await carry_out.look_up(kind, context)

    async def delete(self, reference: Reference, outputs: Values, voice: Voice) -> None:
        """Remove the record, if the guard lets it go."""
        self._refuse_run()
        kind, context = self._context(reference, outputs, outputs, voice)
        try:
            await self._guarded(kind, context, carry_out.delete)
        except (RefusedError, SafetyError) as error:
            raise self._told_once(reference, error) from None

    async def standing(self) -> tuple[Standing, ...]:
        """The records of the state, as they were before the run."""
        return (await self._removals()).stood

    async def remove(self, standing: Standing, context: Context) -> None:
        """Remove a record of the state that the file does not want any more, as part of a hand-over."""
        await self._guarded(KINDS[standing.reference.kind], context, carry_out.remove)

    async def _guarded(
        self, kind: Kind, context: Context, delete: Callable[[Kind, Context], Awaitable[None]]
    ) -> None:
        found = await self._removals()
        self._refuse_rival(context)
        ruled = verdict(self.stack, context.reference, found.moved, found.problems)
        if ruled.call:
            await self._refuse_strangers(context, found.stood)
            await delete(kind, context)
        else:
            context.tell(f"only forgotten, nothing was removed: {ruled.reason}")

    def _told_once(self, reference: Reference, error: WholesaleError) -> WholesaleError:
        """The error, and for further records of the same customer only that they share its fate."""
        if reference.customer in self._told:
            return RefusedError(f"kept, like the rest of customer {reference.customer}")
        self._told.add(reference.customer)
        return error

    async def refuse_strangers(self, stood: tuple[Standing, ...]) -> None:
        """Raise SafetyError when a customer that is to be removed has live users that no stack names."""
        for one in stood:
            if one.reference.kind == "Customer" and one.api_id:
                _, context = self._context(one.reference, dict(one.inputs), dict(one.outputs), SILENT)
                await self._refuse_strangers(context, stood)

    async def missing_numbers(self, handle: str, users: Mapping[str, str]) -> list[str]:
        """Of users' numbers that no location declares, those that the live inventory does not have either.

        Args:
            handle: the customer's.
            users: handle of a user → phone number.
        """
        external_id = self.stack.customers[handle].external_id
        behalf = self._behalf({"subPartner": self.stack.sub_partner})
        row = (await self._estate.customers(external_id, behalf)).by_name(external_id)
        inventory = await self._estate.inventory(row["orgId"]) if row and row.get("orgId") else {}
        return [
            f"{self.stack.place('customers', handle, 'users', user, 'phoneNumber')}: user {user} of customer "
            f"{handle} wants a phone number that no location declares, and that is not live.\n"
            f"    {NUMBER_WAYS}"
            for user, number in users.items()
            if number not in inventory
        ]

    async def _refuse_strangers(self, context: Context, stood: tuple[Standing, ...]) -> None:
        customer = context.customer
        if customer is None or customer.ensure != "absent" or not context.last.get("customerId"):
            return
        named = {str(user.email).casefold(): str(self.stack.file) for user in customer.users.values()}
        table = await self._estate.subscribers(str(context.last["customerId"]), context.behalf)
        refuse_strangers(self.stack, customer.handle, strangers(table, stood, named))

    def _refuse_rival(self, context: Context) -> None:
        """Raise ConflictError when a customer is to leave that another stack file wants by now."""
        customer = context.customer
        name = context.inputs.get("externalId") if context.reference.kind == "Customer" else None
        if customer is None or customer.ensure != "absent":
            return
        if other := self._rival(str(name or customer.external_id)):
            raise ConflictError(
                f"Customer {customer.handle} is kept: {other} wants it too.\n"
                f"    Take its block out here, where it moved; only one stack file may name it."
            )

    async def _removals(self) -> Removals:
        if self._removal is None:
            self._removal = asyncio.ensure_future(removals(self.stack))
        return await asyncio.shield(self._removal)

    def _context(
        self, reference: Reference, inputs: Values, outputs: Values, voice: Voice
    ) -> tuple[Kind, Context]:
        context = Context(
            api=self._api,
            estate=self._estate,
            together=self._together,
            settle=self._settling,
            say=voice.say,
            tell=voice.tell,
            stack=self.stack,
            reference=reference,
            inputs=inputs,
            last=outputs,
            behalf=self._behalf(inputs),
            home=None,
            run=self,
            today=today(),
            rival=self._rival,
        )
        return KINDS[reference.kind], context

    def _rival(self, external_id: str) -> str | None:
        if self._rivals is None:
            self._rivals = rivals(stacks_folder(), self.stack)
        return self._rivals.get(external_id)

    def _behalf(self, inputs: Mapping[str, Any]) -> str | None:
        name = inputs.get("subPartner")
        if name is None:
            return None
        if name not in self.stack.partner.sub_partners:
            raise SettingsError(
                f"partner.yaml does not know the sub-partner {name} any more.\n    Put it back."
            )
        return self.stack.partner.sub_partners[name].organization

    def _refuse_run(self) -> None:
        if reason := run_refusal(self.stack):
            raise SettingsError(reason)


async def _check_token(api: ApiClient, stack: Stack) -> None:
    me = await api.get("/people/me")
    if not same_id(me.get("orgId"), stack.partner.organization):
        raise AuthenticationError(
            f"The token is of organization {me.get('orgId')}, partner.yaml of {stack.partner.organization}.\n"
            f"    Nothing was written. Use a token of the partner organization, or correct `organization`."
        )


SILENT = Voice(say=lambda _: None, tell=lambda _: None, warn=lambda _: None)
"""For reads: nothing is said of them."""
