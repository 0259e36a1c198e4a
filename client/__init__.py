"""A wall's side of the conversation with the centre; no Textual."""
