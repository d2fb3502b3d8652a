"""The shapes in which source, cue and content stand: one module a kind of cue, and the score."""
