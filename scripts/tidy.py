"""clang-tidy over every file of ours that a build compiles, or those in the folders that are named; what was clean
before, with all that it includes, is not run again."""

import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

# clang refuses a header of qpdf 12 in C++23: a default argument there deletes a type that is only declared.
UNREADABLE = {"central/services/pdf.cpp"}
# RapidCheck's headers use std::aligned_storage, which C++23 deprecates.
EXTRA = ["--extra-arg=-Wno-deprecated-declarations"]


def preprocessed(entry):
    words = shlex.split(entry["command"])
    words = words[1:] if words[0].endswith("ccache") else words
    words = words[:words.index("-o")] + ["-E", "-o", "-", entry["file"]]
    done = subprocess.run(words, cwd=entry["directory"], capture_output=True, check=True)
    return done.stdout


def main():
    build, cache, folders = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:] or ["."]
    cache.mkdir(parents=True, exist_ok=True)
    root = pathlib.Path.cwd()
    rules = (root / ".clang-tidy").read_bytes()
    extra = " ".join(EXTRA).encode()
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    ours = [entry for entry in {entry["file"]: entry for entry in entries}.values()
            if not pathlib.Path(entry["file"]).is_relative_to(root / "build")
            and any(pathlib.Path(entry["file"]).is_relative_to(root / folder) for folder in folders)
            and str(pathlib.Path(entry["file"]).relative_to(root)) not in UNREADABLE]

    def check(entry):
        text = preprocessed(entry).replace(os.fsencode(root), b"")
        mark = cache / hashlib.sha256(version + rules + extra + text).hexdigest()
        if mark.exists():
            return True
        done = subprocess.run(["clang-tidy", "-p", str(build), "--quiet", *EXTRA, entry["file"]],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(done.stdout, file=sys.stderr)
            return False
        mark.touch()
        return True

    with ThreadPoolExecutor(os.cpu_count()) as workers:
        return 0 if all(list(workers.map(check, ours))) else 1


sys.exit(main())
