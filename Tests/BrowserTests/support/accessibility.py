"""Checks of a page for people who do not see it, or do not use a mouse."""
import importlib.resources

AXE = importlib.resources.files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

# Every control has a name, every input a label, and headings do not skip a level.
NAMED = """
const found = [];
const name = (e) => (e.getAttribute('aria-label') || (e.getAttribute('aria-labelledby') || '').split(' ')
  .map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim()
  || [...(e.labels ?? [])].map((l) => l.textContent).join(' ').trim() || e.textContent.trim() || e.title || '').trim();
const visible = (e) => e.getClientRects().length > 0;
for (const e of document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select, textarea, meter, progress, [role=region], nav'))
  if (visible(e) && !name(e)) found.push('no name: ' + e.outerHTML.slice(0, 120));
let level = 0;
for (const h of document.querySelectorAll('h1, h2, h3, h4')) {
  if (!visible(h)) continue;
  const own = Number(h.tagName[1]);
  if (own > level + 1) found.push('heading skips a level: ' + h.textContent);
  level = own;
}
if (document.querySelectorAll('main').length !== 1) found.push('not one main');
if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) found.push('id twice: ' + id);
return found;
"""

# Text against what is behind it, as WCAG computes it.
CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgb = (text) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const found = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const seen = new Set();
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.textContent.trim() || seen.has(e) || e.getClientRects().length === 0 || e.closest('option, .skip, button:disabled')) continue;
  seen.add(e);
  let behind = [255, 255, 255, 1];
  const layers = [];
  for (let p = e; p; p = p.parentElement) layers.push(rgb(getComputedStyle(p).backgroundColor));
  for (const layer of layers.reverse()) behind = behind.map((v, i) => i === 3 ? 1 : layer[i] * layer[3] + v * (1 - layer[3]));
  const own = light(rgb(getComputedStyle(e).color)), other = light(behind);
  const ratio = (Math.max(own, other) + 0.05) / (Math.min(own, other) + 0.05);
  if (ratio < 4.5) found.push(`${ratio.toFixed(2)}: ${e.textContent.trim().slice(0, 40)}`);
}
return found;
"""


def axe_findings(driver):
    """What axe-core's rules find."""
    driver.execute_script(AXE)
    result = driver.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}, resultTypes: ['violations']}).then(done)", RULES)
    return [f"{found['id']}: {found['help']} ({found['nodes'][0]['html'][:160]})" for found in result["violations"]]


def findings(driver):
    """Everything that is wrong with a page."""
    return (axe_findings(driver) + driver.execute_script(NAMED) + driver.execute_script(CONTRAST)
            + overflow(driver))


def overflow(driver):
    """A page never scrolls sideways; wide tables scroll inside."""
    wide = driver.execute_script("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [f"the page is {wide[0]} wide in a window of {wide[1]}"] if wide[0] > wide[1] else []
