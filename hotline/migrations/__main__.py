"""For those who change the schema: `python -m hotline.migrations check` and `... new [--empty] MESSAGE`.

Both work on a scratch SQLite database that is built by the migrations.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from hotline.migrations.connections import connect
from hotline.migrations.drift import drift
from hotline.migrations.history import configuration, upgrade

VERSIONS = Path(__file__).parent / "versions"


def check() -> int:
    """Print where the migrations and the models differ; 1 if they do."""
    with TemporaryDirectory() as scratch:
        url = f"sqlite:///{scratch}/check.db"
        upgrade(url)
        differences = drift(url)
    print("\n".join(differences) or "migrations and models agree")
    return 1 if differences else 0


def new(message: str, *, empty: bool = False) -> int:
    """Write the next numbered migration from what autogenerate sees, then say what it did not see.

    `empty` writes one without any change of its own, for a migration of rows or of what autogenerate does not see.
    """
    number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04}"
    name = re.sub(r"\W+", "_", message.lower()).strip("_")
    with TemporaryDirectory() as scratch:
        url = f"sqlite:///{scratch}/new.db"
        upgrade(url)
        if not empty and not drift(url):
            print("migrations and models agree: nothing to write")
            return 1
        config = configuration()
        config.set_main_option("file_template", f"{number}_{name}")
        with connect(url) as connection:
            config.attributes["connection"] = connection
            title = message[:1].upper() + message[1:]
            command.revision(config, title, autogenerate=not empty, rev_id=number)
    written = VERSIONS / f"{number}_{name}.py"
    _tidy(written)
    print(f"wrote {written}; read it before you keep it")
    return check()


def _tidy(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.strip().startswith("# ###")), encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "--silent", "--fix", file], check=False)
    subprocess.run([*ruff, "format", "--silent", file], check=True)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["check"]:
            return check()
        case ["new", message] if message.strip():
            return new(message)
        case ["new", "--empty", message] if message.strip():
            return new(message, empty=True)
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
