"""Visma eAccounting for boekhaak."""
