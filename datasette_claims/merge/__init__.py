"""Databases that were made apart, by month, outlet or machine, become one, with what people did.

The first one is the ground, and each other is laid upon it: its articles and claims are recognised
as a load recognises them, and what people did to them is added by name and moment. An act that both
have is one act, so a database that is merged twice adds nothing. Where both sides acted on one
thing, the first one's stands, and the report says so.
"""

from __future__ import annotations

from datasette_claims.merge.files import merge
from datasette_claims.merge.report import Conflict, Report

__all__ = ["Conflict", "Report", "merge"]
