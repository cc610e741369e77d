"""The command line: one file per noun, imported when its command is used.

Every command takes ``--json``; exits 0 on success, 2 on wrong use, 1 on failure with one
line on standard error that says what happened and what to do.
"""
