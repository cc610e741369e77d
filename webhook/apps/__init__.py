"""What stands inside a helpdesk: the apps that show our side panel there, and who vouches for its agents.

``proofs`` reads what a helpdesk says about the agent who opened the app, ``admitting`` finds
our agent for it, ``building`` writes the app's files from the templates beside it.
"""
