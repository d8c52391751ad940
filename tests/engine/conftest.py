"""The fixtures of the engine's tests."""

from engine_project import project

__all__ = ["project"]
