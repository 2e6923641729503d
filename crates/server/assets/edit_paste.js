/* A block copied in Excel or WPS, pasted over the cells of the edit page. */
(function () {
  "use strict";

  var grid = window.sheetGrid;
  if (!grid) {
    return;
  }

  /* Cells parted by tabs, rows by line ends; a cell with line ends or quotes stands in quotes. */
  function table(text) {
    var lines = [];
    var line = [];
    var cell = "";
    var quoted = false;
    var rest = text.replace(/\r\n?/g, "\n");
    for (var i = 0; i < rest.length; i += 1) {
      var c = rest[i];
      if (quoted && c === "\"" && rest[i + 1] === "\"") {
        cell += "\"";
        i += 1;
      } else if (quoted && c === "\"") {
        quoted = false;
      } else if (!quoted && c === "\"" && cell === "") {
        quoted = true;
      } else if (!quoted && (c === "\t" || c === "\n")) {
        line.push(cell);
        cell = "";
        if (c === "\n") {
          lines.push(line);
          line = [];
        }
      } else {
        cell += c;
      }
    }
    if (quoted) {
      /* A quote that nothing closes is a quote: the text is taken as it stands. */
      return rest.replace(/\n$/, "").split("\n").map(function (one) { return one.split("\t"); });
    }
    if (cell !== "" || line.length) {
      line.push(cell);
      lines.push(line);
    }
    return lines;
  }
  grid.parseTable = table;

  function isBlock(data, text) {
    var html = data.getData("text/html");
    return text.indexOf("\t") >= 0 || (/<table/i.test(html) && /\n./.test(text.replace(/\r/g, "")));
  }

  /* The cells a block falls on, from where it is pasted; rows are added as they are needed. */
  function targets(cell, lines, added) {
    var tr = cell.closest("tr");
    if (!tr) {
      var all = [].slice.call(grid.editor.querySelectorAll(".edit-head .cell"));
      var first = all.indexOf(cell);
      return lines.length === 1 ? [lines[0].map(function (_, i) { return all[first + i]; })] : null;
    }
    var start = [].indexOf.call(tr.querySelectorAll(".cell"), cell);
    return lines.map(function (line, number) {
      if (number > 0) {
        tr = tr.nextSibling || addRow(tr, added);
      }
      var own = tr.querySelectorAll(".cell");
      return line.map(function (_, i) { return own[start + i]; });
    });
  }

  function addRow(tr, added) {
    var made = grid.add(tr);
    [].forEach.call(made.querySelectorAll(".cell"), function (cell) { cell.value = ""; });
    added.push(made);
    return made;
  }

  function paste(event) {
    var cell = event.target;
    var data = event.clipboardData;
    if (!data || !cell.classList.contains("cell")) {
      return;
    }
    var text = data.getData("text/plain");
    if (!isBlock(data, text)) {
      return;
    }
    var lines = table(text);
    var added = [];
    var places = targets(cell, lines, added);
    if (!places) {
      return;
    }
    event.preventDefault();
    var before = [];
    var lost = 0;
    lines.forEach(function (line, number) {
      line.forEach(function (piece, i) {
        var place = places[number][i];
        if (place) {
          before.push([place, place.value]);
          grid.set(place, piece.trim());
        } else if (piece.trim()) {
          lost += 1;
        }
      });
    });
    grid.remember("粘贴" + lines.length + "行", function () {
      before.forEach(function (pair) { grid.set(pair[0], pair[1]); });
      added.forEach(function (tr) { tr.remove(); });
    });
    grid.changed();
    grid.focus(cell);
    window.desk.say("已粘贴" + lines.length + "行" + (lost ? "，有" + lost + "格超出表格右边，未填入" : ""));
    if (lost) {
      window.alert("粘贴的内容有" + lost + "格超出表格右边，没有填入。其余内容已填入，可按 Alt+Z 撤销。");
    }
  }

  grid.editor.addEventListener("paste", paste);
})();
