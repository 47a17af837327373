"""Histories in other forms than ours."""

from infrastructure.history_csv import HistoryUnreadable, command_lines

__all__ = ["HistoryUnreadable", "command_lines"]
