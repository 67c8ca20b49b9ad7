from config.demo_site import STORIES, make_demo_site
from registry.models import AdverseEvent, Cycle, Infusion, Patient, Pregnancy


def test_demo_site_has_forty_women_at_every_stage(acting, today):
    site = make_demo_site(by=acting, today=today)

    assert sum(story.women for story in STORIES) == 40
    assert Patient.objects.filter(site=site).count() == 40
    assert set(Pregnancy.objects.values_list("outcome", flat=True)) == {"ongoing", "loss", "birth"}
    assert set(Infusion.objects.values_list("route", flat=True)) == {"iv", "sc"}
    assert Cycle.objects.filter(transferred_on=None, planned_on__gt=today).exists()
    assert AdverseEvent.objects.exists()
