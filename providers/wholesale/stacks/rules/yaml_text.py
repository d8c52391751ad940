"""YAML: where a text stops being YAML, and what was probably meant."""

from functools import partial

from wholesale.stacks.rule import Rule

_Rule = partial(Rule, firm="nothing after this place can be read")

TAB = _Rule(
    "WS020",
    "tab",
    what="A tab is used for indentation.",
    why="YAML counts columns, and nobody can say how wide a tab is.",
    mend="Indent with spaces; most editors can do that for files of this type.",
    bad="customers:\n\tacme: {}",
    good="customers:\n  acme: {}",
)
RESERVED_CHARACTER = _Rule(
    "WS021",
    "reserved-character",
    what="A value begins with `@`, a backtick or `%`, or with `&`, `*`, `-`, `?`, `|` or `>` and a space.",
    why="YAML keeps these characters for itself.",
    mend="Put the value in double quotes; a list begins on the line below its key.",
    bad="owner: @team-midwest",
    good='owner: "@team-midwest"',
)
UNCLOSED_QUOTE = _Rule(
    "WS022",
    "quote-not-closed",
    what="A quoted text is never closed.",
    why="All lines beneath it became part of the text.",
    mend="Close the quotes that open at this place.",
    bad='extension: "101',
    good='extension: "101"',
)
UNKNOWN_ESCAPE = _Rule(
    "WS023",
    "unknown-escape",
    what="A backslash in double quotes is followed by a character that means nothing.",
    why="In double quotes a backslash begins a special character.",
    mend="Double the backslash, or use single quotes.",
    bad='notes: "files on S:\\moves"',
    good="notes: 'files on S:\\moves'",
)
VALUE_EXPECTED = _Rule(
    "WS024",
    "value-expected",
    what="A value is missing, or a bracket above is never closed.",
    why="What follows cannot be told from the unfinished part.",
    mend="Close every `[` and `{`; look for two commas in a row.",
    bad="users: {ada: {firstName: Ada,, lastName: King}}",
    good="users: {ada: {firstName: Ada, lastName: King}}",
)
UNCLOSED_LIST = _Rule(
    "WS025",
    "list-not-closed",
    what="A list in `[ ]` is never closed, or a comma is missing in it.",
    why="All lines beneath it became part of the list.",
    mend="Look at the list that opens at this place.",
    bad="extends: [smb-us",
    good="extends: [smb-us]",
)
UNCLOSED_MAP = _Rule(
    "WS026",
    "map-not-closed",
    what="A map in `{ }` is never closed, or a comma is missing in it.",
    why="All lines beneath it became part of the map.",
    mend="Look at the map that opens at this place.",
    bad="packages: {webex_calling: {}",
    good="packages: {webex_calling: {}}",
)
STRAY_COLON = _Rule(
    "WS027",
    "stray-colon",
    what="A colon stands where no new key can begin.",
    why="`: ` ends a key; in a value it needs quotes.",
    mend="Indent the key like its neighbours, quote a value that holds `: `, or add the colon that the line "
    "above lacks.",
    bad="name: Acme: Dental",
    good='name: "Acme: Dental"',
)
NO_COLON = _Rule(
    "WS028",
    "no-colon",
    what="A line in a map has no colon.",
    why="It is no key, and no value of a key either.",
    mend="Write `key: value`, or indent the line as part of the value above.",
    bad="name: Acme\nprimaryEmail\ntemplate: us-standard",
    good="name: Acme\nprimaryEmail: office@acme.example\ntemplate: us-standard",
)
MAP_INDENTATION = _Rule(
    "WS029",
    "map-indentation",
    what="A line does not stand in the column of the keys above it.",
    why="The column says to which map a key belongs.",
    mend="Put every key of a map in the same column.",
    bad="customers:\n  acme:\n    name: Acme\n   template: us-standard",
    good="customers:\n  acme:\n    name: Acme\n    template: us-standard",
)
LIST_INDENTATION = _Rule(
    "WS030",
    "list-indentation",
    what="A line does not stand in the column of the list's items, or a key stands in the column of items.",
    why="The column says to which list an item belongs; a map has no `-`.",
    mend="Put every `-` of a list in the same column, or remove the `-` in front of the keys of a map.",
    bad="tags:\n  - dental\n  north",
    good="tags:\n  - dental\n  - north",
)
SEVERAL_DOCUMENTS = _Rule(
    "WS031",
    "several-documents",
    what="The file holds more than one YAML document.",
    why="One file is one stack; a second document would be read by nobody.",
    mend="Remove the `---`, or move what follows into a file of its own.",
    bad="version: 1\ncustomers: {}\n---\nversion: 1\ncustomers: {}",
    good="version: 1\ncustomers: {}",
)
UNKNOWN_ALIAS = _Rule(
    "WS032",
    "unknown-alias",
    what="An alias names an anchor that does not stand above it.",
    why="`*name` repeats the value that `&name` marks further up.",
    mend="Define the anchor first, or quote a text that begins with `*`.",
    bad="notes: *important*",
    good='notes: "*important*"',
)
ANCHOR_TWICE = _Rule(
    "WS033",
    "anchor-twice",
    what="An anchor is defined twice.",
    why="An alias between the two would mean another value than one after them.",
    mend="Give each anchor its own name.",
    bad="a: &x 1\nb: &x 2",
    good="a: &x 1\nb: &y 2",
)
YAML_LINE = _Rule(
    "WS034",
    "yaml-version-line",
    what="A `%YAML` line names a version that is not read, or is repeated.",
    why="Files are read as YAML 1.1, the version that all tools here know.",
    mend="Remove the line.",
    bad="%YAML 3.0\n---\nversion: 1",
    good="version: 1",
)
AFTER_THE_END = _Rule(
    "WS036",
    "text-after-value",
    what="Something stands behind a value that has already ended.",
    why="A quoted text ends with its quotes, a list or map with its bracket.",
    mend="Remove what follows, or put all of it in the quotes or brackets.",
    bad='name: "Acme" Dental',
    good='name: "Acme Dental"',
)
NOT_YAML = _Rule(
    "WS035",
    "not-yaml",
    what="The text is not YAML, in a way that has no words of ours.",
    why="Nothing beneath this place can be read.",
    mend="Compare the line with examples/.",
    bad="notes: !<oops",
    good="notes: oops",
)
