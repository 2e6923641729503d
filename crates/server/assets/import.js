/* Choosing a file: a drop zone, the size told before the upload, and the progress of the upload.
   Without this script the form works as it stands. */
(function () {
  "use strict";

  function sizeLabel(bytes) {
    return bytes < 1048576 ? Math.ceil(bytes / 1024) + "KB" : (bytes / 1048576).toFixed(1) + "MB";
  }

  function start() {
    var form = document.getElementById("import");
    if (!form) {
      return;
    }
    var input = document.getElementById("file");
    var drop = document.getElementById("drop");
    var chosen = document.getElementById("chosen");
    var most = Number(form.getAttribute("data-bytes-max"));

    function tell() {
      var file = input.files[0];
      if (!file) {
        chosen.textContent = "";
        input.setCustomValidity("");
        return;
      }
      var problem = "";
      if (file.size === 0) {
        problem = "文件是空的，请重新选择";
      } else if (file.size > most) {
        problem = "文件超过" + sizeLabel(most) + "，请拆分后再导入";
      }
      input.setCustomValidity(problem);
      chosen.textContent = "已选择：" + file.name + "（" + sizeLabel(file.size) + "）" + (problem ? " " + problem : "");
    }

    document.getElementById("drop-words").hidden = false;
    input.addEventListener("change", tell);

    ["dragenter", "dragover"].forEach(function (kind) {
      drop.addEventListener(kind, function (event) {
        event.preventDefault();
        drop.classList.add("over");
      });
    });
    ["dragleave", "drop"].forEach(function (kind) {
      drop.addEventListener(kind, function (event) {
        event.preventDefault();
        drop.classList.remove("over");
      });
    });
    drop.addEventListener("drop", function (event) {
      var files = event.dataTransfer.files;
      if (files.length > 1) {
        chosen.textContent = "一次导入一个文件，请逐个拖入。";
        return;
      }
      if (files.length === 1) {
        input.files = files;
        tell();
      }
    });

    form.addEventListener("submit", function () {
      var button = form.querySelector("button[type=submit]");
      button.setAttribute("aria-disabled", "true");
      window.desk.say("正在上传并识别，请稍候");
      button.textContent = "正在上传并识别…";
    });
    /* Coming back by the browser's arrow shows the page as it was left. */
    window.addEventListener("pageshow", function () {
      var button = form.querySelector("button[type=submit]");
      button.removeAttribute("aria-disabled");
      button.textContent = "上传并识别";
    });
  }

  document.addEventListener("DOMContentLoaded", start);
})();
