"""Words: the forms that single values must have."""

from functools import partial

from wholesale.stacks.rule import Rule
from wholesale.stacks.rules.form import WITHOUT_IT

_Rule = partial(Rule, firm=WITHOUT_IT)

HANDLE = _Rule(
    "WS130",
    "handle",
    what="A handle is empty, longer than 100 characters, or holds `/`, a control character or outer spaces.",
    why="Handles are parts of resource names, which freeze into the state.",
    mend="Use letters, digits, dashes, dots or an e-mail address.",
    bad="customers:\n  acme/1: {}",
    good="customers:\n  acme-1: {}",
)
COUNTRY = _Rule(
    "WS131",
    "country",
    what="A country is not a code of ISO 3166.",
    why="The country decides packages, numbers and emergency calls.",
    mend="Write two capital letters.",
    bad="country: us",
    good="country: US",
)
TIMEZONE = _Rule(
    "WS132",
    "timezone",
    what="A time zone is not a name of the IANA list.",
    why="The API takes no other.",
    mend="Write an area and a city, like America/Chicago.",
    bad="timezone: America/Chicgo",
    good="timezone: America/Chicago",
)
DATE = _Rule(
    "WS133",
    "date",
    what="A date does not exist, or is written in another form.",
    why="03/04 is two different days to two readers.",
    mend="Write year, month and day.",
    bad='until: "2027-02-30"',
    good='until: "2027-02-28"',
)
CUSTOMER_NAME = _Rule(
    "WS134",
    "customer-name",
    what="A customer's name is empty or holds `%`.",
    why="The API refuses such a name.",
    mend="Write another name.",
    bad="name: Acme 100%",
    good="name: Acme Hundred",
)
EMAIL = _Rule(
    "WS135",
    "email",
    what="An e-mail address has no @ or no domain.",
    why="Invitations go there, and a user is known by it.",
    mend="Write the whole address.",
    bad="primaryEmail: office.acme.example",
    good="primaryEmail: office@acme.example",
)
PHONE_NUMBER = _Rule(
    "WS136",
    "phone-number",
    what="A phone number is not in E.164 form.",
    why="The API takes no other, and a number without its country is another number.",
    mend="Write `+`, country code and number, without spaces.",
    bad='phoneNumber: "312 555 0101"',
    good='phoneNumber: "+13125550101"',
)
EXTENSION = _Rule(
    "WS137",
    "extension",
    what="An extension is not 2 to 10 digits.",
    why="The API takes no other.",
    mend="Write 2 to 10 digits in quotes.",
    bad='extension: "1"',
    good='extension: "101"',
)
MAC = _Rule(
    "WS138",
    "mac",
    what="A MAC address is not 12 hexadecimal digits.",
    why="The API takes no separators.",
    mend="Write it without separators.",
    bad='mac: "AA:11:BB:22:CC:33"',
    good='mac: "AA11BB22CC33"',
)
LANGUAGE = _Rule(
    "WS139",
    "language",
    what="A language is not in the form that its field needs.",
    why="Announcements and invitations are sent in it.",
    mend="Write the code of the language, with its country where the field asks for it.",
    bad="language: english",
    good="language: en_US",
)
IDENTIFIER = _Rule(
    "WS140",
    "identifier",
    what="An id is empty or holds a space.",
    why="An id that was copied in part names nothing.",
    mend="Copy it again, as Partner Hub or the API gives it.",
    bad='orgId: "Y2lz Y29z"',
    good="orgId: Y2lzY29z",
)
VARIABLE = _Rule(
    "WS141",
    "environment-variable",
    what="`tokenEnv` is not the name of an environment variable.",
    why="Most often a token was written there, and tokens never belong in a file.",
    mend="Write the variable's name. If a token stood there, revoke it.",
    bad="tokenEnv: Bearer abc",
    good="tokenEnv: WEBEX_ACCESS_TOKEN_NORTH",
    secret=True,
)
PACKAGE = _Rule(
    "WS142",
    "package-name",
    what="A package is not one of Wholesale Route-to-Market.",
    why="The API sells no other.",
    mend="Use the nearest name that is given.",
    bad="packages: {webex_callin: {}}",
    good="packages: {webex_calling: {}}",
)
TASK = _Rule(
    "WS143",
    "operator-task",
    what="A confirmation is not about an operator task.",
    why="It would confirm nothing, and the task would stay open.",
    mend="Write <customer>/signIn, <customer>/restrictedMode or <customer>/template.",
    bad="task: acme/singIn",
    good="task: acme/signIn",
)
