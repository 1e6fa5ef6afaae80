"""Visma eAccounting in small, for tests, demonstrations and developing without an account."""

from boekhaak_eaccounting.simulator.logins import SimulatedLogin
from boekhaak_eaccounting.simulator.simulator import EAccountingSimulator

__all__ = ["EAccountingSimulator", "SimulatedLogin"]
