"""The plug-in: `python -m wholesale.engine`, as the engine starts it."""

import importlib

from wholesale.engine.protocol import without_sdk

without_sdk()
importlib.import_module("wholesale.engine.serving").main()
