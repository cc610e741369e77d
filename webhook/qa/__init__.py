"""The QA desk: edits, reviews and quality figures."""
