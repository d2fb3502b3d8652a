"""Parts of a sentence around a cue: the cue, its source, and where what is said begins and ends."""
