"""The pages on which the clinical record is written: one to make a row, one to change it."""

import uuid

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.domain.permissions import can
from registry.domain.recording import Stale
from registry.forms.base import Desk
from registry.forms.page import ADD_ROW, Page, with_one_more_row
from registry.forms.reading import whole_number
from registry.models import Baby, Cycle, Infusion, Patient, Right
from registry.models.base import Record
from registry.views import comparing
from registry.views.clock import today_at
from registry.views.deviating import tell_of_deviations
from registry.views.identities import log_view
from registry.views.patient import frame
from registry.views.saving import Refused, save
from registry.views.subjects import SUBJECTS, Subject

RECOMPUTE = "recompute"  # the button that shows the criteria for another day


def record_new(request: HttpRequest, patient: Patient, kind: str) -> HttpResponse:
    """Make a row of her record."""
    subject = SUBJECTS[kind]
    if (made := _made_before(request, patient, subject)) is not None:
        return redirect(_onward(request, patient, subject, made))
    if subject.one_to_one and (row := subject.model.objects.filter(patient=patient).first()):
        return redirect("record_edit", study_id=patient.study_id, kind=kind, pk=row.pk)
    instance, lacks = _blank(request, patient, subject)
    if lacks:
        messages.info(request, lacks)
        return redirect(patient)
    return answer(request, patient, subject, instance)


def record_edit(request: HttpRequest, patient: Patient, kind: str, pk: int) -> HttpResponse:
    """Change a row of her record, or see one that is frozen."""
    subject = SUBJECTS[kind]
    row = row_or_404(patient, subject, pk)
    if row.is_voided:
        return redirect("record_restore", study_id=patient.study_id, kind=kind, pk=pk)
    if kind == "contact":
        log_view(request, patient)
    if not subject.edit:
        context = _context(request, patient, subject) | {"row": row}
        if can(request.user, Right.VOID, patient.site):
            context["void_address"] = _named_address("record_void", patient, subject, pk)
        return render(request, f"registry/record/{kind}.html", context)
    return answer(request, patient, subject, row)


def row_or_404(patient: Patient, subject: Subject, pk: int) -> Record:
    """The row of this woman, voided or not."""
    of_hers = {"pk": patient.pk} if subject.model is Patient else {"patient": patient}
    return get_object_or_404(subject.model.everything.filter(**of_hers), pk=pk)


def answer(request: HttpRequest, patient: Patient, subject: Subject, instance: Record) -> HttpResponse:
    """The page of `subject` about a row of hers, new or not: shown, refused, compared or saved."""
    desk = Desk(user=request.user, site=patient.site, today=today_at(patient.site), patient=patient)
    page = _page(request, subject, instance, desk)
    if request.method != "POST":
        return _show(request, patient, subject, page)
    if ADD_ROW in request.POST or RECOMPUTE in request.POST:
        page.without_judgement()
        return _show(request, patient, subject, page)
    if not page.is_valid():
        return _show(request, patient, subject, page)
    if comparing.is_stale(page):
        return _compare(request, patient, subject, page)
    if page.lacks_reason():
        return _show(request, patient, subject, page)
    return _save(request, patient, subject, page)


def _page(request: HttpRequest, subject: Subject, instance: Record, desk: Desk) -> Page:
    data = None
    if request.method == "POST":
        data = with_one_more_row(request.POST) if ADD_ROW in request.POST else request.POST
        if comparing.was_asked(data):
            data = comparing.decided(data, subject, instance, desk)
    page = Page(form=subject.form, rows=subject.rows, instance=instance, desk=desk, data=data)
    if data is None and page.is_new and (earlier := _like(request, subject, desk)) is not None:
        page.head.carry_over(earlier)
    return page


def _like(request: HttpRequest, subject: Subject, desk: Desk) -> Record | None:
    """The earlier row of hers from which a run of the same kind goes on."""
    like = whole_number(request.GET.get("like", ""))
    if not subject.repeats or like is None:
        return None
    return subject.model.objects.filter(patient=desk.patient, pk=like).first()


def _save(request: HttpRequest, patient: Patient, subject: Subject, page: Page) -> HttpResponse:
    said = _("Recorded: %(what)s.") if page.is_new else _("Saved: %(what)s.")
    with tell_of_deviations(request, patient) as opened:
        try:
            row = save(page, subject, by=request.user, now=timezone.now())
        except Refused:
            return _show(request, patient, subject, page)
        except Stale:
            return _compare(request, patient, subject, page)
        messages.success(request, said % {"what": _named(subject, row)})
        if remark := subject.remark(row):
            messages.warning(request, remark)
    return redirect(_onward(request, patient, subject, row, at_top=bool(opened)))


def _named(subject: Subject, row: Model) -> str:
    return f"{subject.title} ({row})" if not isinstance(row, Patient) else str(subject.title)


def _onward(request: HttpRequest, patient: Patient, subject: Subject, row: Record, *, at_top: bool = False) -> str:
    """Where to go after saving: her page, the next of the same kind, or what usually comes next.

    Her page opens at the row, or `at_top` where something stands that must be read.
    """
    if "save_next" in request.POST and subject.repeats:
        again = reverse("record_new", kwargs={"study_id": patient.study_id, "kind": subject.kind})
        return f"{again}?like={row.pk}"
    if "save_then" in request.POST and subject.then:
        return entry_address(patient, subject.then)
    if at_top:
        return patient.get_absolute_url()
    cycle = row.cycle_or_none
    section = f"cycle-{cycle.cycle_number}" if subject.section == "cycles" and cycle else subject.section
    return f"{patient.get_absolute_url()}#{section}"


def entry_address(patient: Patient, kind: str) -> str:
    """The page on which the subject `kind` is entered for her."""
    subject, names = SUBJECTS[kind], {"study_id": patient.study_id, "kind": kind}
    if subject.new:
        return reverse("record_new", kwargs=names)
    return reverse("record_edit", kwargs=names | {"pk": patient.pk})


def _blank(request: HttpRequest, patient: Patient, subject: Subject) -> tuple[Record | None, str]:
    """A new row hung on what it belongs to, or a sentence on what must be there first."""
    row = subject.model(site=patient.site, patient=patient) if subject.model is not Patient else None
    if row is None:
        raise Http404
    if subject.hangs_on == "cycle":
        cycle = _asked_for(request, Cycle.objects.filter(patient=patient), "cycle_number", "cycle")
        if cycle is None:
            return None, _("She has no cycle yet: open one first.")
        row.cycle = cycle
    if subject.hangs_on == "baby":
        baby = _asked_for(request, Baby.objects.filter(patient=patient), "pk", "baby")
        if baby is None:
            return None, _("She has no child in the registry yet: record the birth first.")
        row.baby, row.cycle = baby, baby.cycle
    if subject.kind == "event" and request.GET.get("cycle"):
        row.cycle = _asked_for(request, Cycle.objects.filter(patient=patient), "cycle_number", "cycle")
        row.infusion = Infusion.objects.filter(cycle=row.cycle).order_by("started_at").last()
    return row, ""


def _made_before(request: HttpRequest, patient: Patient, subject: Subject) -> Record | None:
    """The row that an earlier POST of this very form made (a double click, back and save again)."""
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    return subject.model.everything.filter(patient=patient, key=key).first()


def _asked_for(request: HttpRequest, rows, column: str, name: str):
    """The row that the address names, else the last one."""
    asked = request.GET.get(name, "")
    if asked:
        if (number := whole_number(asked)) is None:
            raise Http404
        return get_object_or_404(rows, **{column: number})
    return rows.last()


def _compare(request: HttpRequest, patient: Patient, subject: Subject, page: Page) -> HttpResponse:
    """Somebody else saved first: both versions, field by field, and a choice."""
    current = row_or_404(patient, subject, page.head.instance.pk) if not page.is_new else page.head.instance
    now = Page(form=subject.form, rows=subject.rows, instance=current, desk=page.desk, data=page.data)
    found = comparing.differences(now)
    if not found:
        messages.success(request, _("Nothing was left to change: the record already says this."))
        return redirect(f"{patient.get_absolute_url()}#{subject.section}")
    context = _context(request, patient, subject) | {
        "differences": found,
        "carried": comparing.carried(now),
        "row": current,
    }
    return render(request, "registry/record/stale.html", context | {"saved": comparing.last_change(now)})


def _show(request: HttpRequest, patient: Patient, subject: Subject, page: Page) -> HttpResponse:
    context = _context(request, patient, subject) | {"page": page, "form": page.head, "row": page.head.instance}
    if subject.voids and not page.is_new and can(request.user, Right.VOID, patient.site):
        context["void_address"] = _named_address("record_void", patient, subject, page.head.instance.pk)
    if subject.kind == "eligibility":
        context |= {"criteria": page.head.criteria, "guidelines": page.head.guidelines}
    return render(request, subject.template, context)


def _named_address(name: str, patient: Patient, subject: Subject, pk: int) -> str:
    return reverse(name, kwargs={"study_id": patient.study_id, "kind": subject.kind, "pk": pk})


def _context(request: HttpRequest, patient: Patient, subject: Subject) -> dict[str, object]:
    return frame(request, patient) | {"subject": subject, "then": SUBJECTS.get(subject.then)}
