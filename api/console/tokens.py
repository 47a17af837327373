"""`concordat token`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from api.console.failing import BAD_USAGE, fail, told
from api.wiring.identity import DevelopmentIssuer, NoDevelopmentIssuer
from application.identity import ROLES
from domain.words import SLUG

SUBJECT = re.compile(r"[!-~]{1,200}")


def print_token(roles: list[str], borough: str | None, subject: str | None, folder: Path) -> None:
    """Print a token for these roles."""
    unknown = sorted(set(roles) - ROLES)
    if unknown:
        fail(f"There is no role {', '.join(unknown)}. There are: {', '.join(sorted(ROLES))}.", BAD_USAGE)
    if borough is not None and not re.fullmatch(SLUG, borough):
        fail("A borough is named by its id, such as westminster.", BAD_USAGE)
    who = subject if subject is not None else "-".join([*sorted(set(roles)), *([borough] if borough else [])])
    if not SUBJECT.fullmatch(who):
        fail("A subject is 1 to 200 visible ASCII characters.", BAD_USAGE)
    with told(NoDevelopmentIssuer):
        sys.stdout.write(DevelopmentIssuer.in_folder(folder).token(sorted(set(roles)), borough, who) + "\n")
