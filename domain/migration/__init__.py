"""Migration: the merging of one service area: parties, specification, cutovers, moves, merger, perhaps separation."""
