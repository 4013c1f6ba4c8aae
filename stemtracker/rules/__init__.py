"""Packs of dated, sourced rules -> assessment -> plan. Pure: no database, no Qt, no clock; reads packs only."""
