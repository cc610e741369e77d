"""The start page: what is set up, what to do next, whether everything runs, what leaves the server."""
