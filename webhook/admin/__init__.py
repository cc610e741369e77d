"""The admin desk: policies, their revisions and test searches."""
