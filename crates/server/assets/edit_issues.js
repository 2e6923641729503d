/* What the check found in the form as it stands: beside the cells and in the list. */
(function () {
  "use strict";

  var grid = window.sheetGrid;
  if (!grid) {
    return;
  }
  var list = document.getElementById("found");
  var state = document.getElementById("check-state");
  var element = grid.element;
  var order = ["error", "warning", "info"];
  var sequence = 0;

  grid.issues = [];

  /* The cell an issue is about; nothing for an issue of a table as a whole. */
  function cellOf(issue, trs) {
    if (issue.row) {
      var tr = trs[issue.row - 1];
      return tr ? find(tr, issue.field) : null;
    }
    if (issue.field === "绩效目标") {
      var goals = [].slice.call(grid.goals.querySelectorAll(".cell"));
      return goals.filter(function (cell) { return cell.value.trim() === issue.text; })[0] || goals[0];
    }
    return find(document.querySelector(".edit-head"), issue.field);
  }

  function find(inside, label) {
    return [].filter.call(inside.querySelectorAll(".cell"), function (cell) {
      return cell.getAttribute("data-label") === label;
    })[0] || null;
  }

  function holder(cell) {
    return cell.closest("td") || cell.closest("label");
  }

  function clear() {
    order.forEach(function (severity) {
      [].forEach.call(grid.editor.querySelectorAll(".has-" + severity), function (box) {
        box.classList.remove("has-" + severity);
      });
    });
    [].forEach.call(grid.editor.querySelectorAll(".cell-flag"), function (flag) { flag.remove(); });
    [].forEach.call(grid.editor.querySelectorAll(".cell[aria-describedby]"), function (cell) {
      cell.removeAttribute("aria-describedby");
      cell.removeAttribute("aria-invalid");
    });
  }

  function mark(cell, found) {
    var worst = order.filter(function (severity) {
      return found.some(function (issue) { return issue.severity === severity; });
    })[0];
    var box = holder(cell);
    box.classList.add("has-" + worst);
    var flag = element("button", "cell-flag " + worst, String(found.length));
    flag.type = "button";
    flag.tabIndex = -1;
    flag.setAttribute("aria-label", (cell.getAttribute("aria-label") || cell.getAttribute("data-label")) + "有" + found.length + "处问题");
    flag.addEventListener("click", function () { cell.focus(); });
    box.appendChild(flag);
    cell.setAttribute("aria-describedby", found.map(function (issue) { return issue.id; }).join(" "));
    if (worst === "error") {
      cell.setAttribute("aria-invalid", "true");
    }
  }

  function spot(issue) {
    return (issue.row ? "第" + rowNumber(issue) + "行 " : "") + issue.field;
  }

  function rowNumber(issue) {
    return issue.tr ? issue.tr.rowIndex : issue.row;
  }

  function line(issue) {
    var li = element("li", "issue " + issue.severity);
    li.id = issue.id;
    var head = element("p", "issue-head");
    head.appendChild(element("span", "tag " + issue.severity, issue.severity_label));
    if (issue.cell) {
      var jump = element("button", "link issue-spot", spot(issue));
      jump.type = "button";
      jump.addEventListener("click", function () { grid.focus(issue.cell); });
      head.appendChild(jump);
    } else {
      head.appendChild(element("span", "issue-spot", spot(issue)));
    }
    head.appendChild(element("span", "issue-rule", issue.rule + " " + issue.title));
    li.appendChild(head);
    li.appendChild(element("p", "issue-said", issue.explanation));
    if (issue.advice) {
      li.appendChild(element("p", "issue-basis", "怎样改：" + issue.advice));
    }
    if (issue.proposal !== null && issue.cell) {
      li.appendChild(proposal(issue));
    }
    return li;
  }

  function proposal(issue) {
    var p = element("p", "take");
    p.appendChild(element("span", "issue-label", "建议改为"));
    p.appendChild(element("ins", "letters", issue.proposal || "（空）"));
    p.appendChild(document.createTextNode(" "));
    var take = element("button", "button small", "采纳");
    take.type = "button";
    take.setAttribute("aria-label", "采纳" + spot(issue) + "的修改建议");
    take.addEventListener("click", function () {
      var before = issue.cell.value;
      if (before.trim() !== issue.text.trim()) {
        window.alert("该处文字已经改过，请等待重新检查。");
        return;
      }
      grid.set(issue.cell, issue.proposal);
      grid.remember("采纳修改建议", function () { grid.set(issue.cell, before); });
      grid.changed();
      grid.focus(issue.cell);
    });
    p.appendChild(take);
    return p;
  }

  function show(issues, trs) {
    clear();
    list.textContent = "";
    var byCell = new Map();
    issues.forEach(function (issue, index) {
      issue.id = "found-" + index;
      issue.tr = issue.row ? trs[issue.row - 1] : null;
      issue.cell = cellOf(issue, trs);
      if (issue.cell) {
        byCell.set(issue.cell, (byCell.get(issue.cell) || []).concat(issue));
      }
    });
    issues
      .slice()
      .sort(function (one, other) { return order.indexOf(one.severity) - order.indexOf(other.severity); })
      .forEach(function (issue) { list.appendChild(line(issue)); });
    byCell.forEach(function (found, cell) { mark(cell, found); });
    grid.issues = issues;
    var count = function (severity) {
      return issues.filter(function (issue) { return issue.severity === severity; }).length;
    };
    state.textContent = "强制" + count("error") + "，提示" + count("warning") + "，参考" + count("info");
    point();
  }

  /* The issues of the cell in use come to the top of the list's view. */
  function point() {
    var active = document.activeElement;
    var first = null;
    grid.issues.forEach(function (issue) {
      var li = document.getElementById(issue.id);
      var here = issue.cell && issue.cell === active;
      if (li) {
        li.classList.toggle("at-cell", Boolean(here));
        first = first || (here ? li : null);
      }
    });
    if (first && list.scrollHeight > list.clientHeight) {
      list.scrollTop = first.offsetTop - list.offsetTop;
    }
  }

  /* Checks the form as it is now; an answer that a later question overtook is dropped. */
  grid.check = function () {
    sequence += 1;
    var own = sequence;
    var sent = grid.read();
    state.textContent = "正在检查…";
    return window.desk.send("/sheets/" + grid.editor.getAttribute("data-id") + "/check", sent.form).then(
      function (answer) {
        if (own !== sequence) {
          return null;
        }
        if (!answer.ok) {
          state.textContent = (answer.body && answer.body.detail) || "暂时无法检查，不影响填写";
          return null;
        }
        show(answer.body.issues, sent.trs);
        return answer.body.issues;
      },
      function () {
        state.textContent = "网络中断，暂时无法检查";
        return null;
      }
    );
  };

  grid.editor.addEventListener("focusin", point);
})();
