"""The include law and the style law of ARCHITECTURE.md, checked by path over the tracked and new files."""

import re
import subprocess
import sys
from pathlib import Path

# Folder -> what it may include of ours (a folder ends in "/", a file does not). The longest prefix decides.
MAY_INCLUDE = {
    "domain/": ["domain/"],
    "db/": ["db/", "domain/"],
    "firmware/": ["firmware/", "domain/instant.h", "domain/result.h"],
    "sync/": ["sync/", "domain/", "db/kiosk/sync_store.h", "db/disk.h", "db/photo_files.h"],
    "kiosk/": ["kiosk/", "domain/", "db/kiosk/kiosk_store.h", "db/disk.h", "db/photo_files.h", "firmware/"],
    "central/": ["central/", "domain/", "db/central/", "db/sql/", "db/descriptor.h", "db/photo_files.h",
                 "sync/wire.h", "sync/limits.h"],
    "tests/": ["tests/", "domain/", "db/", "firmware/", "sync/", "kiosk/", "central/"],
}
# The roots choose adapters.
ROOT_MAY_INCLUDE = {
    "kiosk/main.cpp": ["db/"],
    "sync/main.cpp": ["db/", "firmware/linux/boot_clock.h"],
    "central/main.cpp": ["db/"],
}
# Inside firmware: adapters never meet; only a root includes them.
ADAPTERS = ("firmware/linux/", "firmware/pi/", "firmware/sim/")

# Header of a library -> the only places that know it.
VENDOR = {
    r"(sodium|openssl/(evp|hmac|crypto|rand|sha))\b": ["domain/crypto.cpp"],
    r"openssl/(ssl|err|pem|types)\b": ["sync/curl_transport.cpp", "central/front/"],
    r"nlohmann/": ["domain/event_text.cpp", "sync/wire", "sync/main.cpp", "kiosk/answer.cpp",
                   "kiosk/commands", "kiosk/decode.cpp", "central/http/", "central/commands"],
    r"SQLiteCpp/": ["db/kiosk/"],
    r"sqlite3\.h": ["db/kiosk/", "db/sql/sqlite"],
    r"libpq-fe\.h": ["db/sql/postgres"],
    r"ZXing/": ["firmware/qr_reader.cpp", "firmware/sim/drawn_codes.cpp", "central/qr_image.cpp"],
    r"(imgui|backends/imgui)": ["kiosk/ui/", "kiosk/window.cpp"],
    r"fribidi": ["kiosk/ui/bidi.cpp"],
    r"(GLFW|GL)/": ["kiosk/window.cpp", "kiosk/ui/texture.cpp"],
    r"EGL/": [],
    r"curl/": ["sync/curl_transport.cpp", "central/smtp_sender.cpp"],
    r"qpdf/": ["central/services/pdf.cpp"],
    r"jwt\.h": ["central/services/user_token.cpp"],
    r"drogon/|trantor/": ["central/http/"],
    r"gpiod": ["firmware/linux/gpio_line.cpp"],
    r"alsa/": ["firmware/linux/alsa_pcm.cpp"],
    r"linux/input": ["firmware/linux/evdev", "firmware/linux/us_keys.cpp"],
    r"linux/videodev2\.h": ["firmware/linux/v4l2"],
    r"(turbojpeg|png)\.h": ["firmware/image_file.cpp", "firmware/linux/pixels.cpp", "central/"],
    r"zlib\.h": ["sync/gzip.cpp"],
    r"toml\+\+/": ["kiosk/config.cpp"],
    r"CLI/": ["kiosk/main.cpp", "sync/main.cpp", "central/main.cpp", "kiosk/commands", "central/commands"],
    r"(catch2|rapidcheck)": [],
}

MAX_LINE, MAX_FILE = 100, 500
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
OURS = tuple(MAY_INCLUDE)

faults = []


def fault(path, line, text):
    faults.append(f"{path}:{line}: {text}")


def check_ours(path, number, header):
    folder = next(prefix for prefix in MAY_INCLUDE if path.startswith(prefix))
    if folder == "tests/":
        return
    allowed = MAY_INCLUDE[folder] + ROOT_MAY_INCLUDE.get(path, [])
    if not any(header.startswith(entry) for entry in allowed):
        fault(path, number, f"{folder} may not include {header}")
    adapter = header.startswith(ADAPTERS)
    own = any(path.startswith(place) and header.startswith(place) for place in ADAPTERS)
    if adapter and not own and not path.endswith("main.cpp") and path.startswith(("kiosk/", "firmware/")):
        fault(path, number, f"only a main.cpp chooses the adapter {header}")


def check_vendor(path, number, header):
    if path.startswith("tests/"):
        return
    for pattern, places in VENDOR.items():
        if re.match(pattern, header) and not path.startswith(tuple(places) or ("-",)):
            fault(path, number, f"{header} is known in {', '.join(places) or 'no file'} only")


def check_source(path):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    if len(lines) > MAX_FILE:
        fault(path, len(lines), f"{len(lines)} lines, at most {MAX_FILE}: does it still do one thing?")
    if path.endswith(".h") and "#pragma once" not in lines:
        fault(path, 1, "a header begins with #pragma once")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            fault(path, number, f"{len(line)} characters, at most {MAX_LINE}")
        if "system_clock::now" in line and not path.endswith("main.cpp"):
            fault(path, number, "the wall clock is read in main.cpp only; take the time as an argument")
        if re.search(r"\b(TODO|FIXME|XXX)\b", line):
            fault(path, number, "no unfinished business in the tree: finish it or leave it out")
        if path.startswith("tests/") and re.search(r"\b(sleep_for|sleep_until|usleep)\b", line):
            fault(path, number, "a test waits for the thing itself, with a deadline")
        include = INCLUDE.match(line)
        if not include:
            continue
        kind, header = include.groups()
        if kind == '"' and header.startswith(OURS):
            check_ours(path, number, header)
        else:
            check_vendor(path, number, header)


def check_tests_are_built(paths):
    for path in paths:
        if not path.startswith("tests/") or not path.endswith(".cpp"):
            continue
        folder = Path(path).parent
        names = [str(Path(path).relative_to(up)) for up in (folder, *folder.parents) if up != Path(".")]
        lists = [up / "CMakeLists.txt" for up in (folder, *folder.parents) if up != Path(".")]
        found = any(name in file.read_text(encoding="utf-8")
                    for name, file in zip(names, lists) if file.exists())
        if not found:
            fault(path, 1, "no CMakeLists.txt builds this test")


def main():
    listed = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others",
                             "--exclude-standard"], check=True, capture_output=True, text=True)
    paths = [path for path in listed.stdout.splitlines() if Path(path).is_file()]
    sources = [path for path in paths if path.endswith((".h", ".cpp")) and path.startswith(OURS)]
    for path in sources:
        check_source(path)
    check_tests_are_built(paths)
    print("\n".join(faults), file=sys.stderr) if faults else None
    return 1 if faults else 0


sys.exit(main())
