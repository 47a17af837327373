"""Needs: which kinds of object each view is made of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GOING_ON = ("programme", "area", "borough", "contract", "framework", "migration", "dispensation")
KINDS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "programme": ("programme", "area", "meeting"),
        "boroughs": ("borough", "baseline", "programme"),
        "areas": ("area",),
        "contracts": ("contract",),
        "frameworks": ("framework",),
        "suppliers": ("contract", "framework"),
        "migrations": ("migration", "claim"),
        "matrix": GOING_ON,
        "gates": GOING_ON,
        "forecast": GOING_ON,
        "deadlines": (*GOING_ON, "meeting"),
        "benefits": ("baseline", "migration", "claim"),
    }
)
"""By the name of the view, kinds that are kept."""
