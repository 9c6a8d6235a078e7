/* Definitions beside the terms of a page: a first tap opens one, a second follows the link, and
   Escape closes it. Hover, focus and the link itself need no script. */
(function () {
  "use strict";
  var opened = null;
  var touched = false;

  function close() {
    if (opened) opened.classList.remove("is-open");
    opened = null;
  }

  document.addEventListener("pointerdown", function (event) {
    touched = event.pointerType === "touch";
  });

  /* Scrolling ends in pointercancel, so that a long definition can be read to its end. */
  document.addEventListener("pointerup", function (event) {
    if (opened && !opened.contains(event.target)) close();
  });

  document.addEventListener("click", function (event) {
    var link = event.target.closest(".term-mention > a");
    var mention = link && link.parentElement;
    /* A screen reader's or keyboard's click has no detail: it has read the definition out. */
    if (mention && touched && event.detail > 0 && mention !== opened) {
      event.preventDefault();
      close();
      mention.classList.remove("is-dismissed");
      mention.classList.add("is-open");
      opened = mention;
    }
    touched = false;
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    close();
    document.querySelectorAll(".term-mention:is(:hover, :focus-within)").forEach(function (mention) {
      mention.classList.add("is-dismissed");
    });
  });

  /* Dismissed until the pointer or the focus comes back. */
  ["pointerout", "focusout"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var mention = event.target.closest && event.target.closest(".term-mention");
      if (mention && !mention.contains(event.relatedTarget)) mention.classList.remove("is-dismissed");
    });
  });
})();
