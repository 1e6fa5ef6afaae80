"""Matching: which contacts of several administrations are one, by what a configuration says of their fields; pure."""
