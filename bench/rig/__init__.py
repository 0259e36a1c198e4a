"""Terminal programs as black boxes: run in a pty, timed, drawn as pictures.

`emulator` is the terminal's side, `tuiterm` the pty and the line, `meter` the figures,
`tuirig` and `shot` the commands (python -m bench.rig.tuirig, python -m bench.rig.shot).
"""
