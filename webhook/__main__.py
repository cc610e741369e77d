"""``python -m webhook`` and the ``drafter`` command."""

import sys

from webhook.cli.main import main as run


def main() -> None:
    """Run the command line and leave with its exit status."""
    sys.exit(run())


if __name__ == "__main__":
    main()
