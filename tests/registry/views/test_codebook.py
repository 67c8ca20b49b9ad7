from django.urls import reverse


def test_codebook_asks_to_sign_in(client, db):
    assert client.get("/codebook/").url == "/account/login/?next=/codebook/"


def test_codebook_is_open_to_every_role(client, board_member):
    client.force_login(board_member)
    page = client.get(reverse("codebook")).content.decode()

    assert "th1_th2_ratio" in page
    assert "follow_ups" in page


def test_codebook_as_a_file_is_that_of_the_command(client, alice):
    client.force_login(alice)
    file = client.get("/codebook/?format=csv").content.decode()

    assert file.startswith("table,column,key,type,unit,required,values,label,notes")
    assert "infusions,dose_g,,decimal(5.2),g,yes" in file
