from pathlib import Path

from registry.models.rights import ROLES_WITH, Right, Role

PAGE = Path(__file__).parents[3] / "docs" / "rights.md"


def table():
    head = "| right | " + " | ".join(str(role.label) for role in Role) + " |"
    rule = "|---|" + "---|" * len(Role)
    rows = [
        f"| {right.value.replace('_', ' ')} | "
        + " | ".join("yes" if role in ROLES_WITH[right] else "–" for role in Role)
        + " |"
        for right in Right
    ]
    return "\n".join([head, rule, *rows])


def test_every_right_is_given_to_somebody():
    assert set(ROLES_WITH) == set(Right)
    assert all(ROLES_WITH.values())


def test_rights_page_tells_the_table():
    assert table() in PAGE.read_text()
