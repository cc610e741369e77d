"""The history of our tables.  ``env`` sees all three rooms' tables."""
