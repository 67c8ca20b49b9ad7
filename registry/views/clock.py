"""What day it is: where the patient is treated, or where the person works."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from registry.models import Site, User


def today_at(site: Site) -> date:
    """Today in the zone of a site."""
    return timezone.localdate(timezone=ZoneInfo(site.timezone))


def today_for(user: User) -> date:
    """Today in the zone of the person's first site (of the study, without one)."""
    site = Site.objects.visible_to(user).first()
    return today_at(site) if site else timezone.localdate()
