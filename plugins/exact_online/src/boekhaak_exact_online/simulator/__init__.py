"""Exact Online in small, for tests, demonstrations and developing without an account."""

from boekhaak_exact_online.simulator.logins import SimulatedLogin
from boekhaak_exact_online.simulator.simulator import ExactOnlineSimulator

__all__ = ["ExactOnlineSimulator", "SimulatedLogin"]
