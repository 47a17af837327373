"""The page for operators stays true: it names every setting that there is, and no other."""

import re
from pathlib import Path

from infrastructure.settings import PREFIX, Settings

PAGE = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()


def test_every_setting_and_no_other_is_in_the_page_for_operators() -> None:
    told = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", PAGE))
    assert told == {f"{PREFIX}{(field.alias or name).upper()}" for name, field in Settings.model_fields.items()}
