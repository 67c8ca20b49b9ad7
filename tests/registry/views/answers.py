"""The least that each form needs, as a coordinator would type it."""

ELEMENTS = ("off_label", "guideline_position", "uncertain_benefit", "blood_product_risk", "costs")

CONSENT = dict.fromkeys(ELEMENTS, "yes") | {
    "form_version": "2026-02",
    "signed_on": "12 jan 2026",
    "language": "fr",
    "contact_for_follow_up": "yes",
}

ENROL = {"date_of_birth": "4 may 1990", "enrolled_on": "12/01/2026", "indication": "rif"}

CONTACT = {"given_name": "Élise", "family_name": "Roy-Tremblay", "language": "fr", "channel": "telephone"}


def cycle(protocol):
    return {"protocol": protocol.pk, "conception_mode": "embryo_transfer", "started_on": "19 jan 2026"}


INFUSION = {
    "started_at": "2026-01-28 09:30",
    "ended_at": "13:15",
    "setting": "clinic",
    "route": "iv",
    "weight_kg": "60",
    "dose_g": "40",
    "product": "Privigen 10%",
    "lot_number": "P100; P101",
}

PREGNANCY = {"confirmed_on": "19 feb 2026", "gestational_sacs": "1", "fetal_heartbeats": "1"}

BIRTH = {
    "outcome": "birth",
    "ended_on": "20 oct 2026",
    "delivery_mode": "vaginal",
    "babies__0__status": "live_birth",
    "babies__0__sex": "female",
    "babies__0__birth_weight_g": "3310",
}

EVENT = {"term": "Headache", "onset_on": "28 jan 2026", "grade": "2", "outcome": "recovered"}
