"""Plays cases into a centre: a city's record, or an invented day, at a chosen speed."""
