"""How far two texts are apart: words, edit rate, chrF, aligned spans.

Everything here takes texts or tokens and returns numbers or offsets; nothing knows what a
draft is.  Definitions are those of the quality spec, sections 2 and 3.
"""
