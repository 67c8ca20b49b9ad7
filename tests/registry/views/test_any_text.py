"""Whatever stands in the fields of a form, the answer is a page, and nothing is half saved."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.models import AdverseEvent, Baby, Consent, ContactDetails, Cycle, Infusion, Patient, Pregnancy
from registry.views.subjects import SUBJECTS
from tests.registry.views.pages import what_stands

ODD = (
    "",
    " ",
    "\x00",
    "²",
    "٣",
    "1e30",
    "9" * 30,
    "-1",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31 23:59",
    "2026-02-30",
    "40w9d",
    "99999999999w",
    "24:61",
    "😀" * 300,
    "' or 1=1 --",
    "<b>",
)
TEXTS = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
FEW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
COUNTED = (AdverseEvent, Baby, Consent, ContactDetails, Cycle, Infusion, Patient, Pregnancy)


@pytest.fixture
def addresses(patient, cycle, event, assessment, infusion, pregnancy):
    """Where each subject is entered for a woman of whom something is known; of an outcome, where it is changed."""
    rows = {"outcome": pregnancy}

    def address(subject):
        names = {"study_id": patient.study_id, "kind": subject.kind}
        if subject.new:
            return reverse("record_new", kwargs=names)
        return reverse("record_edit", kwargs=names | {"pk": rows.get(subject.kind, patient).pk})

    return address


def states():
    return [list(model.everything.order_by("pk").values()) for model in COUNTED]


@pytest.mark.parametrize("kind", [kind for kind in SUBJECTS if kind != "infant"])
def test_any_text_in_the_fields_is_answered_and_never_half_saved(client, alice, investigator, addresses, kind):
    subject = SUBJECTS[kind]
    client.force_login(investigator if kind == "eligibility" else alice)
    address = addresses(subject)
    stands = what_stands(client.get(address).context["page"])
    names = sorted(name for name in stands if name != "csrfmiddlewaretoken") + sorted(subject.form.base_fields)

    @FEW
    @given(st.dictionaries(st.sampled_from(names), TEXTS, min_size=1, max_size=4), st.booleans())
    def post(odd, alone):
        before = states()
        answer = client.post(address, odd if alone else stands | odd)
        assert answer.status_code < 500
        if answer.status_code != 302:
            assert states() == before

    post()
