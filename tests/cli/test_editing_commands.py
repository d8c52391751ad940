"""The commands that edit: what they write, show, ask and refuse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from wholesale.cli.main import COMMANDS, run
from wholesale.errors import EditError
from wholesale.stacks.editing.store import FileChange, write
from wholesale.stacks.first_project import files_of

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "tests" / "stacks" / "good" / "contract"


@pytest.fixture
def stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(CONTRACT, tmp_path / "stacks"))


def edited(file: Path, *pairs: tuple[str, str]) -> str:
    """The contract's file with lines replaced."""
    text = (CONTRACT / file.name).read_text("utf-8")
    for old, new in pairs:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def test_set_writes_one_value_and_shows_the_difference(
    stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["set", "customers.acme-1001.users.ada.extension=0112", "--yes"]) == 0
    file = stacks / "acme-1001.yaml"
    assert file.read_text("utf-8") == edited(file, ('extension: "101"', 'extension: "0112"'))
    assert '-        extension: "101"\n+        extension: "0112"\n' in capsys.readouterr().out


def test_set_reaches_the_records_that_every_condition_names(stacks: Path) -> None:
    conditions = ["--where", "customer=acme-*", "--where", "location=HQ", "--where", "package=webex_calling"]
    assert run(["set", "users.*.package=webex_suite", *conditions, "--yes"]) == 0
    file = stacks / "acme-1001.yaml"
    linus = "        lastName: Pauling\n"
    assert file.read_text("utf-8") == edited(file, (linus, f"{linus}        package: webex_suite\n"))


def test_set_knows_values_that_are_inherited_and_those_of_the_customer(stacks: Path) -> None:
    where = ["--where", "customer.manage=declared", "--where", "stack=estate-*"]
    assert run(["set", "ticket=CHG-1", *where, "--yes"]) == 0
    written = yaml.safe_load((stacks / "estate-north.yaml").read_text("utf-8"))["customers"]
    assert [handle for handle, block in written.items() if block.get("ticket")] == ["crane-2002"]


def test_set_edits_the_partner_file_too(stacks: Path) -> None:
    assert run(["set", "safety.users.delete=3", "-y"]) == 0
    assert "users: {delete: 3, deletePercent: 30" in (stacks / "partner.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["users.ada.extension=11"], "would be set everywhere: say where"),
        (["subPartner=north"], "for example --where stack=NAME"),
        (
            ["users.zed.extension=11", "--where", "stack=*"],
            "no record has the path users.zed.extension and fulfils every --where",
        ),
        (["users.ada.extnsion=11", "--where", "stack=*"], 'did you mean "extension"?'),
        (["users.ada.extension", "--where", "stack=*"], "is no PATH=VALUE"),
        (["users.ada.extension=1", "--where", "stack"], "--where takes KEY=VALUE"),
        (["customers.acme-1001.users.adda.extension=11"], 'did you mean "ada"?'),
        (["customers.acme-1001.users.ada.extension=x"], '"x" is not an extension'),
        (["customers.acme-1001.users.ada.phoneNumber="], "cannot be empty"),
        (["users.ada.extension=1", "--where", "loction=HQ"], 'no such key. Did you mean "location"?'),
        (["ticket=1", "--where", "customer.mange=declared"], 'Did you mean "manage"?'),
        (["customers.acme-1001.users.ada.extension=12"], "--yes is needed where there is no terminal"),
    ],
)
def test_what_cannot_be_set_leaves_all_files_alone(
    arguments: list[str], said: str, stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["set", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert all(file.read_bytes() == (CONTRACT / file.name).read_bytes() for file in stacks.iterdir())


def test_an_edit_says_what_validate_will_say(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["set", "customers.acme-1001.users.ada.location=nowhere", "-y"]) == 0
    assert "`wholesale validate` will have" in capsys.readouterr().err
    assert "location: nowhere" in (stacks / "acme-1001.yaml").read_text("utf-8")


def test_nothing_to_change_is_said(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["set", "customers.acme-1001.users.ada.location=HQ", "-y"]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "nothing to change\n")
    assert (stacks / "acme-1001.yaml").read_bytes() == (CONTRACT / "acme-1001.yaml").read_bytes()


def test_rename_renames_a_customer_in_every_file_that_names_it(stacks: Path) -> None:
    assert run(["rename", "crane-2002", "crane", "-y"]) == 0
    assert "task: crane/signIn" in (stacks / "confirmations.yaml").read_text("utf-8")
    file = stacks / "estate-north.yaml"
    head = "  crane-2002:\n    extends: []"
    assert "previously: crane-2002\n" in file.read_text("utf-8")
    assert head.split("\n", maxsplit=1)[0] not in file.read_text("utf-8").splitlines()
    assert run(["validate"]) == 0


def test_rename_finds_users_workspaces_and_devices(stacks: Path) -> None:
    for old, new in (("grace@acme.example", "grace"), ("lobby", "hall"), ("devices/spare", "extra")):
        assert run(["rename", f"acme-1001/{old}", new, "-y"]) == 0
    assert run(["validate"]) == 0
    own = yaml.safe_load((stacks / "acme-1001.yaml").read_text("utf-8"))["customers"]["acme-1001"]
    assert own["devices"]["extra"]["user"] == "grace"
    assert own["devices"]["lobby-phone"]["workspace"] == "hall"
    assert own["users"]["grace"]["email"] == "grace@acme.example"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["acme-1001/HQ", "x"], "cannot know the location HQ again"),
        (["acme-1001/nobody", "x"], "it has no user, workspace or device nobody"),
        (["acme-1001/linus", "x"], "has a `previously` already"),
        (["acme-1002", "x"], 'Did you mean "acme-1001"?'),
        (["acme-1001", "a/b"], "cannot be a handle"),
    ],
)
@pytest.mark.usefixtures("stacks")
def test_what_cannot_be_renamed_is_told(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rename", *arguments, "-y"]) == 2
    assert said in capsys.readouterr().err


def test_move_takes_a_customer_to_a_new_file_and_back(stacks: Path) -> None:
    assert run(["move", "crane-2002", "--to", "crane", "-y"]) == 0
    assert run(["validate"]) == 0
    assert (stacks / "crane.yaml").exists()
    assert run(["move", "drum-2003", "--to", "crane", "-y"]) == 0
    assert run(["move", "crane-2002", "--to", "estate-north", "-y"]) == 0
    assert run(["move", "drum-2003", "--to", "estate-north", "-y"]) == 0
    assert (stacks / "estate-north.yaml").read_bytes() == (CONTRACT / "estate-north.yaml").read_bytes()
    assert "customers: {}" in (stacks / "crane.yaml").read_text("utf-8")


@pytest.mark.usefixtures("stacks")
def test_move_says_what_to_run_and_what_stays_empty(capsys: pytest.CaptureFixture[str]) -> None:
    run(["move", "crane-2002", "--to", "crane", "-y"])
    told = capsys.readouterr().err
    assert told.endswith(
        "next, in this order:\n  wholesale up -s estate-north\n  wholesale up -s crane --init\n"
    )
    assert "no customers left" not in told
    run(["move", "crane-2002", "--to", "estate-north", "-y"])
    told = capsys.readouterr().err
    assert "note: stacks/crane.yaml has no customers left" in told
    assert "pulumi stack rm crane\n" in told
    assert told.endswith("  wholesale up -s estate-north\n")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("acme-1001", "acts on behalf of north"),
        ("estate-north", "stands in estate-north already"),
        ("partner", "is reserved"),
        ("../elsewhere", "is outside of"),
        ("acme-1001.yaml", "without its suffix: acme-1001."),
        ("south east", "cannot be a stack of Pulumi"),
        ("", "cannot be a stack of Pulumi"),
    ],
)
def test_a_move_that_would_make_another_customer_is_refused(
    target: str, said: str, stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["move", "bolt-2001", "--to", target, "-y"]) == 2
    assert said in capsys.readouterr().err
    assert all(file.read_bytes() == (CONTRACT / file.name).read_bytes() for file in stacks.iterdir())


def test_a_move_to_other_defaults_is_refused(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stacks / "south.yaml").write_text(
        "version: 1\nsubPartner: north\ndefaults: {owner: south}\ncustomers: {}\n"
    )
    assert run(["move", "bolt-2001", "--to", "south", "-y"]) == 2
    assert "differ in" in capsys.readouterr().err


def test_users_are_added_from_a_table(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("new.csv").write_text(
        "email,firstName,lastName,location,extension\nben@x.example,Ben,Sato,HQ,0104\n"
    )
    assert run(["add", "users", "--from", "new.csv", "--customer", "acme-1001", "-y"]) == 0
    assert run(["validate"]) == 0
    file = stacks / "acme-1001.yaml"
    fields = ["firstName: Ben", "lastName: Sato", "location: HQ", 'extension: "0104"']
    ben = "".join(f"        {field}\n" for field in fields)
    assert file.read_text("utf-8") == edited(
        file, ("    workspaces:\n", f"      ben@x.example:\n{ben}    workspaces:\n")
    )
    assert run(["add", "users", "--from", "new.csv", "--customer", "acme-1001", "-y"]) == 2
    assert "new.csv:2: acme-1001 has a user ben@x.example already" in capsys.readouterr().err


def test_a_new_customer_gets_a_file_of_its_own_or_a_place_in_another(stacks: Path) -> None:
    values = ["name=Maple Bakery", "primaryEmail=hello@maple.example", "template=us-standard"]
    address = [
        "addressLine1=3 Mill Road",
        "city=Madison",
        "stateOrProvince=WI",
        "zipOrPostalCode=53703",
        "country=US",
    ]
    values += [f"address.{part}" for part in address] + ["packages={webex_meetings: {}}"]
    values += [
        "firstAdministrator=ida",
        "users.ida={email: ida@maple.example, firstName: Ida, lastName: M, package: webex_meetings}",
    ]
    assert run(["new", "customer", "maple", *values, "-y"]) == 0
    assert (
        run(
            [
                "new",
                "customer",
                "maple-2",
                "--stack",
                "acme-1001",
                *values[:-1],
                "users.ida.email=ida2@maple.example",
                "-y",
            ]
        )
        == 0
    )
    assert run(["new", "customer", "maple", "-y"]) == 2
    text = (stacks / "maple.yaml").read_text("utf-8")
    assert text.startswith(
        "# yaml-language-server: $schema=../specs/stack.schema.json\nversion: 1\ncustomers:\n  maple:\n"
    )
    assert run(["validate", "stacks/maple.yaml"]) == 0
    assert run(["fmt", "--check", "stacks/maple.yaml"]) == 0
    assert (
        (stacks / "acme-1001.yaml")
        .read_text("utf-8")
        .startswith((CONTRACT / "acme-1001.yaml").read_text("utf-8"))
    )


def test_fmt_writes_and_its_check_only_shows(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = stacks / "odd.yaml"
    file.write_text("customers: {}   # c\nversion: 1\n")
    assert run(["fmt", "--check"]) == 7
    assert "+version: 1\n customers: {}   # c\n-version: 1\n" in capsys.readouterr().out
    assert run(["fmt"]) == 0
    assert file.read_text() == "version: 1\ncustomers: {}   # c\n"
    assert run(["fmt", "--check"]) == 0
    assert capsys.readouterr().out == ""


def test_fmt_tells_what_it_cannot_read_and_formats_the_rest(
    stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (stacks / "bad.yaml").write_text("a: [")
    (stacks / "odd.yaml").write_text("customers: {}\nversion: 1\n")
    assert run(["fmt"]) == 2
    assert "stacks/bad.yaml:" in capsys.readouterr().err
    assert (stacks / "odd.yaml").read_text() == "version: 1\ncustomers: {}\n"


def test_a_symbolic_link_is_not_edited(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real = stacks / "real.yml"
    real.write_text("customers: {a: {ensure: absent}}\nversion: 1\n")
    (stacks / "link.yaml").symlink_to(real)
    assert run(["fmt", "stacks/link.yaml"]) == 2
    assert run(["set", "customers.a.ticket=x", "-y"]) == 2
    assert capsys.readouterr().err.count("is a symbolic link, and is not edited") == 2
    assert real.read_text().startswith("customers:")


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_bytes(b"a")
    two.write_bytes(b"changed")
    with pytest.raises(EditError, match=r"two\.yaml was changed by somebody else"):
        write([FileChange(one, b"a", b"A"), FileChange(two, b"b", b"B")])
    assert (one.read_bytes(), two.read_bytes()) == (b"a", b"changed")


def test_a_file_is_written_whole_with_its_rights_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_bytes(b"a")
    file.chmod(0o640)
    write([FileChange(file, b"a", b"A")])
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"A", 0o640)
    assert [*tmp_path.iterdir()] == [file]


@pytest.mark.usefixtures("stacks")
def test_where_tells_place_and_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["where", "+1 312 555 0105"]) == 0
    assert capsys.readouterr().out == (
        "stacks/acme-1001.yaml:23:13: location acme-1001/HQ: +13125550100..+13125550109\n"
    )
    assert run(["where", "nobody@acme.example"]) == 1
    capsys.readouterr()
    assert run(["where", "AA11BB22CC33", "--output", "json"]) == 0
    assert (
        json.loads(capsys.readouterr().out)["found"][0]["path"] == "customers.acme-1001.devices.ada-desk.mac"
    )


@pytest.mark.parametrize(
    ("thing", "hint"),
    [
        ("312 555 0199", "; a number has its country code"),
        ("foo", "; this looks for a number, an e-mail address or a MAC"),
        ("nobody@acme.example", ""),
        ("AA11BB22CC34", ""),
        ("+13125550199", ""),
    ],
)
@pytest.mark.usefixtures("stacks")
def test_where_says_what_may_be_wrong_with_what_it_does_not_find(
    thing: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["where", thing]) == 1
    assert capsys.readouterr().err == f"no stack file has {thing}{hint}\n"


def test_a_first_project_validates_and_is_in_its_usual_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "carrier")]) == 0
    monkeypatch.chdir(tmp_path / "carrier")
    assert run(["validate"]) == 0
    assert run(["fmt", "--check"]) == 0
    told = capsys.readouterr().out
    assert ": error: " not in told
    assert "not applied" not in told
    assert run(["init"]) == 2
    assert "already; nothing is written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("folder", "project"),
    [
        ("carrier", "carrier"),
        ("north & south", "north-south"),
        ("no", "no"),
        ("2026", "2026"),
        ("ü", "wholesale"),
    ],
)
def test_a_first_project_has_the_name_of_its_folder(folder: str, project: str, tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / folder)]) == 0
    assert yaml.safe_load((tmp_path / folder / "Pulumi.yaml").read_text("utf-8"))["name"] == project


@pytest.mark.parametrize("name", [".vscode/settings.json", ".vscode/extensions.json"])
def test_the_editor_settings_of_this_project_are_those_of_a_first_one(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == files_of(ROOT)[name]


def test_the_hooks_name_commands_that_exist() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [hook["entry"].split()[1] in COMMANDS for hook in hooks] == [True, True]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert "_WHOLESALE_COMPLETE" in capsys.readouterr().out


@pytest.mark.parametrize("command", [[name] for name in COMMANDS] + [["new", "customer"], ["add", "users"]])
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, "--help"]) == 0
    assert "Usage: wholesale" in capsys.readouterr().out
