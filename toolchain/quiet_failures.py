#!/usr/bin/env python3
"""Copy the SDK's launcher of programs, so that a failed resource shows its error and no traceback.

    quiet_failures.py LAUNCHER COPY

When a resource fails that others depend on, the Python SDK raises ResourceRegistrationFailed in the program.
The engine has shown the real error by then, but the launcher calls it an unhandled exception, and prints 30
lines of traceback. The copy ends such a program as one whose error was shown.
"""

import sys
from pathlib import Path

ANCHOR = "    except pulumi.RunError as e:\n"
REMEDY = (
    "    except pulumi.runtime.stack.ResourceRegistrationFailed:\n"
    "        # Changed by wholesale-provisioner: the engine has shown this error, and skips the dependents.\n"
    "        exit_code = PYTHON_PROCESS_EXITED_AFTER_SHOWING_USER_ACTIONABLE_MESSAGE_CODE\n"
)


def with_remedy(launcher: str) -> str:
    """Return the launcher's text with the remedy before its first handler, or raise ValueError."""
    if launcher.count(ANCHOR) != 1:
        raise ValueError(f"the line {ANCHOR.strip()!r} stands {launcher.count(ANCHOR)} times in it, not once")
    if launcher.count("PYTHON_PROCESS_EXITED_AFTER_SHOWING_USER_ACTIONABLE_MESSAGE_CODE = 32\n") != 1:
        raise ValueError("it does not define the exit code 32 under the name that we know")
    changed = launcher.replace(ANCHOR, REMEDY + ANCHOR)
    compile(changed, "pulumi-language-python-exec", "exec")
    return changed


def main() -> int:
    """Write the copy, executable; exit 1 with one sentence when the SDK's launcher is not the one we know."""
    launcher, copy = Path(sys.argv[1]), Path(sys.argv[2])
    try:
        changed = with_remedy(launcher.read_text(encoding="utf-8"))
    except (ValueError, SyntaxError) as error:
        sys.stderr.write(f"{launcher.name} cannot be changed as quiet_failures.py does it: {error}\n")
        return 1
    copy.write_text(changed, encoding="utf-8")
    copy.chmod(0o755)
    return 0


if __name__ == "__main__":
    sys.exit(main())
