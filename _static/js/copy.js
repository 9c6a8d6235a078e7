/* Copies a citation by its button. Without this script its text is selected and copied by hand. */
(function () {
  "use strict";

  /* Some styles ask for the day of reading, which only the reader's clock knows. */
  document.querySelectorAll("[data-accessed]").forEach(function (place) {
    var today = new Date().toLocaleDateString(place.dataset.locale, {
      day: "numeric", month: "long", year: "numeric",
    });
    place.textContent = " " + place.dataset.accessed.replace("%s", today);
  });

  function select(element) {
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.selectAllChildren(element);
  }

  /* For programs that keep a look: titles in italics, without the page's own marks. */
  function markup(element) {
    var copied = element.cloneNode(true);
    copied.querySelectorAll("cite").forEach(function (title) {
      var italic = document.createElement("i");
      if (title.lang) {
        italic.lang = title.lang;
      }
      italic.dir = title.dir;
      italic.append.apply(italic, Array.from(title.childNodes));
      title.replaceWith(italic);
    });
    return copied.innerHTML.trim();
  }

  function write(element, text) {
    if (!window.ClipboardItem || !navigator.clipboard.write) {
      return navigator.clipboard.writeText(text);
    }
    var item = new ClipboardItem({
      "text/plain": new Blob([text], { type: "text/plain" }),
      "text/html": new Blob([markup(element)], { type: "text/html" }),
    });
    return navigator.clipboard.write([item]).catch(function () {
      return navigator.clipboard.writeText(text);
    });
  }

  /* For pages that a browser does not trust with its clipboard: plain http, some disks. */
  function copySelected(element, text) {
    function put(event) {
      event.clipboardData.setData("text/plain", text);
      event.clipboardData.setData("text/html", markup(element));
      event.preventDefault();
    }
    select(element);
    document.addEventListener("copy", put);
    try {
      return document.execCommand("copy");
    } catch (error) {
      return false;
    } finally {
      document.removeEventListener("copy", put);
    }
  }

  function copy(button) {
    var element = document.getElementById(button.dataset.copy);
    var words = button.closest("[data-copied]").dataset;
    var text = element.textContent.trim();
    function tell(done) {
      var said = button.parentElement.querySelector("[role=status]");
      said.textContent = "";
      window.setTimeout(function () {
        said.textContent = done ? words.copied : words.selected;
      }, 50);
    }
    function fall() {
      tell(copySelected(element, text));
    }
    if (navigator.clipboard && navigator.clipboard.writeText) {
      write(element, text).then(function () { tell(true); }, fall);
    } else {
      fall();
    }
  }

  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.addEventListener("click", function () { copy(button); });
  });
})();
