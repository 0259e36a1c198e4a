"""Questions about the state: pure, answered as small frozen structs to be drawn."""
