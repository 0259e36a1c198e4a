"""Values and a width in, lines of spans out: pure, but for the canvas."""
