"""Panes: each knows its widget, its cursor and what it asks of the model."""
