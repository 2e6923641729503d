/* Words offered while a formula is written. Without this script the form works as well. */
(function () {
  "use strict";
  var WAIT_MS = 120;

  function begin(area) {
    var place = document.createElement("div");
    place.className = "offers-place";
    area.parentNode.insertBefore(place, area.nextSibling);
    var list = document.createElement("ul");
    list.className = "offers";
    list.id = area.id + "-offers";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "可选词");
    list.hidden = true;
    place.appendChild(list);
    area.setAttribute("aria-controls", list.id);
    area.setAttribute("aria-autocomplete", "list");

    var offered = { start: 0, words: [] };
    var chosen = -1;
    var asked = 0;
    var timer = 0;

    function hide() {
      list.hidden = true;
      chosen = -1;
      area.removeAttribute("aria-activedescendant");
    }

    function choose(at) {
      chosen = at;
      [].forEach.call(list.children, function (item, index) {
        item.setAttribute("aria-selected", String(index === at));
        if (index === at) {
          area.setAttribute("aria-activedescendant", item.id);
          item.scrollIntoView({ block: "nearest" });
        }
      });
    }

    function take(at) {
      var word = offered.words[at];
      if (!word) return;
      /* The server counts characters, a script of ours counts halves of rare ones. */
      var head = Array.from(area.value).slice(0, offered.start).join("");
      var tail = area.value.slice(area.selectionStart);
      area.value = head + word.text + tail;
      area.selectionStart = area.selectionEnd = (head + word.text).length;
      hide();
      area.focus();
      ask();
    }

    function show() {
      list.textContent = "";
      offered.words.forEach(function (word, index) {
        var item = document.createElement("li");
        item.id = list.id + "-" + index;
        item.setAttribute("role", "option");
        [["", word.text], ["code", word.hint], ["kind", word.kind]].forEach(function (part) {
          var span = document.createElement("span");
          span.className = part[0];
          span.textContent = part[1];
          item.appendChild(span);
        });
        item.addEventListener("mousedown", function (event) {
          event.preventDefault();
          take(index);
        });
        list.appendChild(item);
      });
      list.hidden = offered.words.length === 0;
      if (!list.hidden) choose(0);
    }

    function ask() {
      clearTimeout(timer);
      timer = setTimeout(function () {
        var number = ++asked;
        var text = area.value.slice(0, area.selectionStart);
        if (!text) return hide();
        fetch("/library/words?text=" + encodeURIComponent(text), { credentials: "same-origin" })
          .then(function (answer) { return answer.ok ? answer.json() : { start: 0, words: [] }; })
          .then(function (found) {
            if (number !== asked || document.activeElement !== area) return;
            offered = found;
            show();
          })
          .catch(hide);
      }, WAIT_MS);
    }

    area.addEventListener("input", ask);
    area.addEventListener("blur", hide);
    area.addEventListener("keydown", function (event) {
      if (list.hidden) return;
      var last = offered.words.length - 1;
      if (event.key === "ArrowDown") choose(chosen < last ? chosen + 1 : 0);
      else if (event.key === "ArrowUp") choose(chosen > 0 ? chosen - 1 : last);
      else if (event.key === "Enter" || event.key === "Tab") take(chosen);
      else if (event.key === "Escape") hide();
      else return;
      event.preventDefault();
    });
  }

  [].forEach.call(document.querySelectorAll("[data-formula]"), begin);
}());
