"""The coordinator's list: who is to be contacted, overdue first, then due, then soon."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from followup.domain.days import sites_by_day
from followup.domain.recheck import is_silent, with_deaths
from followup.models import FollowUp, FollowUpState, FollowUpStatus
from registry.models import AdverseEvent, Cycle, Right, Site, User
from registry.models.choices import ContactChannel, YesNo

DAYS_AHEAD = 14
LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One contact on the list, as it stands today at its site.

    `calls` says that nobody but the coordinator will reach her: she wants to be telephoned or chose no channel, or no
    machine may write to her after a loss or a death. `days_left` in the window, negative since it closed.
    """

    contact: FollowUp
    state: FollowUpState
    today: date
    calls: bool

    @property
    def days_left(self) -> int | None:
        closes = self.contact.window_closes_on
        return None if closes is None else (closes - self.today).days

    @property
    def opens_in(self) -> int | None:
        """Days until the window opens, 0 and less since then."""
        opens = self.contact.window_opens_on
        return None if opens is None else (opens - self.today).days


def worklist(user: User, *, now: datetime, site_code: str = "") -> QuerySet[FollowUp]:
    """Contacts of the sites of `user` (of the one with this code) that are overdue, due, or whose window opens within
    two weeks; in that order."""
    sites = [site for site in Site.objects.visible_to(user, Right.READ_FOLLOW_UP) if site_code in ("", site.site_code)]
    on_list, overdue, due = Q(pk__in=()), Q(pk__in=()), Q(pk__in=())
    for today, there in sites_by_day(sites, now).items():
        wanted = Q(next_opens_on=None) | Q(next_opens_on__gt=today)
        on_list |= Q(site__in=there, window_opens_on__lte=today + timedelta(days=DAYS_AHEAD)) & wanted
        overdue |= Q(site__in=there, window_closes_on__lt=today)
        due |= Q(site__in=there, window_opens_on__lte=today)
    urgency = Case(When(overdue, then=Value(0)), When(due, then=Value(1)), default=Value(2))
    rows = FollowUp.objects.planned().filter(on_list, before_entry=False).select_related("site", "patient", "cycle")
    return rows.annotate(
        urgency=urgency, channel=Coalesce("patient__contact_details__channel", Value(ContactChannel.NONE))
    ).order_by("urgency", "due_on", "patient__study_id", "pk")


def lines(rows: QuerySet[FollowUp] | list[FollowUp], *, now: datetime) -> list[Line]:
    """The rows of one page of `worklist`, each as it stands; in a fixed number of queries."""
    contacts = list(rows)
    days = {site.pk: day for day, sites in sites_by_day({row.site for row in contacts}, now).items() for site in sites}
    cycles = with_deaths(Cycle.objects.filter(pk__in={row.cycle_id for row in contacts}))
    silent = {cycle.pk for cycle in cycles if is_silent(cycle)}
    by_hand = {ContactChannel.TELEPHONE, ContactChannel.NONE}
    return [
        Line(
            contact=row,
            state=row.state_on(days[row.site_id]),
            today=days[row.site_id],
            calls=row.cycle_id in silent or row.channel in by_hand,  # type: ignore[attr-defined]  # by `worklist`
        )
        for row in contacts
    ]


def lacking_event(user: User) -> QuerySet[FollowUp]:
    """Contacts that told of an adverse event which is not recorded: none of hers began since the contact before."""
    before = FollowUp.objects.filter(
        cycle=OuterRef("cycle"), status=FollowUpStatus.COMPLETED, completed_on__lt=OuterRef("completed_on")
    ).order_by("-completed_on")
    told = FollowUp.objects.visible_to(user).filter(status=FollowUpStatus.COMPLETED, new_adverse_event=YesNo.YES)
    recorded = AdverseEvent.objects.filter(
        patient=OuterRef("patient"), onset_on__gte=OuterRef("since"), onset_on__lte=OuterRef("completed_on")
    )
    since = Coalesce(Subquery(before.values("completed_on")[:1]), Value(LONG_AGO))
    return told.annotate(since=since).filter(~Exists(recorded)).select_related("patient", "cycle")
