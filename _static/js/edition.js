/* In a sealed edition, lets a link to a page in another language lead to the same edition. Without
   JavaScript it leads to that page's history, where all editions can be chosen.
   Makes the permanent address of a page a link that can be copied: the name of the edition in it is
   only shown by the edition's style. */
(function () {
  "use strict";
  var root = document.documentElement;
  var said = getComputedStyle(root).getPropertyValue("--edition-languages");
  var languages = said.replace(/["']/g, " ").split(/\s+/);
  var here = new URL(root.dataset.content_root || "./", window.location.href);
  var edition = here.pathname.split("/").slice(-2)[0];

  document.querySelectorAll(".edition-address").forEach(function (address) {
    var shown = address.querySelector(".edition-name");
    var name = getComputedStyle(shown, "::before").content.replace(/["']/g, "");
    if (/^\d{4}\.\d{2}(\.\d+)?$/.test(name)) {
      shown.replaceWith(name);
      var link = document.createElement("a");
      link.href = link.textContent = address.textContent;
      address.replaceChildren(link);
    }
  });

  document.querySelectorAll("a.to-same-edition").forEach(function (link) {
    var parts = /^((?:\.\.\/)+)([^/]+)\/history\/(.*)$/.exec(link.getAttribute("href"));
    /* Elsewhere than in a sealed edition no language is named. */
    if (parts && edition && languages.indexOf(parts[2]) >= 0) {
      link.setAttribute("href", parts[1] + parts[2] + "/" + edition + "/" + parts[3]);
    }
  });
})();
