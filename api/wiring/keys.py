"""The files of keys that sign the log and its witnesses' cosignatures."""

from infrastructure.log_keys import FILE as LOG_KEY_FILE
from infrastructure.log_keys import KeyUnusable, is_origin, read_keys, write_keys

__all__ = ["LOG_KEY_FILE", "KeyUnusable", "is_origin", "read_keys", "write_keys"]
