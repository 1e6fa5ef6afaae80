"""The countries whose companies are invented: what they book with, and how their companies are named and numbered."""
