"""Who makes exports."""

from __future__ import annotations

from pathlib import Path

from api.wiring.ledger import Opened
from application.export.exporting import Exporter
from application.extract import CannotSign
from application.proof.note import Note, sign_note
from infrastructure.export.exporter import postgres_exporter
from infrastructure.log_keys import KeyUnusable, keys_of_log
from infrastructure.settings import Settings


def exporter_of(opened: Opened, settings: Settings, folder: Path | None) -> Exporter:
    """Who makes exports. `folder`: where the log's key may be; it is read for each extract, and not kept."""

    def sign(text: str) -> Note:
        try:
            if folder is None and settings.log_key_file is None:
                raise KeyUnusable("There is neither a folder nor a setting that says where the key is.")
            origin = opened.log.sealed.origin()
            return sign_note(text, *keys_of_log(settings.log_key_file, folder or Path(), settings.log_origin, origin))
        except KeyUnusable as fault:
            message = "An extract is signed with the log's key, and it is not here. Ask a server of this ledger for it."
            raise CannotSign(message) from fault

    return postgres_exporter(opened.recorder.reader, opened.reads, opened.log, sign, settings.withheld)
