"""24SevenOffice in small, for tests, demonstrations and developing without an account."""

from boekhaak_twentyfour_seven.simulator.logins import SimulatedLogin
from boekhaak_twentyfour_seven.simulator.simulator import TwentyfourSevenSimulator

__all__ = ["SimulatedLogin", "TwentyfourSevenSimulator"]
