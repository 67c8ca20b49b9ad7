"""Related rows in the form of their record."""

import pytest

from registry.models import Baby, Complication, MedicalHistory, Medication, PriorPregnancy, PriorTransfer
from tests.registry.views import answers
from tests.registry.views.pages import answered, fill, refused, said

TWINS = answers.BIRTH | {
    "babies-TOTAL_FORMS": "2",
    "babies-1-status": "live_birth",
    "babies-1-sex": "male",
    "babies-1-birth_weight_g": "2480",
}


def test_history_is_recorded_with_its_past_events_numbered(coordinator, edit, patient):
    fill(
        coordinator,
        edit("history", patient),
        **{
            "pregnancies-TOTAL_FORMS": "2",
            "pregnancies-0-ended_on": "march 2012",
            "pregnancies-0-outcome": "miscarriage",
            "pregnancies-0-gestation_days": "8w3d",
            "pregnancies-1-ended_on": "2015",
            "pregnancies-1-outcome": "ectopic",
            "transfers-0-transferred_on": "05/2018",
            "transfers-0-embryo_age_days": "5",
            "transfers-0-result": "negative",
        },
    )

    assert list(PriorPregnancy.objects.values_list("pregnancy_number", "ended_on", "gestation_days")) == [
        (1, "2012-03", 59),
        (2, "2015", None),
    ]
    assert list(PriorTransfer.objects.values_list("transfer_number", "transferred_on")) == [(1, "2018-05")]


def test_medications_and_conditions_are_one_page(coordinator, edit, patient):
    fill(
        coordinator,
        edit("medical", patient),
        **{
            "conditions-0-condition": "Hypothyroidism",
            "conditions-0-ongoing": "yes",
            "medications-0-agent": "lmwh",
            "medications-0-timing": "prior_failed",
            "medications-0-started_on": "2024",
        },
    )

    assert [str(row) for row in MedicalHistory.objects.all()] == ["Hypothyroidism"]
    assert [(row.agent, row.started_on) for row in Medication.objects.all()] == [("lmwh", "2024")]


def test_another_row_is_added_without_script_and_nothing_judged(coordinator, edit, patient):
    data = answered(coordinator, edit("medical", patient), **{"medications-0-agent": "lmwh", "add_row": "medications"})

    page = coordinator.post(edit("medical", patient), data).context["page"]

    medications = page.rows[1]
    assert (len(medications.forms), page.has_errors) == (2, False)
    assert medications.forms[0]["agent"].value() == "lmwh"
    assert not Medication.everything.exists()


def test_a_blank_row_is_no_row(coordinator, edit, pregnancy):
    typed = {name: value for name, value in answers.BIRTH.items() if not name.startswith("babies")}

    response = fill(coordinator, edit("outcome", pregnancy), **typed)

    assert not Baby.everything.exists()
    assert "This birth has no child yet: add a row for each child born, alive or not." in said(coordinator, response)


def test_twins_are_one_pregnancy_and_two_children(coordinator, edit, pregnancy):
    fill(coordinator, edit("outcome", pregnancy), **TWINS)

    assert list(Baby.objects.values_list("birth_order", "sex", "birth_weight_g")) == [
        (1, "female", 3310),
        (2, "male", 2480),
    ]


def test_a_child_added_later_gets_the_next_number(coordinator, edit, pregnancy):
    fill(coordinator, edit("outcome", pregnancy), **answers.BIRTH)

    fill(
        coordinator,
        edit("outcome", pregnancy),
        **{"babies-TOTAL_FORMS": "2", "babies-1-status": "stillbirth"},
    )

    assert list(Baby.objects.values_list("birth_order", "status")) == [(1, "live_birth"), (2, "stillbirth")]


def test_one_row_refused_writes_nothing_of_the_page(coordinator, edit, pregnancy):
    found = refused(coordinator, edit("outcome", pregnancy), **TWINS | {"babies-1-birth_weight_g": "2.48"})

    assert found == {"babies-1-birth_weight_g": ["“2.48” is not a whole number."]}
    pregnancy.refresh_from_db()
    assert (pregnancy.outcome, Baby.everything.count()) == ("ongoing", 0)


def test_the_same_row_twice_is_refused_at_the_row(coordinator, edit, patient):
    typed = {
        "conditions-TOTAL_FORMS": "2",
        "conditions-0-condition": "Hypothyroidism",
        "conditions-0-ongoing": "yes",
        "conditions-1-condition": "Hypothyroidism",
        "conditions-1-ongoing": "no",
    }

    assert refused(coordinator, edit("medical", patient), **typed) == {"": ["This condition is already recorded."]}
    assert not MedicalHistory.everything.exists()


def test_a_row_made_in_error_is_taken_out_with_the_reason(coordinator, edit, pregnancy):
    fill(coordinator, edit("outcome", pregnancy), **TWINS)

    fill(
        coordinator,
        edit("outcome", pregnancy),
        **{"babies-1-made_in_error": "on", "change_reason": "Typed twice"},
    )

    [voided] = Baby.everything.exclude(voided_at=None)
    assert (voided.birth_order, voided.void_reason) == (2, "Typed twice")
    assert Baby.objects.count() == 1


def test_a_row_made_in_error_is_not_taken_out_without_a_reason(coordinator, edit, pregnancy):
    fill(coordinator, edit("outcome", pregnancy), **answers.BIRTH)

    found = refused(coordinator, edit("outcome", pregnancy), **{"babies-0-made_in_error": "on"})

    assert found == {"change_reason": ["A recorded value is changed: say why."]}


def test_a_birth_taken_back_with_its_child_is_one_save(coordinator, edit, pregnancy):
    fill(coordinator, edit("outcome", pregnancy), **answers.BIRTH)

    typed = {"outcome": "ongoing", "ended_on": "", "delivery_mode": "", "babies-0-made_in_error": "on"}
    fill(coordinator, edit("outcome", pregnancy), **typed, change_reason="Another woman's birth")

    pregnancy.refresh_from_db()
    assert (pregnancy.outcome, Baby.objects.count()) == ("ongoing", 0)


def test_a_row_saved_by_another_is_compared(coordinator, edit, pregnancy):
    fill(coordinator, edit("outcome", pregnancy), **answers.BIRTH)
    data = answered(coordinator, edit("outcome", pregnancy), **{"babies-0-apgar_5": "9"})
    Baby.objects.update(sex="male", version=2)

    response = coordinator.post(edit("outcome", pregnancy), data)

    shown = {each.name: (each.theirs, each.mine, each.choice) for each in response.context["differences"]}
    assert shown == {
        "babies-0-sex": ("Male", "Female", "theirs"),
        "babies-0-apgar_5": ("", "9", "mine"),
    }


def test_a_row_that_another_took_out_is_said(coordinator, edit, pregnancy, acting, today):
    fill(coordinator, edit("outcome", pregnancy), **answers.BIRTH)
    data = answered(coordinator, edit("outcome", pregnancy), **{"babies-0-apgar_5": "9"})
    Baby.objects.update(voided_at="2026-11-20T12:00Z", void_reason="Typed twice")

    response = coordinator.post(edit("outcome", pregnancy), data)

    assert "Somebody else took this row out in the meantime." in response.content.decode()


@pytest.mark.parametrize("kind", ["pregnancy", "outcome"])
def test_complications_stand_with_the_pregnancy_and_its_end(coordinator, edit, pregnancy, kind):
    fill(
        coordinator,
        edit(kind, pregnancy),
        **{
            "complications-TOTAL_FORMS": "1",
            "complications-0-complication": "cholestasis",
            "complications-0-onset_on": "1 sep 2026",
        },
    )

    assert [row.get_complication_display() for row in Complication.objects.all()] == ["Cholestasis"]


def test_a_new_pregnancy_with_its_complication_is_one_save(coordinator, new, cycle):
    fill(
        coordinator,
        new("pregnancy"),
        **answers.PREGNANCY
        | {
            "complications-TOTAL_FORMS": "1",
            "complications-0-complication": "haemorrhage",
            "complications-0-onset_on": "1 mar 2026",
        },
    )

    assert Complication.objects.get().pregnancy.cycle == cycle


def test_an_other_complication_that_is_not_named_is_refused_at_its_row(coordinator, edit, pregnancy):
    typed = {"complications-TOTAL_FORMS": "1", "complications-0-complication": "other"}

    found = refused(coordinator, edit("pregnancy", pregnancy), **typed)

    assert found == {"complications-0-detail": ["Name the complication when it is “other”."]}
