"""What does a newcomer see?  A demo brand, and a simulated helpdesk that talks to us as a real one would.

The helpdesk keeps its tickets in a file of its own and knows of the rest of the program only
the webhook address, its signing secret and the side panel's address: what every helpdesk is
told.  Loading the brand is the one act here that reaches inside.
"""
