/* Live progress of a job: asks every half second until it has ended, then shows the page anew. */
(function () {
  "use strict";

  var PAUSE_MS = 500;
  var PAUSE_AFTER_FAILURE_MS = 3000;

  function watch(panel) {
    var id = panel.getAttribute("data-job");
    var bar = document.getElementById("job-progress");
    var message = document.getElementById("job-message");

    var steps = panel.querySelectorAll(".steps li");

    function showSteps(done) {
      Array.prototype.forEach.call(steps, function (step, position) {
        var kind = position < done ? "done" : position === done ? "going" : "waiting";
        step.className = kind;
        step.querySelector(".step-state").textContent =
          { done: "完成", going: "进行中", waiting: "未开始" }[kind];
      });
    }

    function show(state) {
      if (state.state === "running") {
        showSteps(state.progress);
      }
      bar.max = Math.max(1, state.total);
      bar.value = state.progress;
      if (message.textContent !== state.message) {
        message.textContent = state.message;
      }
    }

    function ask() {
      window.desk.load("/jobs/" + encodeURIComponent(id) + "/state").then(function (answer) {
        if (!answer.ok || !answer.body) {
          message.textContent = "暂时读不到进度，稍后自动重试。导入本身不受影响。";
          setTimeout(ask, PAUSE_AFTER_FAILURE_MS);
          return;
        }
        show(answer.body);
        if (answer.body.state === "queued" || answer.body.state === "running") {
          setTimeout(ask, PAUSE_MS);
        } else {
          window.location.reload();
        }
      }, function () {
        message.textContent = "网络暂时中断，恢复后自动继续显示进度。";
        setTimeout(ask, PAUSE_AFTER_FAILURE_MS);
      });
    }

    setTimeout(ask, PAUSE_MS);
  }

  document.addEventListener("DOMContentLoaded", function () {
    var panel = document.getElementById("job");
    if (panel && panel.getAttribute("data-open") === "true") {
      watch(panel);
    }
  });
})();
