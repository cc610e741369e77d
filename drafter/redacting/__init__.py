"""Finding personal data in a text: numbers, addresses, people.  Values in, spans out; nothing is replaced here."""
