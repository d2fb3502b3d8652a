"""What the program knows about a language: its file in `../lang`, checked and compiled once.

``load("id")`` gives the language, ``codes()`` tells which there are. Everything that the later
steps look up is here; nothing here looks at a text, but for `detect`.
"""
