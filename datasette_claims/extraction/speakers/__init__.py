"""Whom the sources stand for: the names of the whole article, and what points back to them."""
