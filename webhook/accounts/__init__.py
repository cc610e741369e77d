"""Users, roles, sessions, API tokens: who may do what."""
