// The forms of the record, quick by keyboard: Enter moves on, Ctrl+Enter saves, days are said back in words.
// Everything here is a help: without script the same form does the same work.
(() => {
  const form = document.querySelector("form[data-record]");
  if (!form) return;

  // Enter moves on, Ctrl+Enter saves -----------------------------------------------------------------

  const isAsked = (field) =>
    !field.disabled && field.type !== "hidden" && field.tabIndex >= 0 && field.getClientRects().length > 0;

  function stops() {
    const seen = new Set();
    return [...form.elements].filter((field) => {
      if (field.tagName === "FIELDSET" || !isAsked(field)) return false;
      if (field.type !== "radio") return true;
      if (seen.has(field.name)) return false; // one stop for each group
      seen.add(field.name);
      return true;
    });
  }

  function moveOn(from) {
    const order = stops();
    let here = order.indexOf(from);
    if (here < 0 && from.type === "radio") here = order.findIndex((field) => field.name === from.name);
    const next = order[here + 1];
    if (!next) return;
    const group = next.type === "radio" && form.querySelector(`[name="${CSS.escape(next.name)}"]:checked`);
    (group || next).focus();
    if (next.select && next.type !== "radio") next.select();
  }

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]"));
    } else if (!event.shiftKey && event.target.matches("input, select")) {
      event.preventDefault();
      moveOn(event.target);
    }
  });

  // One submit; leaving warns only when something was typed --------------------------------------------

  let changed = document.getElementById("refusals") !== null;
  let leaving = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", (event) => {
    if (leaving) event.preventDefault();
    leaving = true;
  });
  addEventListener("pageshow", () => { leaving = false; }); // back button: the page may be sent again
  addEventListener("beforeunload", (event) => {
    if (changed && !leaving) event.preventDefault();
  });

  // What was understood, in words; the server reads it as it does on saving -----------------------------

  async function say(field) {
    const place = field.closest(".ask")?.querySelector(".said");
    if (!place || !form.dataset.said) return;
    const text = field.value;
    const query = new URLSearchParams({ reads: field.dataset.reads, text });
    const answer = await fetch(`${form.dataset.said}?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || field.value !== text) return;
    const { words, refusal } = await answer.json();
    place.textContent = refusal || words;
    place.classList.toggle("said-refused", refusal !== "");
  }

  form.addEventListener("change", (event) => {
    if (event.target.dataset.reads) say(event.target);
  });

  // The browser's own picker beside the text ------------------------------------------------------------

  function offerPicker(field) {
    const picker = document.createElement("input");
    picker.type = field.dataset.picker;
    picker.className = "picker";
    picker.tabIndex = -1;
    picker.setAttribute("aria-hidden", "true");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pick";
    button.tabIndex = -1; // the keyboard types; the arrow down in the text opens it too
    button.setAttribute("aria-label", form.dataset.pick);
    button.append(form.querySelector("[data-pick-icon]").content.cloneNode(true));
    const open = () => {
      picker.value = /^\d{4}-\d\d-\d\d/.test(field.value) ? field.value.trim().replace(" ", "T") : "";
      picker.showPicker();
    };
    button.addEventListener("click", open);
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && event.altKey) open();
    });
    picker.addEventListener("change", () => {
      field.value = picker.value.replace("T", " ");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
    });
    field.after(button, picker);
  }

  const offerPickers = (place) => place.querySelectorAll("[data-picker]").forEach(offerPicker);

  // Questions that are asked only after another answer ---------------------------------------------------

  function answers(name) {
    const chosen = form.querySelector(`[name="${CSS.escape(name)}"]:checked`);
    return chosen ? chosen.value : form.querySelector(`select[name="${CSS.escape(name)}"]`)?.value ?? "";
  }

  function ask() {
    for (const place of form.querySelectorAll("[data-when]")) {
      if (place.closest("template")) continue;
      const wanted = place.dataset.whenValue.split("|").includes(answers(place.dataset.when));
      const filled = [...place.querySelectorAll("input:not([type=hidden]), select, textarea")].some((field) =>
        ["radio", "checkbox"].includes(field.type) ? field.checked && field.value : field.value);
      place.classList.toggle("ask-off", !wanted && !filled && !place.querySelector(".refusal"));
    }
  }

  form.addEventListener("change", ask);

  // Related rows: one more without a new page, one that was not saved cleared away -------------------------

  form.addEventListener("click", (event) => {
    const add = event.target.closest("button[name=add_row]");
    if (add) {
      event.preventDefault();
      addRow(add.closest("[data-rows]"));
    }
    const drop = event.target.closest("[data-drop-row]");
    if (drop) dropRow(drop.closest("[data-row]"));
  });

  function addRow(list) {
    const total = form.elements[`${list.dataset.rows}-TOTAL_FORMS`];
    const items = list.querySelector(".row-items");
    const place = document.createElement("div");
    place.innerHTML = list.querySelector("template").innerHTML
      .replaceAll("__prefix__", total.value)
      .replaceAll("__number__", Number(total.value) + 1);
    total.value = Number(total.value) + 1;
    const row = place.firstElementChild;
    items.append(row);
    offerPickers(row);
    ask();
    [...row.querySelectorAll("input, select")].find(isAsked)?.focus();
  }

  function dropRow(row) {
    for (const field of row.querySelectorAll("input, select, textarea")) {
      if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === "";
      else if (field.type !== "hidden") field.value = "";
    }
    const list = row.closest("[data-rows]");
    row.classList.add("row-dropped"); // blank rows are no rows
    list.querySelector("button[name=add_row]").focus();
    changed = true;
  }

  offerPickers(form);
  ask();
  document.getElementById("refusals")?.focus();
})();
