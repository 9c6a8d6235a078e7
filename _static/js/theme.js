/* Sets the reader's chosen colours before the page is drawn. Runs first, so it does not wait. */
(function () {
  "use strict";
  /* What needs JavaScript takes its place now; later it would move what is drawn already. */
  document.documentElement.classList.remove("no-js");
  var chosen = null;
  try {
    chosen = window.localStorage.getItem("theme");
  } catch (error) {
    /* A browser may refuse storage; the page then follows the system. */
  }
  if (chosen === "light" || chosen === "dark" || chosen === "auto") {
    document.body.dataset.theme = chosen;
  }
})();
