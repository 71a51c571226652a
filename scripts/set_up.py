# Room: scripts. Makes the environment; the Makefile runs it with the system's Python, so it uses
# the standard library only and speaks to people who may never have set up Python.
"""Make or renew the virtual environment: `python3 scripts/set_up.py .venv`."""

import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
PROJECT = Path(__file__).resolve().parent.parent


def main(folder: Path) -> int:
    """Leaves `folder/.ready` when everything is installed; returns the exit code."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        return _stop(f"this is Python {found}. Install Python 3.11 or later.")
    if not (folder / "bin" / "python").exists() and not _made(folder):
        return _stop(
            "Python could not make a virtual environment. On Debian or Ubuntu: "
            "apt install python3-venv. Then run the command again."
        )
    print("Installing what the site needs (about a minute, once):", flush=True)
    if not _installed(folder):
        return _stop("see the lines above. Without a connection, try again later.")
    (folder / ".ready").touch()
    print("Ready.", flush=True)
    return 0


def _made(folder: Path) -> bool:
    print(f"Making {folder}/ with Python {sys.version.split()[0]}.", flush=True)
    command = [sys.executable, "-m", "venv", str(folder)]
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603 - our own command


def _installed(folder: Path) -> bool:
    """Run pip; one short line a package, and everything it said when it fails."""
    command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--no-input"]
    command += ["--disable-pip-version-check", "--require-hashes"]
    command += ["-r", str(PROJECT / "requirements.txt")]
    said = []
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            if line.startswith(("Collecting ", "Installing ")):
                print(f"  {line.split(' (')[0].strip()[:90]}", flush=True)
    if pip.returncode != 0:
        print("".join(said), flush=True)
    return pip.returncode == 0


def _stop(reason: str) -> int:
    print(f"Set-up stopped: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
