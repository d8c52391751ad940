"""Start the simulator: `python -m apisim --port 0`."""

from apisim.server import main

if __name__ == "__main__":
    main()
