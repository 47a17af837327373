"""Exports on a disk, and the processes that verify them side by side."""

from infrastructure.bundle_reading import BundleFolder, Processes, opened_export

__all__ = ["BundleFolder", "Processes", "opened_export"]
