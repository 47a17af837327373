"""What axe-core finds in a page: breaches of WCAG 2.2, levels A and AA."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def breaches(page: Page) -> list[str]:
    """One sentence for each rule that the page breaks, with the elements. Evaluated by the browser's debugger, so that the
    page's own Content-Security-Policy stays in force."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("levels => axe.run(document, {runOnly: {type: 'tag', values: levels}})", LEVELS)
    return [
        f"{each['id']} ({each['impact']}): {each['help']}: {', '.join(str(node['target']) for node in each['nodes'][:5])}"
        for each in found["violations"]
    ]
