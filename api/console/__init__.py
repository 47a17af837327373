"""The subcommands of `concordat`."""
