"""Pages for people, and the code that writes the generated ones."""
