"""The composition root: the one place in `api` that knows what the service stands on.

One module for each thing that a command may need, so that each command starts with what it needs and no more.
"""
