/* A definition is looked at while it is written. Without this script the buttons do the same. */
(function () {
  "use strict";
  var WAIT_MS = 900;
  var form = document.getElementById("definition");
  var area = document.getElementById("text");
  var place = document.getElementById("text-line");
  var timer = 0;
  var asked = 0;

  /* The answer to the newest question only: an older one may come later. */
  function look(show) {
    var number = ++asked;
    window.clearTimeout(timer);
    var body = new URLSearchParams(new FormData(form));
    body.set("act", "check");
    fetch(form.action, { method: "POST", body: body, credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.text() : null; })
      .then(function (html) {
        if (html === null || number !== asked) return;
        var found = new DOMParser().parseFromString(html, "text/html").getElementById("looked");
        var shown = document.getElementById("looked");
        if (!found) return;
        shown.replaceWith(document.adoptNode(found));
        if (show) document.getElementById("looked").scrollIntoView({ block: "nearest" });
      })
      .catch(function () { /* The line is down: the buttons will say so. */ });
  }

  function goTo(line) {
    var before = area.value.split("\n").slice(0, line - 1).join("\n").length;
    var start = line > 1 ? before + 1 : 0;
    var end = area.value.indexOf("\n", start);
    area.focus();
    area.setSelectionRange(start, end < 0 ? area.value.length : end);
    area.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(area).lineHeight));
    where();
  }

  function where() {
    var line = area.value.slice(0, area.selectionStart).split("\n").length;
    place.textContent = "光标在第" + line + "行。";
  }

  area.addEventListener("input", function () {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { look(false); }, WAIT_MS);
  });
  ["keyup", "click", "focus"].forEach(function (name) { area.addEventListener(name, where); });
  form.addEventListener("submit", function (event) {
    if (!event.submitter || event.submitter.value !== "check") return;
    event.preventDefault();
    look(true);
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    goTo(Number(link.dataset.line));
  });
})();
