"""A programme's paper history: a file of facts and a file of details beside it, turned into commands."""
