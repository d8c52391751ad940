"""Files: whether they are there, and whether they are text at all."""

from functools import partial

from wholesale.stacks.rule import Rule

_Rule = partial(Rule, firm="nothing of the file is known, so nothing of it can be judged")

NO_FILE = _Rule(
    "WS001",
    "no-such-file",
    what="The file or folder that was named is not there.",
    why="A check of nothing would look like a check that has passed.",
    mend="Correct the name, restore the file, or leave the name out to check the whole stacks folder.",
    bad="wholesale validate stacks/amce-1001.yaml",
    good="wholesale validate stacks/acme-1001.yaml",
)
UNREADABLE = _Rule(
    "WS002",
    "file-not-readable",
    what="The file is there, but the operating system does not let us read it.",
    why="Another file than a person sees may be meant: a folder, a broken link, one without permission.",
    mend="Check the path and its permissions.",
    bad="stacks/confirmations.yaml/   (a folder of that name)",
    good="stacks/confirmations.yaml    (a file)",
)
NO_PARTNER = _Rule(
    "WS003",
    "no-partner-file",
    what="The folder has no partner.yaml.",
    why="Stacks take templates, profiles and safety numbers from it.",
    mend="Create it beside the stack files; examples/partner.yaml is a complete one.",
    bad="stacks/acme-1001.yaml",
    good="stacks/acme-1001.yaml\nstacks/partner.yaml",
)
RESERVED_NAME = _Rule(
    "WS004",
    "reserved-name",
    what="`partner` and `confirmations` are names of shared files; no stack can have them.",
    why="The stack of that name could never be told from the shared file.",
    mend="Name a stack file.",
    bad="pulumi up --stack partner",
    good="pulumi up --stack acme-1001",
)
EMPTY_FOLDER = _Rule(
    "WS005",
    "no-stack-file",
    what="The folder holds no stack file.",
    why="A check of nothing would look like a check that has passed.",
    mend="Add one, like examples/acme-1001.yaml, or name the right folder.",
    bad="stacks/partner.yaml",
    good="stacks/partner.yaml\nstacks/acme-1001.yaml",
)
TOO_LONG = _Rule(
    "WS006",
    "file-too-long",
    what="The file is larger than 10 MB.",
    why="No stack is: a file of that size is a dump, a log or an attack.",
    mend="Divide its customers among several stack files.",
    bad="stacks/everybody.yaml   (12 MB)",
    good="stacks/north.yaml\nstacks/south.yaml",
)
NOT_A_FILE = _Rule(
    "WS007",
    "not-a-file",
    what="What has the name of a file is a pipe, a socket or a device.",
    why="Reading it could wait for ever, or never end.",
    mend="Put a file there.",
    bad="stacks/shop.yaml   (made by mkfifo)",
    good="stacks/shop.yaml   (a file)",
)
OUT_OF_FOLDER = _Rule(
    "WS008",
    "out-of-the-folder",
    what="A link, or a name with slashes, leads out of the folder of the stack files.",
    why="A review of the folder does not show what it leads to, and that may change without one.",
    mend="Put the file itself into the folder, and name a stack by its name.",
    bad="stacks/shop.yaml -> ../../elsewhere/shop.yaml",
    good="stacks/shop.yaml",
)
NOT_UTF_8 = _Rule(
    "WS010",
    "not-utf-8",
    what="A byte of the file is no part of UTF-8 text.",
    why="Names with accents would reach the API as other letters.",
    mend="Save the file as UTF-8.",
    bad="name: Caf\\xe9          (Latin-1)",
    good="name: Café             (UTF-8)",
)
UTF_16 = _Rule(
    "WS011",
    "utf-16",
    what="The file is UTF-16 or UTF-32.",
    why="Git shows no differences of such a file, so nobody can review it.",
    mend="Save it as UTF-8.",
    bad="(a file that begins with the bytes FF FE)",
    good="(the same text, saved as UTF-8)",
)
CONTROL_CHARACTER = _Rule(
    "WS012",
    "control-character",
    what="The file holds a character that is not for text, such as NUL or a bell.",
    why="YAML forbids it, and an editor does not show it.",
    mend="Delete the character at this place.",
    bad='name: "Acme\\x07"  # the character itself',
    good='name: "Acme"',
)
TURNED_TEXT = Rule(
    "WS019",
    "turned-text",
    what="The file holds a character that turns the text around it, and shows nothing itself.",
    why="A line then reads otherwise than it is: a reviewer approves what does not stand there. Letters of "
    "languages that are written from right to left need no such character.",
    mend="Delete the character at this place.",
    bad='firstName: "\u202eadA"  # the character itself',
    good="firstName: Ada",
    firm="nobody sees what would be accepted",
)
EMPTY_FILE = _Rule(
    "WS013",
    "empty-file",
    what="The file says nothing.",
    why="An empty stack file is more often a lost file than a wish.",
    mend="Begin with `version: 1`, or remove the file.",
    bad="# customers of the north",
    good="version: 1\ncustomers: {}",
)
NOT_A_MAP = _Rule(
    "WS014",
    "no-keys-at-the-top",
    what="The file holds a list or a single value where keys and values belong.",
    why="Every file of ours is a map that begins with its version.",
    mend="Begin with `version: 1`; examples/ has complete files.",
    bad="- acme-1001",
    good="version: 1\ncustomers: {acme-1001: {}}",
)
TOO_LARGE = _Rule(
    "WS015",
    "too-large",
    what="The file grows beyond all bounds when its aliases, ranges and defaults are followed.",
    why="A few lines of aliases of aliases, or of wide ranges, can fill any memory.",
    mend="Use profiles or `defaults` instead of aliases; divide a large file.",
    bad="a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]  # and so on",
    good="defaults: {extends: [smb-us]}",
)
TOO_MANY = _Rule(
    "WS018",
    "too-many-problems",
    what="The file has more than a thousand problems, or many large files take the same things; more are not "
    "told.",
    why="Nobody mends a thousand one by one: something is wrong with the file as a whole.",
    mend="Look at the first ones; many often have one cause, such as a key in a wrong place.",
    bad="customers: {acme: {k1: 1, k2: 1, k3: 1}}  # and so on",
    good="customers: {acme: {}}",
)
TOO_DEEP = _Rule(
    "WS016",
    "too-deep",
    what="The file is nested deeper than any file of ours can be.",
    why="The format needs nine levels; forty is a mistake or an attack.",
    mend="Close the brackets; compare with examples/.",
    bad="notes: [[[[[[[[[[  # and so on",
    good='notes: "moves in May"',
)
ALIAS_OF_ITSELF = _Rule(
    "WS017",
    "alias-of-itself",
    what="An anchor contains an alias to itself.",
    why="Its value would never end.",
    mend="Write the values out.",
    bad="packages: &p {webex_calling: *p}",
    good="packages: {webex_calling: {}}",
)
