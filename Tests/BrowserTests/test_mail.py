"""Mail, with a real mail server."""
import unittest

from support.accessibility import findings
from support.browser import Browser
from support.people import HEADER
from support.processes import MailServer, Server, eventually


class MailTest(unittest.TestCase):
    """The mail server is set up, tried and used, with a real one."""

    def test_mail_is_set_up_tried_and_sent(self):
        server, post = Server(), MailServer()
        self.addCleanup(server.stop)
        self.addCleanup(post.stop)
        server.call("POST", "/projects", {"name": "North"})
        server.upload("north", HEADER + "Ada,Quill,ada@quill.example,7001,s1\nRolf,Reed,refused@reed.example,7002,s2\n")
        page = Browser(server).first_sign_in()
        self.addCleanup(page.close)
        page.open("/projects/north").click("#notices a", "Mail settings")
        page.goes_to("/settings/mail")
        page.sees("2 mails wait: no mail server is configured.")
        page.type("#host", "127.0.0.1")
        page.type("#port", str(post.port))
        page.driver.execute_script("document.querySelector('#security').value = 'none'")
        page.type("#sender-address", "doors@north.example")
        page.click("form button.primary", "Save")
        page.sees("Send test mail")
        page.type("#recipient", "nobody.else@north.example")
        page.click("button", "Send test mail")
        page.sees("The mail server took the test mail. It said:", "#test-answer")
        page.sees("250 2.0.0 taken as 4711", "#test-answer")
        page.type("#recipient", "refused@north.example")
        page.click("button", "Send test mail")
        page.sees("550 5.1.1 no such user here", "#test-answer")
        page.complaints()
        mail = post.mail_to("ada@quill.example")
        self.assertIn("invitation", mail["links"][0])
        eventually("the refusal", lambda: server.call("GET", "/mail/outbox?state=refused")["items"])
        page.open("/settings/mail").click(".tabs a", "refused")
        page.goes_to("/settings/mail?state=refused")
        page.sees("550 5.1.1 no such user here", "table")
        self.assertNotIn("ada@quill.example", page.text("table"))
        page.picture("mail-refused")
        self.assertEqual(findings(page.driver), [])
        page.open("/projects/north").sees("Invitation sent")
        # The link of the mail leads to this server.
        page.open(mail["links"][0]).sees("Ada Quill")
        self.assertEqual(page.complaints(), [])
