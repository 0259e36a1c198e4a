"""The application: screens, keys, palette, themes."""
