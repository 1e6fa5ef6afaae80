"""Policies: what hosts decide differently, and no package knows of."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, Self

from pydantic import Field, model_validator

from boekhaak.models.value import Value

Role = Literal["user", "administrator", "helpdesk"]
"""Who somebody is in an environment, each more than the one before; the helpdesk is the host's own."""

ROLES: tuple[Role, ...] = ("user", "administrator", "helpdesk")

Enabling = Literal["always", "administrator", "helpdesk"]
"""Who switches something on for an environment; ``always``: it is on until somebody switches it off."""

Feature = Literal["several_administrations", "contacts_of_several_administrations"]
"""What an environment may have beyond packages: more than one company, and one list of all their contacts."""

FEATURES: tuple[Feature, ...] = ("several_administrations", "contacts_of_several_administrations")

QuestionKey = Literal["registration_number", "sector", "division", "users", "template"]


class Question(Value):
    """What is asked of each company that is imported.

    ``choices`` are the codes to choose from; without any, a text is free. Users nobody names are all administrators.
    """

    key: QuestionKey
    required: bool = True
    choices: tuple[str, ...] = ()


class Policy(Value):
    """The choices of a host; the defaults ask nothing and begin at once.

    ``owner``        whose a connection is: the ``user``'s who signed in, who lists its companies alone, or the ``environment``'s.
    ``connecting``   the least role that may sign in at packages.
    ``enabling``     who switches packages on for an environment; the features have a choice each.
    ``imports``      which companies are imported: ``any`` that are chosen, always ``all``, or a single ``one``.
    ``questions``    what is asked of each company, and ``asked`` whether that is before or after it is imported.
    ``set_up``       a company is set up once its required questions are answered, or when the ``host`` says so.
    ``first_synchronisation``  ``at_once``, ``after_set_up``, or ``on_confirmation`` of a person.
    ``known_login``  a login that another environment has connected is ``refused`` or ``shared``, where consents share a chain.
    ``portals``      whether accounting offices may have portals.
    ``webhooks_on_this_machine``  whether webhooks may lead to the machine that tells them, where more may listen than receivers.
    ``expiring_within``  a connection that ends within so long unless somebody signs in is shown as expiring.
    ``plans_last``  so long a plan may be applied after it was made.
    ``merging``      who says that contacts of several administrations are the same: people choose (``chosen``), or it is fixed.
    ``contacts_frozen``  so long contacts are left alone at most while they are compared; then they may be changed again.
    """

    owner: Literal["user", "environment"] = "environment"
    connecting: Role = "user"
    enabling: Enabling = "always"
    several_administrations: Enabling = "always"
    contacts_of_several_administrations: Enabling = "always"
    imports: Literal["any", "all", "one"] = "any"
    questions: tuple[Question, ...] = ()
    asked: Literal["before", "after"] = "before"
    set_up: Literal["answers", "host"] = "answers"
    first_synchronisation: Literal["at_once", "after_set_up", "on_confirmation"] = "at_once"
    known_login: Literal["refused", "shared"] = "refused"
    portals: bool = False
    webhooks_on_this_machine: bool = False
    expiring_within: timedelta = Field(default=timedelta(days=14), ge=timedelta())
    plans_last: timedelta = Field(default=timedelta(days=1), gt=timedelta())
    merging: Literal["chosen", "automatic", "manual"] = "chosen"
    contacts_frozen: timedelta = Field(default=timedelta(hours=4), gt=timedelta())

    @model_validator(mode="after")
    def _each_question_once(self) -> Self:
        keys = [question.key for question in self.questions]
        if len(keys) != len(set(keys)):
            raise ValueError("a question is asked twice")
        return self

    def switched_by(self, key: str) -> Enabling:
        """Return who switches a feature, or else a package, of that key on."""
        return getattr(self, key) if key in FEATURES else self.enabling
