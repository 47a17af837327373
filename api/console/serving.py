"""`concordat serve`."""

from __future__ import annotations

import sys
from pathlib import Path

from api.app import create_app
from api.console.failing import BAD_USAGE, fail, told
from api.console.hints import hints
from api.console.loading import load_first
from api.logs import set_up_logs
from api.pages.door import Door
from api.serving import address, end_on_signal, is_loopback, listen, serve
from api.tracing import TracesMissing, traced
from api.wiring.history import HistoryUnreadable
from api.wiring.identity import DevelopmentIssuer, NoDevelopmentIssuer, identity_of, sign_in_of
from api.wiring.ledger import CANNOT_START, Settings, keeping, served
from api.wiring.office import office_of, searchable
from api.wiring.sealing import sealing


def run_server(*, dev: bool, host: str, port: int, folder: Path, file: Path | None) -> None:
    """Open the ledger, load the file, serve, and close everything again."""
    if dev and not is_loopback(host):
        fail(f"--dev gives a token to whoever asks: it listens on this machine alone, not on {host}.", BAD_USAGE)
    end_on_signal()
    with told(*CANNOT_START, HistoryUnreadable, NoDevelopmentIssuer, TracesMissing, OSError):
        settings = Settings.from_environment()
        set_up_logs(settings.log_level)
        development = DevelopmentIssuer.made_in_folder(folder) if dev else None
        identity = identity_of(settings, development)
        with (
            listen(host, port) as listening,
            served(settings, folder) as recorded,
            keeping(recorded) as opened,
            sealing(opened, settings, folder, dev=dev) as sealer,
            searchable(opened),
        ):
            if file is not None:
                load_first(opened.ledger, file)

            def announce() -> None:
                sys.stdout.write(f"listening on {address(listening)}\n")
                sys.stdout.flush()
                if dev:
                    sys.stderr.write(hints(opened.reads, address(listening), folder))

            office = office_of(opened, identity, settings, sealer, folder)
            door = _door(settings, development)
            with traced(create_app(office, door)) as app:
                serve(app, listening, announce, office.closing.set)


def _door(settings: Settings, development: DevelopmentIssuer | None) -> Door:
    """How people come in to the pages. A development server is read without signing in. Raises SettingsInvalid."""
    if development is not None:
        return Door(open_to_readers=True, development=development.token, secure=False)
    return Door(sign_in=sign_in_of(settings))
