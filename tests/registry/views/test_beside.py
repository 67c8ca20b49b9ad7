"""What the protocol says beside the field, and after saving: it is said, and it is in nobody's way."""

import pytest
from django.urls import reverse

from registry.models import Deviation, Patient
from tests import factories
from tests.registry.views import answers
from tests.registry.views.pages import fill, said, words_of


def notes(response, name):
    return [note.words for note in response.context["form"].notes().get(name, ())]


def test_range_for_her_weight_stands_beside_the_dose(coordinator, new, assessment):
    response = coordinator.get(new("infusion"))

    assert notes(response, "dose_g") == [
        "Intravenous, for 60 kg: 36 to 48 g (600 to 800 mg/kg, montreal-2014).",
        "Subcutaneous, for 60 kg: 9 to 12 g (150 to 200 mg/kg, montreal-2014).",
    ]
    assert "36 to 48 g" in words_of(response)


def test_last_weight_stands_beside_the_weight(coordinator, new, infusion):
    assert notes(coordinator.get(new("infusion")), "weight_kg") == ["Last used: 60 kg on 2 February 2026."]


@pytest.mark.parametrize(
    ("grams", "sentence", "tone"),
    [
        ("40", "667 mg/kg: inside 600 to 800 mg/kg (36 to 48 g, montreal-2014).", "inside"),
        ("30", "500 mg/kg: below 600 to 800 mg/kg (36 to 48 g, montreal-2014).", "outside"),
        ("60", "1000 mg/kg: above 600 to 800 mg/kg (36 to 48 g, montreal-2014).", "outside"),
        ("35", "583 mg/kg: outside 600 to 800 mg/kg by rounding only (36 to 48 g).", "outside"),
    ],
)
def test_dose_is_judged_in_a_form_that_comes_back(coordinator, new, assessment, grams, sentence, tone):
    response = coordinator.post(new("infusion"), answers.INFUSION | {"dose_g": grams, "setting": ""})

    [note] = response.context["form"].notes()["dose_g"]
    assert (note.words, note.tone) == (sentence, tone)


def test_a_breach_is_saved_and_said_with_the_rule_and_the_deviation(coordinator, new, assessment):
    response = fill(
        coordinator, new("infusion"), **answers.INFUSION | {"dose_g": "30", "started_at": "2 feb 2026 9:30"}
    )

    messages = said(coordinator, response)
    row = Deviation.objects.get(code="DOSE_LOW", closed_on=None)
    address = reverse("deviation", kwargs={"study_id": "MTL-0001", "pk": row.pk})
    assert any(
        message == "The dose by weight is below the range of its route. Expected 600–800 mg/kg, observed 500 mg/kg. "
        "Deviation DOSE_LOW is open. "
        f'<a href="{address}">Give its reason.</a>'
        for message in messages
    )


def test_a_correction_that_removes_the_cause_is_said(coordinator, new, edit, cycle, assessment, acting, today):
    row = factories.infusion(cycle, by=acting, today=today, dose_g=20)

    response = fill(coordinator, edit("infusion", row), dose_g="40", change_reason="Half the bottles were missing")

    assert "Deviation DOSE_LOW (Dose too low) is resolved by this correction." in said(coordinator, response)


def test_a_dose_inside_the_protocol_opens_nothing(coordinator, new, assessment):
    response = fill(coordinator, new("infusion"), **answers.INFUSION | {"started_at": "2 feb 2026 9:30"})

    assert said(coordinator, response) == [
        "Recorded: Infusion (MTL-0001: 2026-02-02 Intravenous 40 g).",
        "Deviation NO_PRE_DOSE (No dose before transfer or conception) is resolved by this correction.",
    ]


def test_criteria_stand_above_the_decision_with_what_guidelines_say(client, investigator, new, assessment):
    client.force_login(investigator)

    text = words_of(client.get(new("eligibility")))

    assert "Age in completed years on the day assessed, both ends in 18–42 36 Met" in text
    assert "ESHRE 2022" in text


@pytest.mark.parametrize(
    ("history", "words"),
    [
        ({}, "By the criteria: Eligible."),
        ({"failed_blastocyst_transfers": 2}, "By the criteria: Not eligible."),
        ({"workup_complete": ""}, "The criteria leave it open: an investigator decides, and says why."),
    ],
)
def test_what_the_criteria_come_to_stands_beside_the_decision(client, investigator, new, assessment, history, words):
    Patient.objects.update(**history)
    client.force_login(investigator)

    assert [str(note) for note in notes(client.get(new("eligibility")), "decision")] == [words]


def test_criteria_are_shown_for_another_day_without_saving(client, investigator, new, assessment):
    client.force_login(investigator)

    response = client.post(new("eligibility"), {"assessed_on": "19 jan 2036", "recompute": "yes"})

    results = {each.code: (each.value, each.result) for each in response.context["criteria"]}
    assert results["age"] == ("45", "not_met")
    assert not response.context["page"].has_errors


def test_an_assessment_is_shown_frozen(coordinator, edit, assessment):
    text = words_of(coordinator.get(edit("eligibility", assessment)))

    assert "Eligible" in text
    assert "The criteria as they stood on that day" in text


def test_assessment_fields_of_an_event_are_asked_of_investigators_only(client, alice, investigator, edit, event):
    client.force_login(alice)
    assert "causality" not in client.get(edit("event", event)).context["form"].fields

    client.force_login(investigator)
    fill(client, edit("event", event), causality="probable", expected="yes", change_reason="Assessed with the chart")

    event.refresh_from_db()
    assert (event.causality, event.expected) == ("probable", "yes")


def test_days_are_shown_back_in_words(coordinator, edit, infusion):
    assert "2 February 2026, 09:30" in words_of(coordinator.get(edit("infusion", infusion)))


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("reads=day&text=5 mars 2026", {"words": "5 March 2026", "refusal": ""}),
        (
            "reads=day&text=2015-02-30",
            {"words": "", "refusal": "“2015-02-30” is not a day: February 2015 has 28 days."},
        ),
        ("reads=partial&text=03/2012", {"words": "March 2012", "refusal": ""}),
        ("reads=moment&text=5 mar 2026 930", {"words": "5 March 2026, 09:30", "refusal": ""}),
        ("reads=moment&text=16:00", {"words": "", "refusal": ""}),
        ("reads=day&text=", {"words": "", "refusal": ""}),
        (
            "reads=gestation&text=34.5",
            {
                "words": "",
                "refusal": "“34.5” does not say the gestational age: write weeks and days, such as 34w3d.",
            },
        ),
    ],
)
def test_what_was_understood_is_said_while_typing(coordinator, query, answer):
    assert coordinator.get(f"/patients/said/?{query}").json() == answer


def test_what_nobody_reads_is_not_found(coordinator):
    assert coordinator.get("/patients/said/?reads=mind&text=x").status_code == 404
