"""The other half of the features, told to the service over HTTP on PostgreSQL."""

from __future__ import annotations

from pytest_bdd import scenarios

from tests.features.over_http import FEATURES
from tests.features.served import level, schemas, service

__all__ = ["level", "schemas", "service"]

scenarios(*FEATURES[1::2])
