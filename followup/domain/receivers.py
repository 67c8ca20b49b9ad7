"""What in this app follows from a change of the record."""

from datetime import date

from django.dispatch import receiver

from followup.domain.deviations import follow_up_deviations
from followup.domain.planning import replan
from registry.domain.signals import record_changed
from registry.models import Cycle


@receiver(record_changed, dispatch_uid="planned contacts")
def contacts_follow(cycles: list[Cycle], today: date, **_: object) -> None:
    replan(cycles, today=today)
    follow_up_deviations(cycles, today=today)
