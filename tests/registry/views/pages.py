"""Filling in a page as a browser would: what stands in it is sent along, the answers on top."""

import re
from html import unescape


def what_stands(page):
    """Every name and value that the page would send unchanged."""
    data = {}
    for part in (*page.parts, *page.rows):
        forms = part.forms if hasattr(part, "management_form") else [part]
        if hasattr(part, "management_form"):
            forms = [part.management_form, *forms]
        for bound in (bound for form in forms for bound in form):
            value = bound.value()
            if value is not None and value is not False and value != []:
                data[bound.html_name] = value
    return data


def answered(client, address, **answers):
    """The data of the page at `address` with the answers; None takes a value out."""
    data = what_stands(client.get(address).context["page"])
    for name, value in answers.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name.replace("__", "-")] = value
    return data


def fill(client, address, **answers):
    """Open the page, answer, save; it must be saved."""
    response = client.post(address, answered(client, address, **answers))
    assert response.status_code == 302, refusals(response)
    return response


def refused(client, address, **answers):
    """Open the page, answer, save; it must be refused. The sentences by field, "" at the top."""
    response = client.post(address, answered(client, address, **answers))
    assert response.status_code == 200
    return refusals(response)


def refusals(response):
    """The sentences of a page: name of the field ("" at the top of its form) → sentences."""
    page, found = response.context["page"], {}
    for form in (*page.parts, *(form for rows in page.rows for form in rows.forms)):
        for name, sentences in form.errors.items():
            key = "" if name == "__all__" else form.add_prefix(name)
            found.setdefault(key, []).extend(sentences)
    return found


def words_of(response):
    """The text of the page as one line."""
    text = re.sub(r"<(script|style|template).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(text).split())


def said(client, response):
    """The messages after a save, in order."""
    return [str(message) for message in client.get(response["Location"]).context["messages"]]
