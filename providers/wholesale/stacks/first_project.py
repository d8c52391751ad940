"""A first project: a folder with one stack that validates, and applies against the simulator."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wholesale.stacks.schemas import FILES, rendered

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 100
"""Characters of a project's name, as Pulumi counts them."""
_PARTNER = """\
# yaml-language-server: $schema=../specs/partner.schema.json
# Facts of the partner that every stack shares. The ids are those that the simulator knows: put yours here.
version: 1
organization: Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8xMTExMTExMS0xMTExLTQxMTEtODExMS0xMTExMTExMTExMTE

templates:                       # onboarding templates of Partner Hub
  us-standard:
    provisioningId: MjIyMjIyMjItMjIyMi00MjIyLTgyMjItMjIyMjIyMjIyMjIy
    country: US
    language: en_US

profiles:                        # shared values; a stack names them with `extends`
  smb-us:
    template: us-standard
    locationDefaults: {timezone: America/Chicago, language: en_us, announcementLanguage: en_us}
    userDefaults: {package: webex_calling, location: HQ}
"""
_FIRST = """\
# yaml-language-server: $schema=../specs/stack.schema.json
version: 1
defaults: {extends: [smb-us]}
customers:
  lakeside:                      # a handle never has to change
    name: Lakeside Veterinary Clinic
    primaryEmail: office@lakeside.example
    firstAdministrator: ada
    address:
      addressLine1: 12 Shore Drive
      city: Evanston
      stateOrProvince: IL
      zipOrPostalCode: "60201"
      country: US
    packages: {webex_calling: {}}
    locations:
      HQ: {name: Clinic, main: true, address: same}
    users:
      ada: {email: ada@lakeside.example, firstName: Ada, lastName: Okafor, extension: "101"}
      ben: {email: ben@lakeside.example, firstName: Ben, lastName: Sato, extension: "102"}
"""
_PROGRAM = '''"""The Pulumi program: declares the stack file that has the name of the Pulumi stack."""

import pulumi

from wholesale.engine.program import run

pulumi.run(run)
'''
_PULUMI = """\
name: {project}                  # one for each folder: stacks of one name are told apart by it
description: Customers of Webex Wholesale Route-to-Market, as the files in stacks/ want them
runtime:
  name: python
  options:
    virtualenv: {environment}    # where `wholesale` is installed
stackConfigDir: stacks
options:
  refresh: always
plugins:
  providers:
    - name: pulumi-python
      path: {plugin}
"""
_HOOKS = """\
# pre-commit install, and every commit is checked.
repos:
  - repo: local
    hooks:
      - id: wholesale-fmt
        name: wholesale fmt
        entry: wholesale fmt
        language: system
        files: ^stacks/[^/]+\\.yaml$
        exclude: ^stacks/Pulumi\\.
        require_serial: true
      - id: wholesale-validate
        name: wholesale validate
        entry: wholesale validate stacks
        language: system
        files: ^stacks/[^/]+\\.yaml$
        pass_filenames: false
"""
_SCHEMAS = {
    "stack": "stacks/!(partner|confirmations|Pulumi.*).yaml",
    "partner": "stacks/partner.yaml",
    "confirmations": "stacks/confirmations.yaml",
}


def editor_settings() -> str:
    """Settings of VS Code: the schemas for files without a schema line, and two spaces."""
    schemas = {f"./specs/{name}.schema.json": files for name, files in _SCHEMAS.items()}
    settings = {
        "yaml.schemas": schemas,
        "[yaml]": {"editor.tabSize": 2, "editor.insertSpaces": True, "editor.formatOnSave": False},
    }
    return json.dumps(settings, indent=2) + "\n"


def files_of(folder: Path) -> Mapping[str, str]:
    """The files of a first project in a folder, by their path in it."""
    plugin = Path(__file__).parents[1] / "engine" / "plugin"
    places = {
        "project": _project(folder),
        "environment": _shown(Path(sys.prefix), folder),
        "plugin": _shown(plugin, folder),
    }
    return {
        "Pulumi.yaml": _PULUMI.format(**places),
        "__main__.py": _PROGRAM,
        "stacks/partner.yaml": _PARTNER,
        "stacks/first.yaml": _FIRST,
        **{f"specs/{name}.schema.json": rendered(name) for name in FILES},
        ".vscode/settings.json": editor_settings(),
        ".vscode/extensions.json": json.dumps({"recommendations": ["redhat.vscode-yaml"]}, indent=2) + "\n",
        ".pre-commit-config.yaml": _HOOKS,
        ".gitignore": "/.venv/\n/.trial/\n__pycache__/\n",
    }


def _project(folder: Path) -> str:
    """The name of the Pulumi project, quoted for YAML: the folder's, in the characters that Pulumi takes."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", folder.resolve().name).strip("-")
    return json.dumps(name[:_LONGEST] or "wholesale")


def _shown(path: Path, folder: Path) -> str:
    """A path as the project's file names it: relative where it lies in the folder."""
    inside = path.is_relative_to(folder.resolve())
    return os.path.relpath(path, folder.resolve()) if inside else str(path)
