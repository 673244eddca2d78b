"""What the rules know of the checkout: its version, its programs' settings, its documentation."""

import os
import pathlib
import re
import subprocess

from house_rules import Facts

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ("sennight-event-store", "sennight-gateway", "sennight-rendering",
            "sennight-summarization", "sennight")


def settings_of(program):
    """Returns the variables that a program says it reads."""
    path = pathlib.Path(os.environ["SENNIGHT_PROGRAMS"]) / program
    calls = [[path, "--help"]]
    if program == "sennight":
        calls = [[path, "help", command] for command in ("compose", "import")]
    text = "".join(subprocess.run(call, check=True, capture_output=True, text=True).stdout
                   for call in calls)
    return set(re.findall(r"SENNIGHT_[A-Z_]+", text))


def of_checkout():
    cmake = (ROOT / "CMakeLists.txt").read_text()
    readme = (ROOT / "deploy/kubernetes/README.md").read_text()
    secrets = readme.partition("## Secrets")[2].partition("\n## ")[0]
    return Facts(version=re.search(r"project\(sennight VERSION ([\d.]+)", cmake)[1],
                 settings={program: settings_of(program) for program in PROGRAMS},
                 documented=set(re.findall(r"^\| `([-a-z]+)` \|", secrets, re.MULTILINE)))
