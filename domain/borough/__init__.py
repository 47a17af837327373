"""Borough: a sovereign party, from joining to withdrawal."""
