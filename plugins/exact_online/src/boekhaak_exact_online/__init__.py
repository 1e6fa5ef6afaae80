"""Exact Online for boekhaak. Start with :mod:`boekhaak_exact_online.plugin`; FACTS.md says where each fact comes from."""
