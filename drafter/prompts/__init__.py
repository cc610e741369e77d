"""Prompts: versioned templates and their assembly inside a token budget."""
