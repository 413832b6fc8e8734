"""A company as a stochastic world, written down in a small file: who asks, how they are handled, what was planted.

`file_format` says what a scenario file holds, `reading` reads one from the `shelf` or from a path. `world` lives it
from a seed; `files` writes what the company's programs would let out, `truth` what was planted, which no engine reads.
`acting` has the same requests decided by a running house, and `deciding` by the same rules in memory.

Words: a *dial* is a figure of the company that may change from a day on; a *cause* turns a dial; a *distractor* catches
the eye and turns nothing. Days of a world are counted from 0.
"""
