"""A day at work with the console in a real browser, against the real server and simulated doors."""
import tempfile
import unittest
from pathlib import Path

from support.accessibility import findings
from support.browser import PHONE, Browser
from support.people import HEADER, people
from support.processes import INCLUDING, Doors, Server, eventually

SCRIPT = "<script>alert(1)</script>"


class ConsoleTest(unittest.TestCase):
    """One server with three doors for all tests; each begins where it needs to."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)
        cls.doors = Doors(cls.server, 3)
        cls.addClassCleanup(cls.doors.stop)
        cls.browser = Browser(cls.server)
        cls.addClassCleanup(cls.browser.close)
        cls.browser.first_sign_in()
        eventually("three waiting doors", lambda: len(cls.server.waiting()) == 3)

    def setUp(self):
        self.browser.complaints()

    def tearDown(self):
        self.assertEqual(self.browser.complaints(), [], "the browser complains")

    # The tests run in the order of their names, as one day at work.

    def test_1_a_waiting_device_is_registered(self):
        page = self.browser.open("/devices")
        code = page.find('a[href="/devices/1001"]').find_element("xpath", "./ancestor::tr").find_element("css selector", "code").text
        self.assertRegex(code, r"^[A-Z0-9]{8}$")
        page.picture("devices-waiting")
        page.open("/devices/1001").click("button", "register")
        page.sees("online")
        page.open("/devices")
        for device in ("1002", "1003"):
            page.click(f'input[name="device"][value="{device}"]')
        page.click("button", "Register the chosen")
        page.sees("Device 1003", "#registered")
        eventually("registered", lambda: not self.server.waiting())

    def test_2_the_setting_is_switched(self):
        page = self.browser.open("/")
        page.sees("“Not Used”")
        page.click("main a", "Choose how doors are kept in step")
        page.goes_to("/settings")
        page.click(f"#mode-{INCLUDING}")
        page.click("button", "Apply")
        page.sees("Applied.")
        setting = self.server.call("GET", "/settings/automatic-user-synchronization")
        self.assertEqual(setting["value"], INCLUDING)
        page.picture("settings")

    def test_3_an_enrolment_appears_without_reload(self):
        page = self.browser.open("/users")
        page.driver.execute_script("window.isSamePage = true")
        self.doors.step('enrol 17 name "Ada Quill" card 12345 finger 3 at device 1001')
        page.sees("Ada Quill", "#results")
        self.assertTrue(page.driver.execute_script("return window.isSamePage"), "the page was reloaded")
        page.open("/monitoring")
        page.sees("live", "#connection")
        page.driver.execute_script("window.isSamePage = true")
        self.doors.step('enrol 21 name "Bo Lindqvist" card 777 at device 1002')
        page.sees("User enroll succeeded (Device)", "#events")
        eventually("Bo's row", lambda: page.has('#events a[href="/users/21"]'))
        page.sees("written to 2 of 3 devices", "#events")
        self.assertTrue(page.driver.execute_script("return window.isSamePage"), "the page was reloaded")
        page.picture("monitoring")

    def test_4_a_difference_is_settled(self):
        self.doors.step("wait until user 17 at device 1003 within 20 s")
        self.doors.step('edit 17 name "A. Quill" at device 1003')
        page = self.browser.open("/attention")
        page.sees("A. Quill")
        page.sees("Ada Quill")
        page.picture("attention")
        page.click("button", "Use the device’s value")
        page.sees("Nothing waits for you")
        eventually("the new name", lambda: self.server.call("GET", "/users/17")["name"] == "A. Quill")

    def test_5_many_differences_are_settled_at_once(self):
        self.doors.step('wait until user 17 name "A. Quill" at every device within 20 s')
        self.doors.step('edit 17 name "Q." at device 1001')
        self.doors.step('edit 21 name "B." at device 1001')
        eventually("two differences", lambda: len(self.server.call("GET", "/differences")["items"]) == 2)
        page = self.browser.open("/attention?kind=difference")
        page.click(".bulk input[type=checkbox]")
        page.click("button", "Use the server’s value for the chosen")
        page.sees("Nothing waits for you")
        self.assertEqual(self.server.call("GET", "/users/17")["name"], "A. Quill")

    def test_6_an_odd_name_is_just_a_name(self):
        page = self.browser.open("/new-user")
        page.type("#id", "18")
        page.type("#name", SCRIPT)
        page.click("button", "Add a card")
        page.type('#cards input[name="number"]', "4242")
        page.click("button.primary")
        page.goes_to("/users/18")
        self.assertEqual(page.text("h1"), SCRIPT)
        page.sees("1 card")
        for path in ("/users", "/monitoring", "/audit", "/users/18?device=1001"):
            page.open(path)
            page.sees("18")
        page.sees("holds it since")
        page.picture("user")

    def test_7_a_user_is_edited_and_faults_are_said_beside_the_field(self):
        page = self.browser.open("/users/18")
        page.type("#email", "odd@name.example")
        page.click("#edit-title ~ form button.primary")
        page.sees("Done.", "#status")
        user = self.server.call("GET", "/users/18")
        self.assertEqual((user["email"], user["name"], len(user["cards"])), ("odd@name.example", SCRIPT, 1))
        page.type('#cards input[name="number"]', "12345")
        page.click("#edit-title ~ form button.primary")
        page.sees("17", ".problem")
        self.assertEqual(sum("status of 409" in entry for entry in page.complaints()), 1)

    def test_8_somebody_else_was_faster(self):
        page = self.browser.open("/users/21")
        self.server.call("PATCH", "/users/21", {"department": "Workshop"})
        page.type("#title", "Smith")
        page.click("#edit-title ~ form button.primary")
        page.find(".problem")
        self.assertIn("412", "".join(page.complaints()).replace("409", "412"))
        self.assertEqual(self.server.call("GET", "/users/21")["title"], "")

    def test_9_search_finds_as_one_types(self):
        page = self.browser.open("/users")
        page.find("#q").send_keys("lindq")
        eventually("only Bo", lambda: "Bo Lindqvist" in page.text("#results") and "Quill" not in page.text("#results"))
        self.assertEqual(page.path, "/users?q=lindq")

    def test_a_file_of_people_is_imported(self):
        self.server.call("POST", "/access-groups", {"name": "Night shift"})
        self.server.call("POST", "/users", {"id": "50", "name": "Cora Finch"})
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file = Path(folder.name) / "people.csv"
        file.write_text("User ID,Name,E-mail,Card number,End,Access groups\r\n"
                        '50,Cora B. Finch,cora@finch.example,5050,,Night shift\r\n51,"Dee, Jay",,5151,2031-05-01,\r\n')
        page = self.browser.open("/import-users")
        page.driver.find_element("id", "file").send_keys(str(file))
        page.click("form button.primary")
        page.sees("1 new, 1 changed")
        page.picture("import")
        page.click("#import-apply")
        page.sees("1 added, 1 changed")
        cora, dee = self.server.call("GET", "/users/50"), self.server.call("GET", "/users/51")
        self.assertEqual((cora["name"], cora["email"], cora["accessGroups"]), ("Cora Finch", "cora@finch.example", ["Night shift"]))
        self.assertEqual((dee["name"], dee["end"]), ("Dee, Jay", "2031-05-01T23:59:59Z"))
        for text, fault in (('60,6" pipe,\n', "line 2: a quotation mark in the middle"), ('60,"Eve" Ash,\n', "line 2: a quotation mark in the middle"),
                            ("60,Eve,2030-02-30\n", "line 2: “2030-02-30” is no date"), ("60,Eve,2030-02-03 25:00\n", "“2030-02-03 25:00” is no date")):
            file.write_text(f"User ID,Name,End\n{text}")
            page.open("/import-users").driver.find_element("id", "file").send_keys(str(file))
            page.click("form button.primary")
            page.sees(fault)
        file.write_text('User ID,Name\n60,"not closed\n')
        page.open("/import-users").driver.find_element("id", "file").send_keys(str(file))
        page.click("form button.primary")
        page.sees("a quotation mark is not closed")
        # That somebody is not on the server yet is an answer, which the browser shows as a fault of the network.
        self.assertEqual([entry for entry in page.complaints() if "/users/51" not in entry], [])

    def test_b_what_would_be_removed_is_shown_before(self):
        self.server.call("POST", "/users/bulk", {"users": [{"id": str(number), "name": f"Person {number}"} for number in range(100, 120)]})
        self.doors.step("wait until user 119 at every device within 20 s")
        page = self.browser.open("/settings")
        page.click("#mode-specific-devices")
        page.click("button", "Apply")
        page.sees("This removes people from doors", "#ask")
        page.sees("Device 1001: ", "#ask")
        page.picture("removals")
        self.assertEqual(page.driver.execute_script("return document.activeElement.value"), "no", "Enter would remove people")
        page.click("#ask button", "No")
        checked = "return document.querySelector('input[name=value]:checked').value"
        eventually("the mode in force", lambda: page.driver.execute_script(checked) == INCLUDING)
        page.click("#mode-specific-devices")
        mode = "/settings/automatic-user-synchronization"
        self.assertEqual(self.server.call("GET", mode)["value"], INCLUDING)
        page.click("button", "Apply")
        page.yes()
        page.sees("Applied.")
        self.assertEqual(self.server.call("GET", mode)["value"], "specific-devices")
        # The first answer is a refusal on purpose.
        self.assertTrue(all("409" in entry for entry in page.complaints()))

    def test_b_whoever_was_deleted_is_listed_and_restored(self):
        self.server.call("POST", "/users", {"id": "71", "name": "Rolf Return"})
        page = self.browser.open("/users/71")
        page.click("button", "Delete this user")
        page.yes()
        page.sees("Deleted on")
        page.open("/users").click("a", "Deleted users")
        page.goes_to("/deleted-users")
        page.sees("Rolf Return")
        page.picture("deleted-users")
        page.click('button[aria-label="Restore Rolf Return"]')
        page.sees("Nobody can be restored now.")
        self.assertEqual(self.server.call("GET", "/users/71")["name"], "Rolf Return")

    def test_bb_whoever_is_erased_is_a_number_in_a_list(self):
        self.server.call("POST", "/users", {"id": "73", "name": "Fritz Forget"})
        page = self.browser.open("/users/73")
        page.click("button", "Erase for good")
        page.sees("Nobody can bring it back")
        page.yes()
        page.goes_to("/erasures")
        page.sees("73", "#erasures")
        self.assertNotIn("Fritz Forget", page.driver.page_source)
        self.assertEqual(self.server.call("GET", "/erasures")["items"][0]["user"], "73")

    def test_ba_what_specific_devices_wrote_is_counted_for_each_person(self):
        self.server.call("PATCH", "/devices/1001", {"accessGroups": ["Night shift"]})
        self.server.call("PATCH", "/devices/1003", {"accessGroups": ["Night shift"]})
        page = self.browser.open("/monitoring")
        page.sees("live", "#connection")
        page.driver.execute_script("window.isSamePage = true")
        self.server.call("POST", "/users", {"id": "70", "name": "Nora Night", "accessGroups": ["Night shift"]})
        page.sees("written to 2 of 2 devices", "#events")
        self.assertTrue(page.driver.execute_script("return window.isSamePage"), "the page was reloaded")
        # What a page comes with goes on live: still one row.
        self.doors.step("device 1003 disconnect")
        self.server.call("POST", "/users", {"id": "72", "name": "Olga Other", "accessGroups": ["Night shift"]})
        eventually("the first door", lambda: self.server.call("GET", "/events?user=72")["items"])
        page.open("/monitoring").sees("live", "#connection")
        rows = 'return [...document.querySelectorAll("#events li")].filter((row) => row.querySelector("a[href=\\"/users/72\\"]")).map((row) => row.innerText)'
        self.assertEqual(len(page.driver.execute_script(rows)), 1)
        self.doors.step("device 1003 connect")
        eventually("both doors", lambda: "written to 2 of 2 devices" in page.driver.execute_script(rows)[0])
        self.assertEqual(len(page.driver.execute_script(rows)), 1)

    def test_bb_who_is_missing_at_a_door_is_found_and_sent_again(self):
        def found():
            return {compare["device"]: compare for compare in self.server.call("GET", "/compares")["items"]}

        self.doors.step("lose 72 at device 1003")
        page = self.browser.open("/compares")
        page.click("button", "Compare every door")
        eventually("it is found", lambda: found()[1003]["missing"] == ["72"])
        page.open("/compares")
        page.sees("1 stale or missing person is sent.")
        page.picture("compares")
        page.click("button", "Repair")
        page.yes()
        page.sees("Begun")
        self.doors.step("wait until user 72 at device 1003 within 20 s")
        eventually("it is proven", lambda: found()[1003]["equal"])

    def test_c_devices_are_compared_and_removed(self):
        page = self.browser.open("/devices/1002")
        page.click("button", "Compare now")
        page.find("#compare-result.shown", "Same")
        page.click("button", "Empty the device, then remove it")
        page.yes()
        page.goes_to("/devices")
        eventually("it is gone", lambda: all(device["id"] != 1002 or device["state"] == "waiting" for device in self.server.call("GET", "/devices")["items"]))

    def test_d_a_device_with_people_on_it_waits_for_a_choice(self):
        self.doors.step('enrol 300 name "Paula Pond" at device 1003')
        eventually("its log", lambda: self.server.call("GET", "/events?user=300")["items"])
        page = self.browser.open("/devices/1003")
        page.click("button", "Remove without emptying")
        page.yes()
        page.goes_to("/devices")
        eventually("it comes back", lambda: any(device["id"] == 1003 for device in self.server.waiting()))
        page.open("/devices/1003")
        page.sees("If people are on it already")
        page.click("button", "register")
        page.sees("On hold: people are on it")
        page.picture("hold")
        page.click("button", "Take over its users")
        page.yes()
        eventually("it goes on", lambda: self.server.call("GET", "/devices/1003")["hold"] == "none")

    # Projects: people who come and go by a file.

    def file(self, text):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file = Path(folder.name) / "mobile-id-users.csv"
        file.write_text(HEADER + text)
        return file

    def upload(self, page, text):
        page.open("/projects/north-office/upload")
        page.driver.find_element("id", "file").send_keys(str(self.file(text)))
        page.click("#upload button.primary")

    def test_e_a_project_gets_its_people_by_a_file(self):
        page = self.browser.open("/projects")
        page.type("#new-name", "North office")
        page.click("button.primary", "Add project")
        page.goes_to("/projects/north-office/settings")
        page.sees("No Auto-sync has been completed yet")
        self.upload(page, people(range(1, 21)))
        page.sees("20 added")
        self.assertEqual(self.server.call("GET", "/projects/north-office/people")["items"], [], "the preview changed something")
        page.picture("project-upload")
        page.click("#upload-apply")
        page.goes_to("/projects/north-office/runs/")
        page.sees("Vera1 Holm")
        page.open("/projects/north-office")
        page.sees("Invitation waiting")
        page.find("#q").send_keys("vera12")
        eventually("only one", lambda: "Vera12" in page.text("#people") and "Vera13" not in page.text("#people"))
        page.open("/projects/north-office/settings")
        page.sees("Last completed Auto-sync:", "#completed")

    def test_f_a_file_with_errors_says_where(self):
        page = self.browser
        self.upload(page, "Ada,Quill,ada@quill.example,,s1\n")
        page.sees("errors found: 1")
        page.sees("it is empty", "#upload-rows")
        self.assertFalse(page.driver.find_element("id", "upload-apply").is_displayed())
        # That a file is refused is an answer, which the browser shows as a fault of the network.
        self.assertTrue(all("422" in entry for entry in page.complaints()))

    def test_g_deletions_wait_until_they_are_approved(self):
        page = self.browser
        self.upload(page, people(range(1, 9)))
        page.sees("What is held waits for approval")
        page.click("#upload-apply")
        page.goes_to("/projects/north-office/runs/")
        page.open("/projects/north-office")
        page.sees("12 deletions wait for approval", "#notices")
        page.click("#notices a", "Look and decide")
        page.sees("Vera20 Holm")
        page.picture("project-held")
        page.click("button", "Approve these 12")
        page.yes()
        page.sees("Nothing waits for approval")
        eventually("twelve are gone", lambda: len(self.server.call("GET", "/projects/north-office/people")["items"]) == 8)

    def test_gb_a_row_with_the_card_of_somebody_else_asks(self):
        self.server.call("POST", "/users", {"id": "90", "name": "Gus Holm", "cards": [{"kind": "csn", "number": "9090"}]})
        answer = self.server.upload("north-office", HEADER + people(range(1, 9)) + "August,Holm,gus@holm.example,9090,g1\n")
        self.assertEqual(answer["outcome"], "held")
        page = self.browser.open("/attention")
        page.click("main a", "Waiting for approval: North office")
        page.goes_to("/projects/north-office/held")
        page.sees("August Holm")
        page.sees("Gus Holm")
        page.click('button[aria-label="Same person August Holm"]')
        page.sees("Nothing waits for approval")
        person = next(one for one in self.server.call("GET", "/projects/north-office/people")["items"] if one["user"] == "90")
        self.assertEqual((person["firstName"], person["linked"]), ("August", True))
        self.assertEqual([card["kind"] for card in self.server.call("GET", "/users/90")["cards"]], ["csn", "mobile"])

    def test_h_somebody_activates_their_phone(self):
        user = self.server.call("GET", "/projects/north-office/people")["items"][0]["user"]
        link = self.server.hand_over(user)
        phone = Browser(self.server, PHONE)
        self.addCleanup(phone.close)
        phone.open(f"/invitation/{link}").sees("Vera1 Holm")
        phone.picture("invitation")
        self.assertEqual(findings(phone.driver), [])
        self.assertEqual(self.status(user), "invitation-sent")
        page = self.browser.open("/projects/north-office")
        page.driver.execute_script("window.isSamePage = true")
        phone.click("button", "Activate on this phone")
        phone.goes_to("/phone/")
        phone.sees("Active on this phone")
        phone.picture("phone")
        self.assertEqual(findings(phone.driver), [])
        page.find("#people .mark.good", "Active")
        self.assertTrue(page.driver.execute_script("return window.isSamePage"), "the page was reloaded")
        phone.click("a", "Remove from this phone")
        phone.sees("Your card and your fingers are not affected")
        self.assertEqual(findings(phone.driver), [])
        phone.click("button", "Remove from this phone")
        phone.sees("This phone opens no door any more")
        self.assertEqual(self.status(user), "reset")
        phone.open(f"/invitation/{link}").sees("It was used already")
        self.assertEqual(findings(phone.driver), [])
        # The page of a link that has ended is a 404 on purpose.
        self.assertTrue(all("404" in entry for entry in phone.complaints()))

    def status(self, user):
        people = self.server.call("GET", "/projects/north-office/people")["items"]
        return next(person["status"] for person in people if person["user"] == user)

    def test_i_settings_keys_and_the_task_config(self):
        page = self.browser.open("/projects/north-office/settings")
        page.type("#supportContact", "the front desk")
        page.click("#settings button.primary")
        page.sees("Done.", "#status")
        self.assertEqual(self.server.call("GET", "/projects/north-office")["supportContact"], "the front desk")
        page.type("#key-name", "exporter")
        page.click("button", "Make a key")
        page.find("#new-key input.secret")
        page.sees("exporter", "#keys")
        page.driver.execute_script("window.saved = []; HTMLAnchorElement.prototype.click = function () { window.saved.push(this.download) }")
        page.click("button", "Windows Task Scheduler")
        eventually("the file", lambda: page.driver.execute_script("return window.saved") == ["autosync_north-office.xml"])
        page.sees("task config windows", "#keys")
        page.click("button", "Switch Auto-sync off")
        page.yes()
        page.sees("Auto-sync is switched off")

    def test_j_another_admin_is_added_and_marked(self):
        self.server.call("POST", "/administrators", {"name": "Nora Fields", "role": "viewer"})
        page = self.browser.open("/projects/north-office/admins")
        page.click("button", "Add as admin")
        page.sees("Nora Fields", "table")
        page.click('button[aria-label="Mark as official contact Nora Fields"]')
        page.find('button[aria-label="No official contact Nora Fields"]')
        contacts = self.server.call("GET", "/projects/north-office")["officialContacts"]
        self.assertEqual(contacts, ["Nora Fields"])
        # Without an address nobody can be told.
        page.sees("No official contact has an e-mail address")
        page.open("/administrators").type('input[aria-label="E-mail Nora Fields"]', "nora@fields.example")
        page.find("tr", "Nora Fields").find_element("xpath", ".//button[contains(., 'Save')]").click()
        page.sees("Done.", "#status")
        page.open("/projects/north-office/admins").sees("nora@fields.example", "table")
        self.assertNotIn("has an e-mail address", page.text())
        page.click("details.switch summary")
        page.click(".switch a", "All projects")
        page.goes_to("/projects")
