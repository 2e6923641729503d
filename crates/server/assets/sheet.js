/* The page of a sheet: which issues are shown, and pointing from an issue to its cell and back.
   Without it all issues are shown and the links between cells and issues still work. */
(function () {
  "use strict";

  var list = document.querySelector(".issue-list");
  if (!list) {
    return;
  }
  var filter = document.querySelector(".issue-filter");
  var none = document.querySelector(".issue-none");
  var boxes = [].slice.call(filter.querySelectorAll("input"));
  var issues = [].slice.call(list.querySelectorAll(".issue"));

  function kind(issue) {
    var known = ["decided", "error", "warning", "info"];
    for (var i = 0; i < known.length; i += 1) {
      if (issue.classList.contains(known[i])) {
        return known[i];
      }
    }
    return "info";
  }

  function apply() {
    var wanted = {};
    boxes.forEach(function (box) { wanted[box.value] = box.checked; });
    var shown = 0;
    issues.forEach(function (issue) {
      issue.hidden = !wanted[kind(issue)];
      shown += issue.hidden ? 0 : 1;
    });
    none.hidden = shown > 0;
  }

  /* The issue that the address names is shown, whatever the filter says. */
  function showTarget() {
    var id = decodeURIComponent(location.hash.slice(1));
    var issue = id ? document.getElementById(id) : null;
    if (issue && issue.classList.contains("issue") && issue.hidden) {
      boxes.forEach(function (box) { box.checked = box.checked || box.value === kind(issue); });
      apply();
    }
    if (issue && issue.classList.contains("issue")) {
      issue.scrollIntoView({ block: "nearest" });
    }
  }

  function point(event) {
    var issue = event.target.closest ? event.target.closest(".issue") : null;
    [].forEach.call(document.querySelectorAll(".form-table .here"), function (cell) {
      cell.classList.remove("here");
    });
    var spot = issue ? issue.querySelector(".issue-spot") : null;
    var cell = spot ? document.getElementById(decodeURIComponent(spot.hash.slice(1))) : null;
    if (cell) {
      cell.classList.add("here");
    }
  }

  var open = issues.filter(function (issue) { return kind(issue) !== "decided"; });
  var serious = open.filter(function (issue) { return kind(issue) !== "info"; });
  if (serious.length === 0) {
    boxes.forEach(function (box) { box.checked = true; });
  }
  filter.hidden = false;
  filter.addEventListener("change", apply);
  list.addEventListener("mouseover", point);
  list.addEventListener("focusin", point);
  window.addEventListener("hashchange", showTarget);
  apply();
  showTarget();
})();
