"""Pictures to take away: as PNG and as CSV."""

from __future__ import annotations

import csv
import io
from importlib import resources

import resvg_py

from api.pictures.picture import Picture

# The picture looks the same wherever it is drawn, also where the machine has no fonts at all.
_FONTS = resources.files("font_source_sans_pro") / "files"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def png(picture: Picture) -> bytes:
    """The picture at twice its size, so that it can be printed."""
    files = [str(_FONTS / f"SourceSansPro-{weight}.ttf") for weight in ("Regular", "Bold")]
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=picture.svg,
            zoom=2,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=files,
            sans_serif_family="Source Sans Pro",
        )
    )


def table_csv(picture: Picture) -> bytes:
    """The picture's table as RFC 4180 has it, in UTF-8. No cell is a formula to a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(picture.columns)
    writer.writerows([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in picture.rows)
    return text.getvalue().encode()
