"""What in this app follows from a change of the record."""

from datetime import date

from django.dispatch import receiver

from registry.domain.deviations import reconcile_cycle
from registry.domain.signals import record_changed
from registry.models import Cycle


@receiver(record_changed, dispatch_uid="clinical deviations")
def deviations_follow(cycles: list[Cycle], today: date, **_: object) -> None:
    for cycle in cycles:
        reconcile_cycle(cycle, today=today)
