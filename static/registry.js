// What every page does: the choice of theme, menus that close, sections that say where one is.
(() => {
  // Theme ---------------------------------------------------------------------------------------

  const choices = [...document.querySelectorAll("[data-theme-choice][type=button]")];

  function markTheme() {
    for (const button of choices) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === registryTheme.choice()));
    }
  }

  for (const button of choices) {
    button.addEventListener("click", () => {
      registryTheme.choose(button.dataset.themeChoice);
      markTheme();
    });
  }
  markTheme();

  // Menus (details): Escape and a click elsewhere close them ---------------------------------------

  const menus = () => document.querySelectorAll("details.menu[open]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of menus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // Choices that act at once, where a button does it without script ---------------------------------

  for (const field of document.querySelectorAll("[data-submit-on-change]")) {
    field.addEventListener("change", () => field.form.requestSubmit());
  }

  // The section in view is the one marked in its list ------------------------------------------------

  const links = new Map(
    [...document.querySelectorAll("[data-sections] a[href^='#']")].map((a) => [a.hash.slice(1), a]),
  );

  if (links.size) {
    const seen = new Set();
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) seen.add(target.id);
          else seen.delete(target.id);
        }
        const current = [...links.keys()].find((id) => seen.has(id));
        if (!current) return;
        for (const [id, link] of links) {
          if (id === current) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        }
      },
      { rootMargin: "-30% 0px -60% 0px" },
    );
    for (const id of links.keys()) {
      const section = document.getElementById(id);
      if (section) watch.observe(section);
    }
  }
})();
