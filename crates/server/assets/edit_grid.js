/* The grid of the edit page: its cells, moving between them, rows added, moved, taken away, and
   undo. `window.sheetGrid` is what the other scripts of the page use. */
(function () {
  "use strict";

  var editor = document.getElementById("editor");
  if (!editor) {
    return;
  }
  var rows = document.getElementById("rows");
  var goals = document.getElementById("goals");
  var undoButton = document.getElementById("undo");
  var columns = [].map.call(document.querySelectorAll("#rows-table thead [data-key]"), function (head) {
    return { key: head.getAttribute("data-key"), label: head.textContent };
  });
  var listeners = [];
  var undone = [];
  var UNDO_MAX = 100;

  var grid = { columns: columns, rows: rows, goals: goals, editor: editor };
  window.sheetGrid = grid;

  /* Reading and writing the whole form --------------------------------------------------------- */

  function value(cell) {
    return cell ? cell.value.replace(/\r\n?/g, "\n") : "";
  }

  function isBlank(row) {
    return row.base_row === null && columns.every(function (column) {
      return row[column.key].trim() === "";
    });
  }

  /* The form as the server takes it. `trs` are the rows sent: new rows without text are left out,
     as the server would, so that the rows of an answer can be found again. */
  grid.read = function () {
    var form = { base_version: grid.baseVersion, plan: [], goals: [], indicators: [] };
    var trs = [];
    each("[data-head]", function (cell) { form[cell.getAttribute("data-head")] = value(cell); });
    each("[data-month]", function (cell) {
      form.plan.push({ month: Number(cell.getAttribute("data-month")), text: value(cell) });
    });
    each("#goals .cell", function (cell) { form.goals.push(value(cell)); });
    [].forEach.call(rows.rows, function (tr) {
      var base = tr.getAttribute("data-base");
      var row = { base_row: base ? Number(base) : null };
      columns.forEach(function (column) { row[column.key] = ""; });
      [].forEach.call(tr.querySelectorAll(".cell"), function (cell) {
        row[cell.getAttribute("data-key")] = value(cell);
      });
      if (!isBlank(row)) {
        form.indicators.push(row);
        trs.push(tr);
      }
    });
    return { form: form, trs: trs };
  };

  grid.write = function (form) {
    grid.baseVersion = form.base_version;
    each("[data-head]", function (cell) { set(cell, form[cell.getAttribute("data-head")] || ""); });
    each("[data-month]", function (cell) {
      var month = Number(cell.getAttribute("data-month"));
      var found = form.plan.filter(function (one) { return one.month === month; })[0];
      set(cell, found ? found.text : "");
    });
    goals.textContent = "";
    (form.goals.length ? form.goals : [""]).forEach(function (goal) { goals.appendChild(goalRow(goal)); });
    rows.textContent = "";
    form.indicators.forEach(function (row) { rows.appendChild(indicatorRow(row)); });
    if (!form.indicators.length) {
      rows.appendChild(indicatorRow({ base_row: null }));
    }
    undone = [];
    renumber();
    fitAll();
  };

  function each(selector, act) {
    [].forEach.call(editor.querySelectorAll(selector), act);
  }

  function set(cell, text) {
    cell.value = text;
    fit(cell);
  }
  grid.set = set;

  /* Cells and rows ------------------------------------------------------------------------------ */

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) {
      made.className = className;
    }
    if (text) {
      made.textContent = text;
    }
    return made;
  }
  grid.element = element;

  function cellOf(text) {
    var cell = element("textarea", "cell");
    cell.rows = 1;
    cell.value = text || "";
    return cell;
  }

  function acts() {
    var td = element("td");
    var box = element("div", "row-acts");
    [["up", "↑", "上移本行"], ["down", "↓", "下移本行"], ["add", "＋", "在下方增加一行"], ["remove", "×", "删除本行"]]
      .forEach(function (act) {
        var button = element("button", act[0], act[1]);
        button.type = "button";
        button.title = act[2];
        button.setAttribute("data-act", act[0]);
        button.setAttribute("data-words", act[2]);
        button.tabIndex = -1;
        box.appendChild(button);
      });
    td.appendChild(box);
    return td;
  }

  function goalRow(text) {
    var tr = element("tr");
    tr.appendChild(element("td", "row-number"));
    var td = element("td");
    var cell = cellOf(text);
    cell.setAttribute("data-goal", "");
    cell.setAttribute("data-label", "绩效目标");
    td.appendChild(cell);
    tr.appendChild(td);
    tr.appendChild(acts());
    return tr;
  }

  function indicatorRow(row) {
    var tr = element("tr");
    if (row.base_row) {
      tr.setAttribute("data-base", String(row.base_row));
    }
    tr.appendChild(element("td", "row-number"));
    columns.forEach(function (column) {
      var td = element("td");
      td.setAttribute("data-label", column.label);
      var cell = cellOf(row[column.key]);
      cell.setAttribute("data-key", column.key);
      cell.setAttribute("data-label", column.label);
      td.appendChild(cell);
      tr.appendChild(td);
    });
    tr.appendChild(acts());
    return tr;
  }

  /* Numbers, anchors, names and the look of merged levels follow the order of the rows. */
  function renumber() {
    [].forEach.call(goals.rows, function (tr, index) {
      tr.cells[0].textContent = String(index + 1);
      tr.querySelector(".cell").setAttribute("aria-label", "绩效目标第" + (index + 1) + "条");
      nameActs(tr, "绩效目标第" + (index + 1) + "条");
    });
    var above = null;
    [].forEach.call(rows.rows, function (tr, index) {
      tr.cells[0].textContent = String(index + 1);
      [].forEach.call(tr.querySelectorAll(".cell"), function (cell) {
        var label = cell.getAttribute("data-label");
        cell.setAttribute("aria-label", "第" + (index + 1) + "行 " + label);
        cell.parentNode.id = "cell-" + (index + 1) + "-" + label;
      });
      ["level1", "level2"].forEach(function (key) {
        var cell = tr.querySelector("[data-key=" + key + "]");
        var other = above && above.querySelector("[data-key=" + key + "]");
        var same = other && cell.value.trim() !== "" && other.value.trim() === cell.value.trim();
        cell.parentNode.classList.toggle("same", Boolean(same));
      });
      nameActs(tr, "第" + (index + 1) + "行");
      above = tr;
    });
  }
  grid.renumber = renumber;

  function nameActs(tr, name) {
    [].forEach.call(tr.querySelectorAll("[data-act]"), function (button) {
      button.setAttribute("aria-label", name + "：" + button.getAttribute("data-words"));
    });
  }

  function fit(cell) {
    cell.style.height = "auto";
    cell.style.height = Math.max(30, cell.scrollHeight) + "px";
  }

  function fitAll() {
    each(".cell", fit);
  }
  grid.fitAll = fitAll;

  /* Changes and undo ---------------------------------------------------------------------------- */

  grid.onChange = function (listener) { listeners.push(listener); };

  function changed() {
    renumber();
    listeners.forEach(function (listener) { listener(); });
  }
  grid.changed = changed;

  /* Remembers how to take a change back; `words` says what it was. */
  grid.remember = function (words, back) {
    undone.push({ words: words, back: back });
    if (undone.length > UNDO_MAX) {
      undone.shift();
    }
    showUndo();
  };

  function showUndo() {
    var last = undone[undone.length - 1];
    undoButton.disabled = !last;
    undoButton.textContent = last ? "撤销：" + last.words : "撤销";
  }

  function undo() {
    var last = undone.pop();
    showUndo();
    if (last) {
      last.back();
      changed();
      fitAll();
      window.desk.say("已撤销：" + last.words);
    }
  }
  undoButton.addEventListener("click", undo);

  function rowName(tr) {
    return (tr.parentNode === goals ? "目标第" : "第") + tr.cells[0].textContent + (tr.parentNode === goals ? "条" : "行");
  }

  function add(tr) {
    var body = tr ? tr.parentNode : rows;
    var made;
    if (body === goals) {
      made = goalRow("");
    } else {
      made = indicatorRow({
        base_row: null,
        level1: tr ? tr.querySelector("[data-key=level1]").value : "",
        level2: tr ? tr.querySelector("[data-key=level2]").value : ""
      });
    }
    body.insertBefore(made, tr ? tr.nextSibling : null);
    grid.remember("增加一行", function () { made.remove(); });
    changed();
    [].forEach.call(made.querySelectorAll(".cell"), fit);
    focus(made.querySelector(body === goals ? ".cell" : "[data-key=name]"));
    return made;
  }
  grid.add = add;

  function remove(tr) {
    var body = tr.parentNode;
    var next = tr.nextSibling;
    var words = "删除" + rowName(tr);
    var column = tr.contains(document.activeElement) ? document.activeElement.getAttribute("data-key") : null;
    var neighbour = next || tr.previousSibling;
    tr.remove();
    if (!body.rows.length) {
      neighbour = body === goals ? goalRow("") : indicatorRow({ base_row: null });
      body.appendChild(neighbour);
    }
    var placeholder = body.rows.length === 1 && !next ? neighbour : null;
    grid.remember(words, function () {
      body.insertBefore(tr, next && next.parentNode === body ? next : null);
      if (placeholder && !placeholder.getAttribute("data-base") && placeholder.parentNode === body && isEmpty(placeholder)) {
        placeholder.remove();
      }
      focus(tr.querySelector(".cell"));
    });
    changed();
    window.desk.say("已" + words + "，可按 Alt+Z 撤销");
    focus(neighbour.querySelector(column ? "[data-key=" + column + "]" : ".cell"));
  }

  function isEmpty(tr) {
    return [].every.call(tr.querySelectorAll(".cell"), function (cell) { return cell.value.trim() === ""; });
  }

  function move(tr, by) {
    var body = tr.parentNode;
    var other = by < 0 ? tr.previousSibling : tr.nextSibling;
    if (!other) {
      return;
    }
    var active = tr.contains(document.activeElement) ? document.activeElement : tr.querySelector(".cell");
    var swap = function (up) { body.insertBefore(up ? tr : other, up ? other : tr); };
    swap(by < 0);
    grid.remember("移动" + rowName(tr), function () { swap(by > 0); });
    changed();
    focus(active);
  }

  /* Moving between cells -------------------------------------------------------------------------- */

  function cells() {
    return [].slice.call(editor.querySelectorAll(".edit-paper .cell"));
  }

  function focus(cell) {
    if (cell) {
      cell.focus();
      cell.setSelectionRange(cell.value.length, cell.value.length);
    }
  }
  grid.focus = focus;

  /* The cell nearest above or below, by where the cells stand on the page. */
  function vertical(from, down) {
    var here = from.getBoundingClientRect();
    var middle = (here.left + here.right) / 2;
    var best = null;
    cells().forEach(function (cell) {
      var box = cell.getBoundingClientRect();
      var away = down ? box.top - here.bottom : here.top - box.bottom;
      if (cell === from || away < -2) {
        return;
      }
      var aside = Math.max(0, box.left - middle, middle - box.right);
      var cost = away * 1000 + aside;
      if (!best || cost < best.cost) {
        best = { cell: cell, cost: cost };
      }
    });
    return best && best.cell;
  }

  function sideways(from, by) {
    var all = cells();
    return all[all.indexOf(from) + by];
  }

  function isOneLine(cell) {
    return cell.value.indexOf("\n") < 0 && cell.scrollHeight < 48;
  }

  function arrow(event, cell) {
    var at = cell.selectionStart;
    var none = at === cell.selectionEnd;
    var key = event.key;
    if (key === "ArrowLeft" && none && at === 0) {
      return sideways(cell, -1);
    }
    if (key === "ArrowRight" && none && at === cell.value.length) {
      return sideways(cell, 1);
    }
    if (key === "ArrowUp" && (isOneLine(cell) || at === 0)) {
      return vertical(cell, false);
    }
    if (key === "ArrowDown" && (isOneLine(cell) || at === cell.value.length)) {
      return vertical(cell, true);
    }
    return null;
  }

  function newLine(cell) {
    cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function rowKeys(event, tr) {
    if (event.ctrlKey && event.key === "Enter") {
      add(tr);
    } else if (event.ctrlKey && event.key === "Delete" && tr) {
      remove(tr);
    } else if (event.altKey && event.key === "ArrowUp" && tr) {
      move(tr, -1);
    } else if (event.altKey && event.key === "ArrowDown" && tr) {
      move(tr, 1);
    } else {
      return false;
    }
    return true;
  }

  function keys(event) {
    if (event.isComposing || event.keyCode === 229) {
      return;
    }
    var cell = event.target;
    if (event.altKey && event.key.toLowerCase() === "z") {
      event.preventDefault();
      undo();
      return;
    }
    if (!cell.classList.contains("cell")) {
      return;
    }
    if (rowKeys(event, cell.closest("tr"))) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.altKey || event.shiftKey) {
        newLine(cell);
      } else {
        focus(vertical(cell, true));
      }
      return;
    }
    var to = !event.altKey && !event.shiftKey && event.key.indexOf("Arrow") === 0 ? arrow(event, cell) : null;
    if (to) {
      event.preventDefault();
      focus(to);
    }
  }

  editor.addEventListener("keydown", keys);
  editor.addEventListener("input", function (event) {
    if (event.target.classList.contains("cell")) {
      fit(event.target);
      changed();
    }
  });
  editor.addEventListener("click", function (event) {
    var button = event.target.closest("[data-act]");
    if (!button) {
      return;
    }
    var tr = button.closest("tr");
    var act = button.getAttribute("data-act");
    if (act === "add") {
      add(tr);
    } else if (act === "remove") {
      remove(tr);
    } else {
      move(tr, act === "up" ? -1 : 1);
    }
  });
  document.getElementById("add-row").addEventListener("click", function () {
    add(rows.rows[rows.rows.length - 1]);
  });
  window.addEventListener("resize", fitAll);
})();
