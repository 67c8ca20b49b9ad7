import pytest

from config import checks


@pytest.mark.parametrize("mode", ["prod", "Production", "staging"])
def test_misspelt_mode_is_remarked(monkeypatch, mode):
    monkeypatch.setattr(checks, "MODE", mode)

    [warning] = checks.mode_is_known()

    assert f"REGISTRY_ENV is “{mode}”, and only “production” means production" in warning.msg


def test_no_mode_is_no_remark(monkeypatch):
    monkeypatch.setattr(checks, "MODE", "")

    assert checks.mode_is_known() == []
