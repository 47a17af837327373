"""Views: the state of each kind of object, as the words of the domain's commands show it."""
