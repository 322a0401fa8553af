"""What a browser may do with the pages, who sees what, and what becomes of the pages when much happens."""
import tempfile
import time
import unittest

from support.accessibility import findings
from support.browser import PASSWORD, Browser
from support.processes import INCLUDING, Doors, Server, eventually


class StormTest(unittest.TestCase):
    """Ten thousand events a minute: no task of the page blocks longer than 200 ms, and it keeps at most 2,000 rows."""

    WATCH = """
        window.longest = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
        }).observe({type: 'longtask'});
    """

    def test_the_page_stays_quick(self):
        server = Server(INCLUDING)
        self.addCleanup(server.stop)
        doors = Doors(server, 20)
        self.addCleanup(doors.stop)
        server.register_all(20)
        browser = Browser(server).first_sign_in()
        self.addCleanup(browser.close)
        browser.open("/monitoring").sees("live", "#connection")
        browser.driver.execute_script(self.WATCH)
        # Each user is written to twenty doors: more than 3,000 events within about fifteen seconds.
        started = time.monotonic()
        for start in range(0, 160, 20):
            server.call("POST", "/users/bulk", {"users": [
                {"id": str(number), "name": f"Person {number}"} for number in range(start + 1, start + 21)]})
            for number in range(start + 1, start + 21):
                if number % 10 == 0:
                    server.call("POST", "/transfers", {"users": [str(number)], "action": "write"})
        eventually("the last one", lambda: browser.has('#events a[href="/users/160"]'))
        count = server.call("GET", "/events?before=9007199254740991&limit=1")["items"][0]["id"]
        took = time.monotonic() - started
        longest, rows = browser.driver.execute_script("return [window.longest, document.getElementById('events').childElementCount]")
        print(f"{count} events in {took:.0f} s; the longest task of the page took {longest:.0f} ms; {rows} rows")
        self.assertLess(longest, 200)
        self.assertLessEqual(rows, 2000)
        self.assertEqual(browser.complaints(), [])


class AuthorityTest(unittest.TestCase):
    """Where the server has its own authority, uploading machines get its certificate."""

    def test_the_certificate_is_downloaded_with_the_line_that_installs_it(self):
        server = Server(tls=True)
        self.addCleanup(server.stop)
        server.call("POST", "/projects", {"name": "North"})
        page = Browser(server).first_sign_in()
        self.addCleanup(page.close)
        page.open("/projects/north/settings").sees("certutil -user -addstore Root autosync_north.crt", "pre.command")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file = page.download(folder.name, 'a[href="/projects/north/authority.crt"]')
        self.assertEqual(file.name, "autosync_north.crt")
        self.assertEqual(file.read_bytes(), (server.data / "authority.pem").read_bytes())
        self.assertEqual(findings(page.driver), [])
        self.assertEqual(page.complaints(), [])


class SafetyTest(unittest.TestCase):
    """What a browser may do with the pages, and who sees what."""

    def test_viewers_see_no_buttons_and_cannot_reach_administration(self):
        server = Server(INCLUDING)
        self.addCleanup(server.stop)
        browser = Browser(server).first_sign_in()
        self.addCleanup(browser.close)
        browser.open("/administrators")
        browser.type("#name", "Vera Viewer")
        browser.driver.execute_script("document.querySelector('#role').value = 'viewer'")
        browser.click("form.card button.primary")
        browser.sees("has not signed in yet")
        row = browser.find("tr", "Vera Viewer")
        row.find_element("xpath", ".//button[contains(., 'link')]").click()
        link = eventually("the link", lambda: browser.driver.execute_script("return document.querySelector('#new-link input')?.value"))
        browser.click("button", "Sign out")
        browser.goes_to("/sign-in")
        browser.open(link)
        browser.type("#name", "Vera Viewer")
        browser.type("#password", PASSWORD)
        browser.click("form button.primary")
        browser.find(".who", "Viewer")
        browser.open("/users")
        self.assertFalse(browser.has('a[href="/new-user"]'))
        self.assertFalse(browser.has('a[href="/audit"]'))
        browser.open("/settings")
        self.assertFalse(browser.has("form[data-api*=settings] button"))
        browser.complaints()
        browser.open("/audit").sees("administrator")
        self.assertIn("403", "".join(browser.complaints()))

    def test_a_lost_connection_is_said_and_nothing_is_missed(self):
        server = Server(INCLUDING)
        self.addCleanup(server.stop)
        browser = Browser(server).first_sign_in()
        self.addCleanup(browser.close)
        browser.open("/monitoring").sees("live", "#connection")
        server.break_off()
        browser.sees("lost", "#connection")
        server.go_on()
        server.call("PUT", "/settings/automatic-user-synchronization", {"value": "not-used"})
        browser.sees("Automatic User Synchronization changed", "#events")
        browser.sees("live", "#connection")
