"""Pages that need nothing from elsewhere: whatever anybody said is shown as text. Templates escape
it, and what is invisible in it becomes visible. A page may run its own script and no other."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from suite.markup.text import plural, visible

TEMPLATES = Path(__file__).parent / "templates"
ICON_COLOURS = {"clean": "1a7f4b", "findings": "c62f3b", "incomplete": "b26a00"}


def make_environment(folder: Path) -> Environment:
    """For the templates in `folder`, which extend `base.html`; a style.css there is added to the
    one that all pages have."""
    environment = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    styles = [each / "style.css" for each in (TEMPLATES, folder)]
    style = "\n".join(each.read_text("utf-8") for each in styles if each.exists())
    environment.globals.update(plural=plural, icon=icon, style=Markup(style))
    return environment


def icon(verdict: str) -> str:
    """A picture for the browser's tab, in the colour of the verdict."""
    colour = ICON_COLOURS.get(verdict, "5b6b7f")
    head = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>"
    return f"{head}<circle cx='8' cy='8' r='7' fill='%23{colour}'/></svg>"


class Script:
    """The one script of a page, and what allows the browser to run it and no other. It lets
    commands be copied, and does what `sources` do."""

    def __init__(self, *sources: str) -> None:
        copy = (TEMPLATES / "copy.js").read_text("utf-8")
        self.source = Markup("\n".join([copy, *sources]).replace("</script", "<\\/script"))
        digest = base64.b64encode(hashlib.sha256(self.source.encode()).digest()).decode()
        self.policy = Markup(f"'sha256-{digest}'")
