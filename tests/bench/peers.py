"""What others need for the same files: `python peers.py WAY FOLDER SCHEMA`, one whole process for each."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def reference(files: list[str], schema: str) -> int:
    """The fastest safe parse and the fastest check of form."""
    import jsonschema_rs  # noqa: PLC0415 - each way loads its own libraries only
    import yaml_rs  # noqa: PLC0415 - as above

    check = jsonschema_rs.validator_for(json.loads(schema))
    return sum(not check.is_valid(yaml_rs.loads(file)) for file in files)


def pyyaml(files: list[str], _: str) -> int:
    """PyYAML's C loader alone."""
    import yaml  # noqa: PLC0415 - as above

    return sum(yaml.load(file, Loader=yaml.CSafeLoader) is None for file in files)


def jsonschema(files: list[str], schema: str) -> int:
    """The fastest safe parse, and the check of form that people know."""
    import jsonschema as library  # noqa: PLC0415 - as above
    import yaml_rs  # noqa: PLC0415 - as above

    check = library.Draft202012Validator(json.loads(schema))
    return sum(not check.is_valid(yaml_rs.loads(file)) for file in files)


WAYS = {"reference": reference, "pyyaml": pyyaml, "jsonschema": jsonschema}


def main(way: str, folder: str, schema: str) -> int:
    """Read and check every stack file; 1 when one is wrong."""
    files = [file.read_text("utf-8") for file in sorted(Path(folder).glob("stack*.yaml"))]
    return 1 if WAYS[way](files, Path(schema).read_text("utf-8")) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
