"""Form: keys and kinds of value that a file can have."""

from functools import partial

from wholesale.stacks.rule import Rule

WITHOUT_IT = "the value is left out of the stack, so waiving would remove what it describes"
_Rule = partial(Rule, firm=WITHOUT_IT)

UNKNOWN_KEY = _Rule(
    "WS101",
    "unknown-key",
    what="A key is not one that can stand here.",
    why="A misspelt key would be ignored, and what it says would never be done.",
    mend="Use the nearest key that is named, remove the line, or quote a value in `{ }` that holds a comma.",
    bad="acme: {primaryMail: office@acme.example}",
    good="acme: {primaryEmail: office@acme.example}",
)
MISSING_KEY = _Rule(
    "WS102",
    "missing-key",
    what="A key that must be there is not.",
    why="The block means nothing without it.",
    mend="Add it; the problem shows an example.",
    bad="allow:\n  - {what: users.delete, customer: acme, count: 3}",
    good='allow:\n  - {what: users.delete, customer: acme, count: 3, reason: they left, until: "2027-06-30"}',
)
NO_VALUE = _Rule(
    "WS103",
    "no-value",
    what="Nothing stands behind a colon where a value must be.",
    why="Nothing is null to YAML, and null does not fit here.",
    mend="Write a value, `{}` for a map with nothing to say, or remove the line.",
    bad="users:\n  ada:",
    good="users:\n  ada: {}",
)
NOT_TEXT = _Rule(
    "WS104",
    "text-expected",
    what="A list or a map stands where text belongs.",
    why="The field holds one value.",
    mend="Write one value.",
    bad="name: [Acme, Dental]",
    good="name: Acme Dental",
)
NOT_A_NUMBER = _Rule(
    "WS105",
    "whole-number-expected",
    what="Something else stands where a number belongs.",
    why="The API counts with it.",
    mend="Write decimal digits without quotes.",
    bad='packages: {webex_calling: {limit: "5"}}',
    good="packages: {webex_calling: {limit: 5}}",
)
NOT_A_SWITCH = _Rule(
    "WS106",
    "true-or-false-expected",
    what="Something else stands where true or false belongs.",
    why='Quoted "false" is text, and text is not false.',
    mend="Write true or false, without quotes.",
    bad='locations: {HQ: {main: "true"}}',
    good="locations: {HQ: {main: true}}",
)
NOT_A_BLOCK = _Rule(
    "WS107",
    "map-expected",
    what="Something else stands where keys and values belong.",
    why="The fields of the record have no place to stand.",
    mend="Indent its keys beneath it; a name without keys of its own has `{}` behind its colon.",
    bad="users: {ada: ada@acme.example}",
    good="users: {ada: {email: ada@acme.example}}",
)
NOT_A_LIST = _Rule(
    "WS108",
    "list-expected",
    what="Something else stands where a list belongs.",
    why="One item is a list of one.",
    mend="Write it in brackets, or begin each item with `- `.",
    bad="roles: full_admin",
    good="roles: [full_admin]",
)
OTHER_FORM = _Rule(
    "WS109",
    "other-form",
    what="A value has none of the forms that its field can have.",
    why="What it means cannot be told.",
    mend="Write one of the forms that the problem names; examples/ and the schemas in specs/ have them all.",
    bad="numbers: [[100, 109]]",
    good='numbers: ["+13125550100..+13125550109"]',
)
UNKNOWN_WORD = _Rule(
    "WS120",
    "unknown-word",
    what="A field that takes one of a few words has another one.",
    why="The word decides what is done.",
    mend="Use the nearest word that is named.",
    bad="ensure: absnt",
    good="ensure: absent",
)
OTHER_VERSION = _Rule(
    "WS121",
    "unsupported-version",
    what="The file's version is not one that this release reads.",
    why="Another version may give the same keys another meaning.",
    mend="Write `version: 1`, or use the release that the file was written for.",
    bad="version: 2",
    good="version: 1",
)
TOO_LONG = _Rule(
    "WS122",
    "too-long",
    what="A text or list is longer than the API takes.",
    why="The API would refuse it, or cut it.",
    mend="Shorten it.",
    bad="addressLine1: Seventy-seven Main Street, behind the old town hall, rear",
    good="addressLine1: 77 Main Street",
)
EMPTY = _Rule(
    "WS123",
    "empty",
    what="A text or list is empty that must say something.",
    why='"" is not the same as absent, and it cannot be sent.',
    mend="Write a value, or remove the line.",
    bad='firstName: ""',
    good="firstName: Ada",
)
TOO_SMALL = _Rule(
    "WS124",
    "too-small",
    what="A number is smaller than it can be.",
    why="The API would refuse it.",
    mend="Write the least value that is named, or more.",
    bad="packages: {webex_calling: {limit: -1}}",
    good="packages: {webex_calling: {limit: 0}}",
)
TOO_BIG = _Rule(
    "WS125",
    "too-big",
    what="A number is bigger than it can be.",
    why="Most often a digit too many was typed.",
    mend="Write the greatest value that is named, or less.",
    bad="safety: {users: {deletePercent: 300}}",
    good="safety: {users: {deletePercent: 30}}",
)
OTHER_PATTERN = _Rule(
    "WS126",
    "other-pattern",
    what="A text does not have the form that its field needs.",
    why="The field means nothing in another form.",
    mend="Write it like the example that the problem shows.",
    bad="prices: [{currency: dollars}]",
    good="prices: [{currency: USD}]",
)
