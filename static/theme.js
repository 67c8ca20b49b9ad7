// Light or dark, set before anything is painted: hence a small file of its own, read in the head.
(() => {
  const page = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const choice = () => {
    try {
      return localStorage.getItem("theme") || "auto";
    } catch {
      return "auto"; // storage is closed: the device decides
    }
  };

  const show = () => {
    const chosen = choice();
    page.dataset.bsTheme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
    page.dataset.themeChoice = chosen;
  };

  page.classList.add("scripted");
  dark.addEventListener("change", show);
  addEventListener("storage", show);
  addEventListener("beforeprint", () => (page.dataset.bsTheme = "light")); // paper is white
  addEventListener("afterprint", show);
  show();

  globalThis.registryTheme = {
    choice,
    choose(chosen) {
      try {
        localStorage.setItem("theme", chosen);
      } catch {
        // Without storage the choice cannot be kept.
      }
      show();
    },
  };
})();
