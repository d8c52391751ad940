"""The error family: every failure that a user can meet, each with its exit code.

WholesaleError                     one message: what, where, why, and the way out
├── FilesError                     problems in stack files, all at once (exit 2)
├── EditError                      a file is not edited: what was meant cannot be written safely (exit 2)
├── SettingsError                  environment or partner file cannot be acted on (exit 1)
├── AuthenticationError            token missing, refused, or of another organization (exit 3)
├── MissingStackError              Pulumi has no stack of this name (exit 6)
├── LockedError                    a run holds the stack, or may hold it (exit 1)
├── SafetyError                    the run would lose more than the partner file permits (exit 21)
├── StoppedError                   the run was cancelled before this was sent (exit 8)
├── UnfinishedError                a thing was made, and the rest of it was not done (exit 4)
├── ToldError                      what keeps the whole run has been told already (exit 1)
├── RefusedError                   the guard or a kind refuses this change (exit 4)
│   └── ConflictError              the thing is held by another organization, record or stack
└── ApiError                       the API answered, or did not answer, what we need (exit 4)
    ├── UnreachableError           no answer at all
    └── UnclearError               a write was sent and its outcome could not be established
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


NOT_FOUND = 404


class WholesaleError(Exception):
    """A failure that is told to the user as one message, without a traceback."""

    exit_code: ClassVar[int] = 1


class FilesError(WholesaleError):
    """Stack files have problems; `problems` holds all of them (see `wholesale.stacks.problems`)."""

    exit_code = 2

    def __init__(self, problems: Sequence[object]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class EditError(WholesaleError):
    """A file is not edited: what was meant cannot be written without a guess; the file stays as it is."""

    exit_code = 2


class SettingsError(WholesaleError):
    """The environment or the partner file asks for something that cannot be done."""


class AuthenticationError(WholesaleError):
    """The token is missing, refused, or belongs to another organization."""

    exit_code = 3


class MissingStackError(WholesaleError):
    """Pulumi has no stack of this name."""

    exit_code = 6


class LockedError(WholesaleError):
    """A run holds the stack, or nobody can prove that it does not."""


class SafetyError(WholesaleError):
    """The run would lose more than the safety numbers permit."""

    exit_code = 21


class StoppedError(WholesaleError):
    """The run was cancelled before this was sent: nothing was done, and the next run does it."""

    exit_code = 8


class UnfinishedError(WholesaleError):
    """A thing was made, and the rest of what it needs was not done: its id must not be lost.

    Args:
        why: what kept the rest from being done.
        made: the thing, as far as it is there (`wholesale.vocabulary.record.Live`).
    """

    exit_code = 4

    def __init__(self, why: WholesaleError, made: Any) -> None:
        self.made = made
        super().__init__(f"made, but not finished; the next run goes on. {why}")


class ToldError(WholesaleError):
    """What keeps the whole run from going on was told already, by another record."""


class RefusedError(WholesaleError):
    """A change that is not made: the guard forbids it, or the API has no way to do it."""

    exit_code = 4


class ConflictError(RefusedError):
    """The thing exists and belongs to somebody else; it is never taken silently."""


class ApiError(WholesaleError):
    """The API refused a call.

    Args:
        message: what was attempted and what the API said; never the token.
        status: HTTP status, or None when there was no answer.
        codes: the integer error codes of the answer, outermost first.
        tracking_id: the API's `trackingid`, to quote in a service request.
    """

    exit_code = 4

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        codes: tuple[int, ...] = (),
        tracking_id: str | None = None,
    ) -> None:
        self.status, self.codes, self.tracking_id = status, codes, tracking_id
        super().__init__(message)

    @property
    def proves_absence(self) -> bool:
        """Whether the API itself says that there is no such thing: a 404 with a tracking id, no gateway's."""
        return self.status == NOT_FOUND and self.tracking_id is not None


class UnreachableError(ApiError):
    """The API gave no answer: name resolution, connection or time-out."""


class UnclearError(ApiError):
    """A write was sent, no answer came, and reading back did not settle whether it was applied."""
