from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.domain.chart import chart
from registry.models import Patient, Right
from registry.views.clock import today_at
from registry.views.context import May
from registry.views.loading import load_patient

# What is asked at enrolment about the time before, in the order of the form.
HISTORY = (
    "prior_live_births",
    "prior_miscarriages",
    "prior_unexplained_miscarriages",
    "prior_late_losses",
    "prior_stillbirths",
    "prior_ectopics",
    "prior_transfers",
    "failed_blastocyst_transfers",
    "antiphospholipid_status",
    "nk_cell_percent",
    "th1_th2_ratio",
    "iga_deficiency",
    "ig_contraindication",
    "other_immunomodulator",
    "conventional_treatment_failed",
    "workup_complete",
)


@load_patient(Right.READ_RECORD)
def patient(request: HttpRequest, patient: Patient) -> HttpResponse:
    """All that is known about one woman, without her identity."""
    return render(request, "registry/patient/page.html", frame(request, patient) | {"history": _history(patient)})


def frame(request: HttpRequest, patient: Patient) -> dict[str, object]:
    """What every page about one woman shows: her chart as of today, and what the person may do at her site."""
    return {
        "patient": patient,
        "chart": chart(patient, today=today_at(patient.site)),
        "may_here": May(request.user, patient.site),
    }


def _history(patient: Patient) -> list[tuple[str, object]]:
    facts = []
    for name in HISTORY:
        field = patient._meta.get_field(name)
        value = getattr(patient, f"get_{name}_display")() if field.choices else getattr(patient, name)
        facts.append((str(field.verbose_name), value))
    return facts
