"""A row made in error leaves the record with a reason, and can be brought back."""

from registry.models import Cycle, EligibilityAssessment, Infusion
from tests import factories
from tests.registry.views.pages import said


def test_void_takes_the_row_out_with_its_reason(coordinator, edit, infusion):
    response = coordinator.post(edit("infusion", infusion, "record_void"), {"reason": "Entered twice"})

    row = Infusion.everything.get()
    assert said(coordinator, response)[0].startswith("Taken out of the record: Infusion (MTL-0001: 2026-02-02")
    assert (row.is_voided, row.void_reason, Infusion.objects.count()) == (True, "Entered twice", 0)


def test_void_without_a_reason_is_refused(coordinator, edit, infusion):
    response = coordinator.post(edit("infusion", infusion, "record_void"), {"reason": " "})

    assert response.context["form"].errors == {"reason": ["Say why."]}
    assert Infusion.objects.count() == 1


def test_void_of_a_cycle_with_an_infusion_says_what_comes_first(coordinator, edit, infusion):
    response = coordinator.post(edit("cycle", infusion.cycle, "record_void"), {"reason": "Entered twice"})

    [sentence] = response.context["form"].non_field_errors()
    assert "MTL-0001: 2026-02-02 Intravenous 40 g" in sentence
    assert Cycle.objects.count() == 1


def test_a_voided_row_is_opened_where_it_can_be_brought_back(coordinator, edit, infusion):
    coordinator.post(edit("infusion", infusion, "record_void"), {"reason": "Entered twice"})

    restore = edit("infusion", infusion, "record_restore")
    assert coordinator.get(edit("infusion", infusion))["Location"] == restore
    assert coordinator.get(edit("infusion", infusion, "record_void"))["Location"] == restore
    assert "Entered twice" in coordinator.get(restore).content.decode()


def test_restore_brings_the_row_back(coordinator, edit, infusion):
    coordinator.post(edit("infusion", infusion, "record_void"), {"reason": "Entered twice"})

    coordinator.post(edit("infusion", infusion, "record_restore"), {"reason": "It was another one"})

    assert [row.lot_number for row in Infusion.objects.all()] == ["LOT1"]


def test_restore_where_another_row_took_its_place_is_refused(coordinator, edit, infusion, acting, today):
    coordinator.post(edit("infusion", infusion, "record_void"), {"reason": "Entered twice"})
    factories.infusion(infusion.cycle, by=acting, today=today)

    response = coordinator.post(edit("infusion", infusion, "record_restore"), {"reason": "Sorry"})

    assert response.context["form"].non_field_errors() == [
        "An infusion of this patient that started then is already recorded."
    ]


def test_restore_of_a_row_in_force_is_not_found(coordinator, edit, infusion):
    assert coordinator.get(edit("infusion", infusion, "record_restore")).status_code == 404


def test_void_of_a_cycle_does_not_say_that_its_deviations_are_resolved(coordinator, edit, patient, acting, today):
    cycle = factories.cycle(patient, by=acting, today=today)
    assert cycle.deviations.filter(closed_on=None).exists()

    response = coordinator.post(edit("cycle", cycle, "record_void"), {"reason": "Entered twice"})

    sentences = said(coordinator, response)
    assert [sentence for sentence in sentences if "resolved" in sentence] == []
    assert sentences[0].startswith("Taken out of the record: Cycle")


def test_void_of_a_row_changed_meanwhile_is_asked_again(coordinator, edit, infusion):
    address = edit("infusion", infusion, "record_void")
    seen = coordinator.get(address).context["form"]["seen"].value()
    Infusion.objects.update(version=seen + 1)

    response = coordinator.post(address, {"reason": "Entered twice", "seen": seen})

    assert response["Location"] == address
    assert said(coordinator, response)[0].startswith("This record was changed by somebody else in the meantime.")
    assert Infusion.objects.count() == 1


def test_restore_of_an_infusion_whose_cycle_is_void_says_what_comes_first(coordinator, edit, infusion):
    coordinator.post(edit("infusion", infusion, "record_void"), {"reason": "Entered twice"})
    EligibilityAssessment.objects.update(voided_at=infusion.started_at)
    coordinator.post(edit("cycle", infusion.cycle, "record_void"), {"reason": "Entered twice"})

    response = coordinator.post(edit("infusion", infusion, "record_restore"), {"reason": "Sorry"})

    assert response.context["form"].non_field_errors() == [
        "“cycle (MTL-0001/1)” is void, and this record hangs on it: bring that one back first."
    ]
