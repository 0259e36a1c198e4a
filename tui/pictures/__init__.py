"""Photos as pictures on the terminal: decoded, sized, put in what it understands.

The encoders are our own, a few dozen lines over Pillow. The libraries there are read
standard input to ask the terminal what it can, at import or in the middle of drawing,
and Textual's thread reads the same input; their widgets hand escape sequences to the
compositor, which here lets nothing but text through.
"""
