"""One file per helpdesk behind ``base.Helpdesk``: verify, parse, fetch, show.

An adapter decides nothing and leaks no vendor word, type or exception.
"""
