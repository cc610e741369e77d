"""The agent desk: tickets, drafts and what a person decides about them."""
