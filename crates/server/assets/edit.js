/* Keeping, saving and the way out of a conflict on the edit page. */
(function () {
  "use strict";

  var grid = window.sheetGrid;
  if (!grid) {
    return;
  }
  var editor = grid.editor;
  var address = "/sheets/" + editor.getAttribute("data-id");
  var stateLine = document.getElementById("state");
  var saveDialog = document.getElementById("confirm-save");
  var conflictDialog = document.getElementById("conflict");
  var KEEP_MS = 4000;
  var CHECK_MS = 1200;

  var kept = "";
  var keeping = null;
  var leaving = false;
  var checkTimer = null;

  function text() {
    return JSON.stringify(grid.read().form);
  }

  function isDirty() {
    return text() !== kept;
  }

  function state(words, look) {
    stateLine.textContent = words;
    stateLine.className = "edit-state" + (look ? " " + look : "");
  }

  function clock(at) {
    return at.slice(-5);
  }

  function trouble(answer) {
    if (answer.status === 401) {
      return "登录已过期。请在新窗口重新登录后再保存，本页内容不会丢失";
    }
    return (answer.body && answer.body.detail) || "服务器没有正确答复，请稍后重试，本页内容不会丢失";
  }

  /* 暂存: every few seconds and when a cell is left, if anything changed. */
  function keep() {
    if (keeping || leaving || !isDirty()) {
      return keeping || Promise.resolve(true);
    }
    var sent = text();
    keeping = window.desk.send(address + "/draft", JSON.parse(sent)).then(
      function (answer) {
        keeping = null;
        if (answer.ok) {
          kept = sent;
          state("已暂存 " + clock(answer.body.saved_at), isDirty() ? "dirty" : "");
          return true;
        }
        state("暂存未成功：" + trouble(answer), "failed");
        return false;
      },
      function () {
        keeping = null;
        state("网络中断，内容仍在本页，恢复后自动暂存", "failed");
        return false;
      }
    );
    return keeping;
  }

  function changed() {
    state(isDirty() ? "有未暂存的修改" : "没有新的修改", isDirty() ? "dirty" : "");
    window.clearTimeout(checkTimer);
    checkTimer = window.setTimeout(grid.check, CHECK_MS);
  }

  /* 保存并检查: the list of what was found, words for what stays, then a new version. */
  function openSave() {
    window.clearTimeout(checkTimer);
    state("正在检查…");
    grid.check().then(function (issues) {
      if (!issues) {
        state("检查未完成，请稍后重试", "failed");
        return;
      }
      state(isDirty() ? "有未暂存的修改" : "检查完成", isDirty() ? "dirty" : "");
      fillSave(issues);
      saveDialog.showModal();
    });
  }

  function fillSave(issues) {
    var list = document.getElementById("confirm-list");
    var count = function (severity) {
      return issues.filter(function (issue) { return issue.severity === severity; }).length;
    };
    var blocked = count("error") > 0;
    document.getElementById("confirm-summary").textContent = blocked
      ? "有" + count("error") + "处强制性问题：可以保存为新版本，但改正之前不能送审。另有提示" + count("warning") + "处，参考" + count("info") + "处。"
      : "没有强制性问题。提示" + count("warning") + "处，请逐条修改或写明理由；参考" + count("info") + "处。";
    document.getElementById("confirm-go").textContent = blocked ? "保存为新版本（暂不能送审）" : "保存为新版本";
    document.getElementById("confirm-wrong").textContent = "";
    list.textContent = "";
    issues
      .filter(function (issue) { return issue.severity !== "info"; })
      .sort(function (one, other) { return one.may_stay - other.may_stay; })
      .forEach(function (issue) { list.appendChild(saveLine(issue)); });
    list.hidden = !list.children.length;
  }

  function saveLine(issue) {
    var li = grid.element("li");
    var name = (issue.tr ? "第" + issue.tr.rowIndex + "行 " : "") + issue.field;
    li.appendChild(grid.element("span", "tag " + issue.severity, issue.severity_label));
    li.appendChild(document.createTextNode(" " + name + "：" + issue.explanation));
    if (issue.cell) {
      var jump = grid.element("button", "link", "去修改");
      jump.type = "button";
      jump.setAttribute("aria-label", "去修改" + name);
      jump.addEventListener("click", function () {
        saveDialog.close();
        grid.focus(issue.cell);
      });
      li.appendChild(jump);
    }
    if (issue.may_stay) {
      var input = grid.element("input");
      input.type = "text";
      input.maxLength = 500;
      input.placeholder = "说明理由（可在保存后补充）";
      input.setAttribute("aria-label", name + "的说明理由");
      input.addEventListener("input", function () { issue.word = input.value; });
      li.appendChild(input);
    }
    return li;
  }

  function save() {
    var button = document.getElementById("confirm-go");
    var wrong = document.getElementById("confirm-wrong");
    var words = grid.issues
      .filter(function (issue) { return issue.word && issue.word.trim(); })
      .map(function (issue) {
        return { rule: issue.rule, row: issue.row, field: issue.field, reason: issue.word };
      });
    var sent = { form: grid.read().form, note: document.getElementById("note").value, words: words };
    button.disabled = true;
    wrong.textContent = "";
    Promise.resolve(keeping)
      .then(function () { return window.desk.send(address + "/save", sent); })
      .then(
        function (answer) {
          button.disabled = false;
          if (answer.ok) {
            leaving = true;
            location.assign(answer.body.location);
          } else if (answer.status === 409) {
            saveDialog.close();
            merge();
          } else {
            wrong.textContent = trouble(answer);
          }
        },
        function () {
          button.disabled = false;
          wrong.textContent = "网络中断，没有保存。内容仍在本页，请稍后重试。";
        }
      );
  }

  /* Somebody saved meanwhile: both are put together, and where they differ both are shown. */
  function merge() {
    state("正在与他人保存的版本合并…");
    window.desk.send(address + "/merge", grid.read().form).then(
      function (answer) {
        if (!answer.ok) {
          state("合并未成功：" + trouble(answer), "failed");
          return;
        }
        grid.write(answer.body.form);
        kept = "";
        showConflicts(answer.body);
        changed();
        grid.check();
      },
      function () { state("网络中断，未能合并，内容仍在本页", "failed"); }
    );
  }

  function showConflicts(merged) {
    var body = document.querySelector("#conflict-table tbody");
    var conflicts = merged.conflicts;
    document.getElementById("conflict-summary").textContent =
      merged.by + "于" + merged.at + "保存了新版本。双方各自修改的内容已合并，您的内容没有丢失" +
      (conflicts.length ? "；以下" + conflicts.length + "处双方都修改了，目前保留您填写的文字。" : "，没有互相冲突的地方。") +
      "请核对后重新保存。";
    document.getElementById("conflict-table").hidden = !conflicts.length;
    body.textContent = "";
    conflicts.forEach(function (conflict) {
      var tr = grid.element("tr");
      tr.appendChild(grid.element("th", "", (conflict.row ? "第" + conflict.row + "行 " : "") + conflict.field)).scope = "row";
      tr.appendChild(grid.element("td", "letters", conflict.mine || "（空）"));
      tr.appendChild(grid.element("td", "letters", conflict.theirs || "（空）"));
      tr.appendChild(choice(conflict));
      body.appendChild(tr);
    });
    conflictDialog.showModal();
  }

  function choice(conflict) {
    var td = grid.element("td");
    var cell = conflictCell(conflict);
    if (!cell) {
      td.textContent = "请手工核对";
      return td;
    }
    var button = grid.element("button", "button small", "用对方的");
    button.type = "button";
    button.setAttribute("aria-label", conflict.field + "用对方的文字");
    button.addEventListener("click", function () {
      var theirs = cell.value === conflict.theirs;
      grid.set(cell, theirs ? conflict.mine : conflict.theirs);
      button.textContent = theirs ? "用对方的" : "用我的";
      grid.changed();
    });
    td.appendChild(button);
    return td;
  }

  function conflictCell(conflict) {
    if (conflict.field === "资金支出计划" || conflict.field === "绩效目标" || conflict.field === "绩效指标") {
      return null;
    }
    var inside = conflict.row ? grid.rows.rows[conflict.row - 1] : document.querySelector(".edit-head");
    return [].filter.call(inside.querySelectorAll(".cell"), function (cell) {
      return cell.getAttribute("data-label") === conflict.field;
    })[0];
  }

  function goToHash() {
    var box = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    grid.focus(box && box.querySelector(".cell"));
  }

  grid.write(JSON.parse(editor.getAttribute("data-form")));
  kept = text();
  if (editor.getAttribute("data-kept")) {
    state("已暂存 " + clock(editor.getAttribute("data-kept")));
  }
  grid.onChange(changed);
  grid.check();
  goToHash();
  if (editor.getAttribute("data-old") === "true") {
    merge();
  }
  window.addEventListener("hashchange", goToHash);
  window.setInterval(keep, KEEP_MS);
  editor.addEventListener("focusout", function () { window.setTimeout(keep, 0); });
  document.getElementById("keep").addEventListener("click", keep);
  document.getElementById("save").addEventListener("click", openSave);
  document.getElementById("confirm-go").addEventListener("click", save);
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      keep();
    }
  });
  window.addEventListener("beforeunload", function (event) {
    if (!leaving && isDirty()) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
  var drop = document.getElementById("drop-draft");
  if (drop) {
    /* At the window, so that the question that may stop it has been asked by then. */
    window.addEventListener("submit", function (event) {
      leaving = event.target === drop.form && !event.defaultPrevented;
    });
  }
})();
