/* The recognised fields beside the original: pointing at a field, or going to it by keyboard,
   marks where it came from, and the other way round. Links do the same without this script. */
(function () {
  "use strict";

  var lit = [];

  function unlight() {
    lit.forEach(function (element) { element.classList.remove("lit"); });
    lit = [];
  }

  function light(element) {
    element.classList.add("lit");
    lit.push(element);
  }

  /* Scrolls the pane only, so that the page under the pointer stays where it is. */
  function bring(pane, element) {
    var box = pane.getBoundingClientRect();
    var part = element.getBoundingClientRect();
    if (part.top < box.top + 8 || part.bottom > box.bottom - 8) {
      pane.scrollTop += part.top - box.top - Math.max(8, (box.height - part.height) / 2);
    }
  }

  function start() {
    var fields = document.getElementById("fields");
    var original = document.getElementById("original");
    if (!fields || !original) {
      return;
    }

    function fromField(event) {
      var line = event.target.closest("[data-place]");
      if (!line || lit.indexOf(line) !== -1) {
        return;
      }
      unlight();
      light(line);
      var place = document.getElementById(line.getAttribute("data-place"));
      if (place) {
        light(place);
        bring(original, place);
      }
    }

    function fromPlace(event) {
      var place = event.target.closest("[id]");
      if (!place || place === original || lit.indexOf(place) !== -1) {
        return;
      }
      var lines = fields.querySelectorAll('[data-place="' + place.id + '"]');
      unlight();
      if (lines.length === 0) {
        return;
      }
      light(place);
      Array.prototype.forEach.call(lines, light);
      bring(fields, lines[0]);
    }

    fields.addEventListener("mouseover", fromField);
    fields.addEventListener("focusin", fromField);
    original.addEventListener("mouseover", fromPlace);
    original.addEventListener("focusin", fromPlace);
  }

  document.addEventListener("DOMContentLoaded", start);
})();
