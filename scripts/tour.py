"""The tour behind scripts/run: a centre, a kiosk and demo people, on real parts."""

import argparse
import json
import os
import pathlib
import random
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request


def say(text=""):
    print(text, flush=True)


def fail(text):
    sys.exit(f"run: {text}")


def free_port(first):
    for port in range(first, first + 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    fail(f"no port is free on loopback from {first} on")


def wait_until(condition, seconds, trouble):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            fail(trouble())
        time.sleep(0.05)


class Gym:
    """One folder with everything in it: the centre's configuration and data, the kiosk's data, the pictures."""

    def __init__(self, programs, folder, postgres):
        self.programs = programs
        self.folder = folder
        self.processes = []
        self.postgres = postgres
        self.environment = dict(os.environ)

    def program(self, name):
        return str(self.programs / name)

    def configure(self):
        settings = self.folder / "central.env"
        if not settings.exists():
            database = f"sqlite:///{self.folder}/fitmate.db"
            settings.touch(mode=0o600)
            settings.write_text(
                f"DATABASE_URL={database}\nSECRET_KEY={secrets.token_hex(32)}\n"
                f"KEY_DIR={self.folder}/keys\nPROFILE_UPLOAD_DIR={self.folder}/profile_uploads\n"
                f"GYM_TIMEZONE={local_zone()}\n", encoding="utf-8")
        port = free_port(8000)
        self.url = f"http://127.0.0.1:{port}"
        self.environment["LISTEN"] = f"127.0.0.1:{port}"
        if self.postgres:
            script = pathlib.Path(__file__).parent / "postgres"
            started = subprocess.run([str(script), "start", str(self.folder / "postgres")],
                                     check=True, capture_output=True, text=True)
            self.environment["DATABASE_URL"] = started.stdout.strip()

    def central(self, *words, data=None):
        done = subprocess.run(
            [self.program("fitmate-central"), "--env", str(self.folder / "central.env"), *words],
            input=data, capture_output=True, text=True, env=self.environment)
        if done.returncode != 0:
            fail(f"fitmate-central {words[0]}: {done.stderr.strip()}")
        return done.stdout

    def answers(self, *words):
        return [json.loads(line) for line in self.central(*words, "--json").splitlines()]

    def start(self, name, command, **options):
        log = open(self.folder / f"{name}.log", "a", encoding="utf-8")
        process = subprocess.Popen(command, stderr=log, env=self.environment, text=True, **options)
        self.processes.append(process)
        return process

    def start_central(self):
        self.central("migrate")
        process = self.start("central", [self.program("fitmate-central"), "--env",
                                         str(self.folder / "central.env"), "serve"])

        def ready():
            if process.poll() is not None:
                fail((self.folder / "central.log").read_text(encoding="utf-8").strip())
            try:
                return urllib.request.urlopen(f"{self.url}/health/ready", timeout=1).status == 200
            except (urllib.error.URLError, OSError):
                return False

        wait_until(ready, 30, lambda: "the centre does not answer: see central.log")
        return process

    def enrol_kiosk(self):
        kiosk = ["--data", str(self.folder / "kiosk")]
        status = subprocess.run([self.program("fitmate-kiosk"), "status", "--json", *kiosk],
                                capture_output=True, text=True, env=self.environment)
        enrolled = status.returncode == 0 and json.loads(status.stdout).get("kiosk_id") is not None
        if not enrolled or self.moved():
            shutil.rmtree(self.folder / "kiosk", ignore_errors=True)
            invite = self.answers("kiosk", "invite", "--name", "Entrance")[0]
            enrol = subprocess.run([self.program("fitmate-kiosk"), "enrol", "--central", self.url,
                                    *kiosk], input=invite["code"] + "\n", text=True,
                                   capture_output=True, env=self.environment)
            if enrol.returncode != 0:
                fail(f"fitmate-kiosk enrol: {enrol.stderr.strip()}")
            (self.folder / "url").write_text(self.url, encoding="utf-8")
        self.sync_once()
        return self.start("sync", [self.program("fitmate-sync"), *kiosk])

    def moved(self):
        known = self.folder / "url"
        return not known.exists() or known.read_text(encoding="utf-8") != self.url

    def sync_once(self):
        subprocess.run([self.program("fitmate-sync"), "--once", "--data",
                        str(self.folder / "kiosk")], capture_output=True, env=self.environment)

    def start_kiosk(self, size, camera):
        return self.start("kiosk", [self.program("fitmate-kiosk"), "run", "--data",
                                    str(self.folder / "kiosk"), "--camera", camera, "--door", "sim",
                                    "--size", size, "--answers"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def show(self, kiosk, person, card=False):
        """Holds a person's code before the drawn camera, and gives the kiosk's answer."""
        words = ["pass", "issue", "--user", str(person["user_id"])] + (["--card"] if card else [])
        kiosk.stdin.write(self.answers(*words)[0]["text"] + "\n")
        kiosk.stdin.flush()
        while True:
            line = kiosk.stdout.readline()
            if not line:
                fail("the kiosk ended: see kiosk.log")
            answer = json.loads(line)
            # On a busy machine a code is held for so long that it counts as shown again.
            if (answer["person"] or {}).get("name") == person["name"]:
                return answer

    def rows(self, sql):
        """Lines of the centre's database."""
        if self.postgres:
            command = ["psql", "-At", "-F", "  ", self.environment["DATABASE_URL"], "-c", sql]
        else:
            command = ["sqlite3", "-readonly", "-separator", "  ", str(self.folder / "fitmate.db"), sql]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=self.environment)
        return done.stdout.splitlines()

    def stop(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
        if self.postgres:
            script = pathlib.Path(__file__).parent / "postgres"
            subprocess.run([str(script), "stop", str(self.folder / "postgres")], check=False)


def local_zone():
    link = pathlib.Path("/etc/localtime")
    text = str(link.resolve())
    return text.split("/zoneinfo/")[-1] if "/zoneinfo/" in text else "Europe/Berlin"


def describe(answer):
    mark = {"admitted": "✓", "warned": "!", "refused": "✗"}[answer["outcome"]]
    person = (answer["person"] or {}).get("name") or "nobody we know"
    other = "meal kept" if answer["outcome"] == "admitted" else "not let in"
    way = answer["direction"] or other
    return f"  {mark} {person:<28} {way:<11} {answer['reason']}"


def by_state(people, state, which=0):
    return [one for one in people["members"] if one["state"] == state][which]


def scenes(people):
    """Who comes in the scripted day: a name for the picture, the person, whether with a card."""
    return [
        ("admitted", by_state(people, "active"), False),
        ("expiring", by_state(people, "expiring"), True),
        ("expired", by_state(people, "expired"), True),
        ("suspended", by_state(people, "suspended"), False),
        ("no_visits", by_state(people, "no_visits"), True),
        ("already_in", by_state(people, "expiring"), True),
        ("trainer", people["trainers"][0], False),
        ("admitted_again", by_state(people, "active", 1), True),
        ("trainer_out", people["trainers"][0], True),
    ]


class Display:
    """A virtual display, ended with the tour."""

    def __init__(self, gym, size):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        gym.processes.append(self.process)
        os.close(write)
        with os.fdopen(read) as number:
            self.name = f":{number.readline().strip()}"
        gym.environment |= {"DISPLAY": self.name, "LIBGL_ALWAYS_SOFTWARE": "1"}
        gym.environment.pop("WAYLAND_DISPLAY", None)

    def tap(self, gym, x, y):
        subprocess.run(["xdotool", "mousemove", str(round(x)), str(round(y)), "click", "1"], check=True, env=gym.environment)
        time.sleep(0.25)

    def photograph(self, gym, file):
        subprocess.run(["maim", "--hidecursor", str(file)], check=True, env=gym.environment)


def scripted_day(gym, people, size):
    pictures = gym.folder / "screens"
    pictures.mkdir(exist_ok=True)
    display = Display(gym, size)
    kiosk = gym.start_kiosk(size, "test")
    time.sleep(3)
    display.photograph(gym, pictures / "0_waiting.png")
    say("The day at the door:")
    for number, (name, person, card) in enumerate(scenes(people), 1):
        if name == "already_in":
            time.sleep(11)  # the same card within ten seconds would be the same answer
        say(describe(gym.show(kiosk, person, card)))
        time.sleep(0.6)
        display.photograph(gym, pictures / f"{number}_{name}.png")
        if name == "already_in":
            display.tap(gym, *on_screen(LEAVE))
            say(describe(answer_to_touch(kiosk, "out", "nobody was checked out")))
            display.photograph(gym, pictures / f"{number}_left.png")
        time.sleep(4.5)
    say("A meal, by finger:")
    say(describe(record_meal(gym, kiosk, display, pictures, by_state(people, "active"))))
    time.sleep(1)
    display.photograph(gym, pictures / "meal_kept.png")
    kiosk.send_signal(signal.SIGTERM)
    kiosk.wait(5)
    say()
    say(f"Screenshots: {pictures}")


# Where the kiosk's buttons are at 1280x800, as kiosk/ui draws them in units of 1.6 pixels.
UNIT = 1.6
LOG_A_MEAL, LOWEST_BUTTON, SAVE, LEAVE = (638, 330), (638, 420), (689, 454), (209, 410)
KEYS = {letter: (52 + 77.4 * (x + indent), 124 + 83 * y)
        for y, (row, indent) in enumerate((("1234567890", 0), ("qwertyuiop", 0), ("asdfghjkl", 0.5), ("zxcvbnm", 0.5)))
        for x, letter in enumerate(row)}


def answer_to_touch(kiosk, direction, trouble):
    while select.select([kiosk.stdout], [], [], 10)[0]:
        answer = json.loads(kiosk.stdout.readline())
        if answer["direction"] == direction and answer["outcome"] == "admitted":
            return answer
    fail(f"{trouble}: see the screenshots")


def wait_for_rest(kiosk):
    """A yes stays for ten seconds from its last answer, and a code that is held long is answered again."""
    while select.select([kiosk.stdout], [], [], 11)[0]:
        if not kiosk.stdout.readline():
            fail("the kiosk ended: see kiosk.log")


def on_screen(place):
    return place[0] * UNIT, place[1] * UNIT


def record_meal(gym, kiosk, display, pictures, person):
    """Presses what a member would press, and gives the kiosk's answer."""
    def tap(place):
        display.tap(gym, *on_screen(place))

    wait_for_rest(kiosk)
    tap(LOG_A_MEAL)
    time.sleep(1)
    display.photograph(gym, pictures / "meal_code.png")
    text = gym.answers("pass", "issue", "--user", str(person["user_id"]), "--card")[0]["text"]
    kiosk.stdin.write(text + "\n")
    kiosk.stdin.flush()
    time.sleep(6)
    display.photograph(gym, pictures / "meal_aim.png")
    tap(LOWEST_BUTTON)
    time.sleep(1)
    display.photograph(gym, pictures / "meal_look.png")
    tap(LOWEST_BUTTON)
    for letter in "soup":
        tap(KEYS[letter])
    time.sleep(1)
    display.photograph(gym, pictures / "meal_items.png")
    tap(SAVE)
    return answer_to_touch(kiosk, None, "the meal was not kept")


def window_day(gym, people, camera):
    kiosk = gym.start_kiosk("1280x800", camera)
    say("The kiosk's window is open; close it to end.")
    if camera != "test":
        say("To be let in, show this card to the camera:")
        picture = gym.folder / "card.png"
        user = str(by_state(people, "active")["user_id"])
        gym.central("pass", "issue", "--user", user, "--card", "--png", str(picture))
        say(f"  {picture}")
        for line in kiosk.stdout:
            say(describe(json.loads(line)))
        return
    say("People come to the door by themselves:")
    comers = people["members"] + people["trainers"]
    while kiosk.poll() is None:
        try:
            say(describe(gym.show(kiosk, random.choice(comers), random.random() < 0.3)))
        except (BrokenPipeError, SystemExit):
            break
        time.sleep(6)


def report(gym):
    gym.sync_once()
    say()
    say("What the centre received:")
    for row in gym.central("attendance", "list").splitlines():
        say(f"  {row}")
    for what, sql in (
            ("trainers' shifts", "select u.name, a.check_in, a.check_out, a.status from trainer_attendance a"
             " join trainers t on t.id = a.trainer_id join users u on u.id = t.user_id order by a.id"),
            ("meals", "select item, image_url from nutrition_logs order by id")):
        say(what)
        for row in gym.rows(sql):
            say(f"  {row}")


def main():
    parser = argparse.ArgumentParser(prog="run")
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--camera", default="test")
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()

    folder = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="fitmate-"))
    if options.postgres and not options.keep:
        folder.chmod(0o711)  # where root starts it, PostgreSQL runs as a user of its own
    gym = Gym(options.programs, folder, options.postgres)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        gym.configure()
        gym.start_central()
        people = json.loads(gym.central("demo", "load", "--members", "40", "--trainers", "3", "--json"))
        gym.enrol_kiosk()
        engine = "PostgreSQL" if options.postgres else "its embedded database"
        say(f"The centre runs on {engine} at {gym.url}; everything lies in {folder}")
        if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
            window_day(gym, people, options.camera)
        else:
            if options.camera != "test":
                say("There is no display, so the day is scripted, before a drawn camera instead of " + options.camera)
            scripted_day(gym, people, "1280x800")
        report(gym)
    except KeyboardInterrupt:
        pass
    finally:
        gym.stop()


main()
