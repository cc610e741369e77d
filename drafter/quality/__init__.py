"""Scorecards, reviews, samples and scores: how good it was, in numbers people can trust."""
