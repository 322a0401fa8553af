"""A headless Chromium. Whatever it complains about fails the test that it happened in."""
import base64
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from .processes import PATIENCE, ROOT, eventually

DESKTOP = (1280, 900)
PHONE = (390, 844)
PASSWORD = "correct horse battery staple"


class Browser:
    def __init__(self, server, size=DESKTOP, dark=False, pictures=None):
        self.server = server
        self.pictures = Path(pictures) if pictures else ROOT / ".test-output" / "screenshots"
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars",
                         "--force-device-scale-factor=1", "--lang=en", f"--window-size={size[0]},{size[1]}"):
            options.add_argument(argument)
        # Nobody whom a browser knows has signed the certificate of a server's own authority.
        options.set_capability("acceptInsecureCerts", server.url.startswith("https"))
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.set_page_load_timeout(PATIENCE)
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 600})
        self.use_scheme("dark" if dark else "light")

    def use_scheme(self, scheme):
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})

    # Where to go, and what to see there.

    def open(self, path):
        self.driver.get(path if path.startswith("http") else self.server.url + path)
        return self

    @property
    def path(self):
        return self.driver.execute_script("return location.pathname + location.search")

    def find(self, css, text=None):
        """The first visible element that fits, once there is one."""
        def look(driver):
            for element in driver.find_elements(By.CSS_SELECTOR, css):
                try:
                    if element.is_displayed() and (text is None or text in element.text):
                        return element
                except Exception:  # It was replaced meanwhile; the next look finds the new one.
                    continue
            return None
        return WebDriverWait(self.driver, PATIENCE, 0.05).until(look, f"{css} {text or ''} on {self.path}")

    def has(self, css):
        return bool(self.driver.find_elements(By.CSS_SELECTOR, css))

    def gone(self, css):
        eventually(f"no {css}", lambda: not self.has(css))

    def text(self, css="main"):
        return self.driver.execute_script("return document.querySelector(arguments[0])?.innerText ?? ''", css)

    def sees(self, text, css="main"):
        eventually(f"{text!r} in {css} of {self.path}; there is: {self.text(css)[:600]}", lambda: text in self.text(css))

    def goes_to(self, path):
        eventually(f"the page {path}; this is {self.path}", lambda: self.path.startswith(path))

    # What people do.

    def click(self, css, text=None):
        element = self.find(css, text)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def type(self, css, text):
        field = self.find(css)
        field.clear()
        field.send_keys(text)

    def download(self, folder, css, text=None):
        """Clicks a link or button that saves a file. Returns the file once it is complete."""
        folder = Path(folder)
        self.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
        self.click(css, text)
        return eventually("the file", lambda: next((file for file in folder.iterdir() if file.suffix != ".crdownload"), None))

    def yes(self):
        self.click("#ask-yes")

    def first_sign_in(self, name="Ida Brenner"):
        self.open(self.server.link)
        self.type("#name", name)
        self.type("#password", PASSWORD)
        self.click("form button.primary")
        self.find(".who") if self.wide else self.find(".menu summary")
        return self

    def sign_in(self, name="Ida Brenner", password=PASSWORD):
        self.open("/sign-in")
        self.type("#name", name)
        self.type("#password", password)
        self.click("form button.primary")
        eventually("signed in", lambda: not self.path.startswith("/sign-in"))
        return self

    @property
    def wide(self):
        return self.driver.execute_script("return matchMedia('(min-width: 60rem)').matches")

    # What it looks like, and what it complains about.

    def picture(self, name, most=2400):
        """A screenshot of the whole page, or of its upper part."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        file = self.pictures / f"{name}.png"
        width, height = self.driver.execute_script("return [innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, most), "scale": 1}
        data = self.driver.execute_cdp_cmd(
            "Page.captureScreenshot", {"format": "png", "clip": clip, "captureBeyondViewport": True})["data"]
        file.write_bytes(base64.b64decode(data))
        return file

    def complaints(self):
        """Errors of the console, refused content and failed requests since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]

    def close(self):
        self.driver.quit()
