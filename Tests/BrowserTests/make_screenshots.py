"""Pictures of each page for the documentation, from a day that is played with invented people and simulated doors."""
import math
import random
import sqlite3
import time

from PIL import Image

from support.browser import DESKTOP, PHONE, Browser
from support.people import HEADER
from support.processes import INCLUDING, ROOT, Doors, Server, eventually

PLACES = [("Main entrance", "Ground floor"), ("Workshop", "Hall 2"), ("Laboratory", "First floor"), ("Archive", "Basement"),
          ("Server room", "Basement"), ("Parking", "Outside"), ("Canteen", "Ground floor"), ("Roof", "Fifth floor")]
FIRST = ["Ada", "Bo", "Cora", "Dario", "Edda", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Kaya", "Lena", "Mira", "Nils",
         "Oda", "Pavel", "Rosa", "Sami", "Tove", "Uri", "Vera", "Wim", "Yuki", "Zoe"]
LAST = ["Quill", "Lindqvist", "Finch", "Okafor", "Brandt", "Solberg", "Haddad", "Mori", "Roth", "Vance", "Tamm", "Ekholm"]
TEAMS = ["Production", "Research", "Office", "Maintenance"]


def play(server, doors):
    chance = random.Random(7)
    server.register_all(len(PLACES))
    for group in ("Everybody", "Research", "Maintenance"):
        server.call("POST", "/access-groups", {"name": group})
    for number, (name, place) in enumerate(PLACES):
        groups = ["Everybody"] + (["Research"] if name == "Laboratory" else []) + (["Maintenance"] if number > 3 else [])
        server.call("PATCH", f"/devices/{1001 + number}", {"name": name, "place": place, "accessGroups": groups})
    people = []
    for number in range(120):
        name = f"{FIRST[number % len(FIRST)]} {LAST[(number * 5 + number // 24) % len(LAST)]}"
        team = chance.choice(TEAMS)
        people.append({"id": str(2001 + number), "name": name, "department": team,
                       "email": f"{name.lower().replace(' ', '.')}@orchard.example",
                       "accessGroups": ["Everybody"] + (["Research"] if team == "Research" else []),
                       "cards": [{"kind": "csn", "number": str(700000 + number * 37)}]})
    server.call("POST", "/users/bulk", {"users": people})
    eventually("everybody everywhere", lambda: server.call("GET", "/status")["converged"])
    doors.step("wait until user 2120 at every device within 30 s")
    for number in range(6):
        doors.step(f'edit {2001 + number} finger {number} at device {1001 + number % 8}')
    doors.step('enrol 3001 name "Mika Aalto" card 880088 finger 3 at device 1002')
    doors.step("wait until user 3001 at every device within 20 s")
    doors.step('edit 2001 name "Ada Quill-Berg" at device 1002')
    doors.step('edit 2014 message "Back at ten" at device 1003')
    doors.step('edit 2010 name "J. Haddad" at device 1003')
    doors.step("delete 2008 at device 1006")
    doors.step("device 1008 disconnect")
    eventually("three entries", lambda: len(server.call("GET", "/attention")["items"]) >= 3)
    server.call("POST", "/transfers", {"users": [str(2021 + number) for number in range(20)], "action": "write"})
    eventually("away", lambda: server.call("GET", "/devices/1008")["connection"] == "offline")
    server.call("PATCH", "/users/2003", {"disabled": True, "department": "Research"})
    server.call("DELETE", "/users/2077")
    server.call("DELETE", "/users/2093")
    for user in ("2093", "2105"):
        server.call("POST", f"/users/{user}/erase")
    server.call("POST", "/compares", {})
    server.call("POST", "/administrators", {"name": "Otto Operator", "role": "operator"})
    server.call("POST", "/api-tokens", {"name": "payroll export", "role": "viewer"})
    server.call("PUT", "/notifications/device-offline", {"on": True, "minutes": 15, "recipients": ["doors@orchard.example"]})


def bring_people(server):
    """Two projects: one whose second file lost most of its rows, and one that is new."""
    server.call("POST", "/projects", {"name": "Head office"})
    server.call("PATCH", "/projects/head-office", {"supportContact": "Front desk, extension 100", "accessGroups": ["Everybody"]})
    server.call("POST", "/projects", {"name": "Contractors"})
    server.call("POST", "/projects/head-office/keys", {"name": "access control system"})
    administrator = next(one for one in server.call("GET", "/administrators")["items"] if one["name"] == "Otto Operator")
    server.call("PUT", f"/projects/head-office/admins/{administrator['id']}", {"officialContact": True})
    rows = [f"{FIRST[number % len(FIRST)]},{LAST[number * 7 % len(LAST)]},person{number}@orchard.example,{910000 + number},P-{number}\n"
            for number in range(40)]
    server.upload("head-office", HEADER + "".join(rows))
    for number, person in enumerate(server.call("GET", "/projects/head-office/people")["items"]):
        if number % 3 != 2:
            server.hand_over(person["user"])
    # One row is somebody whose card an ID is, under another name.
    server.upload("head-office", HEADER + "".join(rows[:28]) + "Greta,Neumann,greta@orchard.example,700000,P-90\n")


def invited(server):
    people = server.call("GET", "/projects/head-office/people?status=invitation-sent")["items"]
    return people[0]["user"]


def draw_a_day(server):
    """The charts of a server that has just begun are empty, so that a day of figures is invented for the picture."""
    chance = random.Random(3)
    now = int(time.time() // 60)
    rows = []
    for minute in range(now - 1439, now):
        hour = (minute // 60) % 24 + (minute % 60) / 60
        busy = math.exp(-((hour - 8) / 1.6) ** 2) + 0.6 * math.exp(-((hour - 13.5) / 2.2) ** 2)
        enrolments = int(chance.random() * 9 * busy)
        rows.append((minute, enrolments * 3, enrolments, enrolments * 8, 0, int(180 + 900 * busy * chance.random()) if enrolments else None))
    database = sqlite3.connect(server.data / "lockstep.sqlite", timeout=30)
    with database:
        database.executemany("INSERT OR IGNORE INTO minutes VALUES (?, ?, ?, ?, ?, ?)", rows)
    database.close()


def small(file):
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, optimize=True)


def main():
    target = ROOT / "docs" / "screenshots"
    server = Server(INCLUDING)
    doors = Doors(server, len(PLACES))
    late = None
    browser = None
    try:
        play(server, doors)
        bring_people(server)
        draw_a_day(server)
        browser = Browser(server, DESKTOP, pictures=target)
        browser.open("/sign-in")
        browser.picture("sign-in")
        browser.first_sign_in()
        late = Doors(server, 2, first=1101)
        eventually("two more doors", lambda: len(server.waiting()) == 2)
        pages = {"overview": "/", "monitoring": "/monitoring", "users": "/users", "user": "/users/2001?device=1008", "new-user": "/new-user",
                 "import": "/import-users", "deleted-users": "/deleted-users", "erasures": "/erasures", "devices": "/devices", "compares": "/compares", "device": "/devices/1003", "access-groups": "/access-groups",
                 "attention": "/attention", "transfers": "/transfers", "transfer": "/transfers/1", "settings": "/settings",
                 "notifications": "/settings/notifications", "administrators": "/administrators", "api-tokens": "/api-tokens",
                 "audit": "/audit", "me": "/me", "help": "/help/devices", "projects": "/projects", "project-users": "/projects/head-office",
                 "project-admins": "/projects/head-office/admins", "project-settings": "/projects/head-office/settings",
                 "project-held": "/projects/head-office/held", "project-run": "/projects/head-office/runs/2",
                 "project-upload": "/projects/head-office/upload"}
        for name, path in pages.items():
            browser.open(path)
            if name == "monitoring":
                browser.sees("live", "#connection")
            browser.picture(name, most=1300)
        browser.use_scheme("dark")
        browser.open("/").picture("overview-dark", most=1300)
        browser.close()
        browser = Browser(server, PHONE, pictures=target).sign_in()
        for name in ("overview", "devices", "attention"):
            browser.open(pages[name]).picture(f"{name}-phone", most=1300)
        browser.open(f"/invitation/{server.hand_over(invited(server))}").picture("invitation", most=1300)
        browser.click("button", "Activate on this phone")
        browser.sees("Active on this phone")
        browser.picture("phone", most=1300)
    finally:
        for part in (browser and browser.close, late and late.stop, doors.stop, server.stop):
            if part:
                part()
    for file in sorted(target.glob("*.png")):
        small(file)
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} KB")


main()
