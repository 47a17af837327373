"""What is kept of objects, made anew."""

from infrastructure.postgres.views.building import AtWork
from infrastructure.postgres.views.building import Progress as Built
from infrastructure.postgres.views.rebuilding import rebuild

__all__ = ["AtWork", "Built", "rebuild"]
