"""What every route shares: problems, pagination, form tokens, headers, who is signed in."""
