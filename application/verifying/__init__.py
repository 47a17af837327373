"""Verification: what an auditor can prove from an export alone, with no database and no network.

Pure passes over the lines of the record; `infrastructure.bundle_reading` opens the files and spreads the work over processes.
"""
