"""boekhaak: link a host product to its customers' accountancy packages.

Open an :class:`Installation`, say who acts (:class:`Actor`), and call the use cases in ``boekhaak.service``.
"""

import logging

from boekhaak.errors import BoekhaakError
from boekhaak.hookspecs import hookimpl as hostimpl
from boekhaak.installation import Installation
from boekhaak.models.auth import App
from boekhaak.models.link import Actor
from boekhaak.settings import Settings

logging.getLogger("boekhaak").addHandler(logging.NullHandler())

__all__ = ["Actor", "App", "BoekhaakError", "Installation", "Settings", "hostimpl"]
