"""How every page looks, and whether everybody can use it."""
import unittest

from selenium.webdriver.common.keys import Keys

from support.accessibility import findings
from support.browser import DESKTOP, PHONE, Browser
from support.people import HEADER, people
from support.processes import INCLUDING, Doors, Server, eventually

SCRIPT = "<script>alert(1)</script>"


class LookTest(unittest.TestCase):
    """Every page at both widths in both colour schemes: no complaint of the browser, nothing that axe-core finds."""

    PAGES = ["/", "/monitoring", "/users", "/users/17", "/users/17?device=1001", "/new-user", "/import-users", "/deleted-users", "/erasures", "/devices", "/devices/1001", "/compares",
             "/devices/1003", "/access-groups", "/attention", "/attention?kind=difference", "/transfers", "/transfers/1", "/settings",
             "/settings/notifications", "/settings/mail", "/administrators", "/api-tokens", "/audit", "/me", "/help", "/help/devices",
             "/help/auto-sync", "/projects", "/projects/north", "/projects/north/admins", "/projects/north/settings",
             "/projects/north/runs", "/projects/north/runs/1", "/projects/north/runs/2", "/projects/north/runs/3",
             "/projects/north/held", "/projects/north/upload"]

    @classmethod
    def setUpClass(cls):
        cls.server = Server(INCLUDING)
        cls.addClassCleanup(cls.server.stop)
        cls.doors = Doors(cls.server, 3)
        cls.addClassCleanup(cls.doors.stop)
        eventually("three waiting doors", lambda: len(cls.server.waiting()) == 3)
        for device in (1001, 1002):
            cls.server.call("POST", f"/devices/{device}/register", {})
        cls.server.call("POST", "/access-groups", {"name": "Staff"})
        cls.server.call("POST", "/api-tokens", {"name": "payroll", "role": "viewer"})
        cls.server.call("POST", "/users", {"id": "17", "name": "Ada Quill", "accessGroups": ["Staff"], "cards": [{"kind": "csn", "number": "12345"}]})
        cls.server.call("POST", "/users", {"id": "18", "name": SCRIPT})
        cls.doors.step("wait until user 17 at device 1002 within 20 s")
        cls.doors.step('edit 17 name "A. Quill" at device 1002')
        cls.doors.step("wait until user 18 at device 1001 within 20 s")
        cls.doors.step('delete 18 at device 1001')
        cls.server.call("POST", "/transfers", {"users": ["17"], "action": "write"})
        cls.server.call("POST", "/projects", {"name": "North"})
        cls.server.upload("north", HEADER + people(range(1, 21)))
        cls.server.upload("north", HEADER + people(range(1, 9)) + "Eva,Stone,eva@stone.example,12345,e1\n")
        cls.server.upload("north", HEADER + "Vera1,Holm,,7001,s1\n")
        cls.doors.step("wait until device 1002 acknowledged within 20 s")
        cls.doors.step("lose 18 at device 1002")
        cls.server.call("POST", "/compares", {})
        eventually("two compares", lambda: all(compare["state"] == "done" for compare in cls.server.call("GET", "/compares")["items"]))
        eventually("two entries", lambda: len(cls.server.call("GET", "/attention")["items"]) >= 2)
        cls.people = [person["user"] for person in cls.server.call("GET", "/projects/north/people")["items"]]

    def look(self, size, scheme):
        browser = Browser(self.server, size, dark=scheme == "dark")
        self.addCleanup(browser.close)
        if LookTest.is_known:
            browser.sign_in()
        else:
            browser.first_sign_in()
            LookTest.is_known = True
        kind = "phone" if size == PHONE else "desktop"
        for path in self.PAGES:
            with self.subTest(path=path, size=kind, scheme=scheme):
                browser.open(path)
                name = path.strip("/").replace("/", "-").replace("?", "-").replace("=", "-") or "overview"
                self.is_well(browser, f"{kind}-{scheme}-{name}")
        self.look_at_phone(browser, f"{kind}-{scheme}")

    def look_at_phone(self, browser, look):
        """What a person sees of their phone, from the invitation to the end."""
        link = self.server.hand_over(self.people.pop())
        steps = [("invitation", lambda: browser.open(f"/invitation/{link}")),
                 ("phone", lambda: browser.click("button", "Activate on this phone")),
                 ("phone-remove", lambda: browser.click("a", "Remove from this phone")),
                 ("phone-removed", lambda: browser.click("button", "Remove from this phone")),
                 ("invitation-used", lambda: browser.open(f"/invitation/{link}")),
                 ("phone-ended", lambda: browser.open("/phone/nothing"))]
        titles = ["Your phone as a key", "Your phone as a key", "Remove from this phone?", "Removed from this phone",
                  "This invitation does not work any more", "Not active on this phone"]
        for (name, step), title in zip(steps, titles):
            with self.subTest(page=name, look=look):
                step()
                browser.sees(title, "h1")
                self.is_well(browser, f"{look}-{name}")

    def is_well(self, browser, name):
        browser.picture(name)
        self.assertEqual(findings(browser.driver), [])
        # That a link has ended is an answer, which the browser shows as a fault of the network.
        self.assertEqual([entry for entry in browser.complaints() if "404" not in entry], [])

    is_known = False

    def test_desktop_light(self):
        self.look(DESKTOP, "light")

    def test_desktop_dark(self):
        self.look(DESKTOP, "dark")

    def test_phone_light(self):
        self.look(PHONE, "light")

    def test_phone_dark(self):
        self.look(PHONE, "dark")

    def test_the_keyboard_reaches_everything_in_order(self):
        browser = Browser(self.server)
        self.addCleanup(browser.close)
        browser.sign_in() if LookTest.is_known else browser.first_sign_in()
        LookTest.is_known = True
        browser.open("/devices")
        seen = browser.driver.execute_script("""
            const all = [...document.querySelectorAll('a[href], button, input, select, summary')]
              .filter((e) => e.getClientRects().length > 0 && !e.disabled);
            return all.map((e) => e.tabIndex)""")
        self.assertEqual(set(seen), {0}, "an order of its own")
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        self.assertIn("skip", browser.driver.switch_to.active_element.get_attribute("class"))
        browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
        self.assertEqual(browser.driver.switch_to.active_element.get_attribute("id"), "main")

    def test_signed_out_pages(self):
        for size in (DESKTOP, PHONE):
            for scheme in ("light", "dark"):
                browser = Browser(self.server, size, dark=scheme == "dark")
                browser.open("/devices")
                browser.goes_to("/sign-in?then=")
                self.assertEqual(findings(browser.driver), [])
                browser.type("#name", "nobody")
                browser.type("#password", "wrong wrong wrong")
                browser.click("form button.primary")
                browser.sees("wrong", ".problem")
                browser.picture(f"sign-in-{scheme}-{size[0]}")
                browser.close()
