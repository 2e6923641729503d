/* The form of a record: fields that do not apply are hidden, names of other records are offered,
   a phone fills in where it is, and a form that cannot be sent waits until the line is back.
   Every part of it works without this script, save for waiting. */
(function () {
  "use strict";

  var form = document.querySelector(".record-form");
  if (!form) {
    return;
  }

  function each(list, act) {
    Array.prototype.forEach.call(list, act);
  }

  /* A field that another field's value rules out is hidden, unless something stands in it. */
  function fit() {
    each(form.querySelectorAll("[data-when]"), function (box) {
      var other = form.elements[box.getAttribute("data-when")];
      var values = JSON.parse(box.getAttribute("data-values"));
      var own = box.querySelector("input, select, textarea");
      var applies = other && values.indexOf(other.value) >= 0;
      box.hidden = !applies && !(own && own.value);
    });
    each(form.querySelectorAll("[data-group]"), function (group) {
      group.hidden = !group.querySelector(".field:not([hidden])");
    });
  }

  /* Names of records are fetched while somebody types. */
  function offerNames(input) {
    var timer = 0;
    var list = document.getElementById(input.getAttribute("list"));
    function ask() {
      window.desk.load(input.getAttribute("data-names") + "?q=" + encodeURIComponent(input.value))
        .then(function (answer) {
          if (!answer.ok || !answer.body) {
            return;
          }
          list.textContent = "";
          answer.body.forEach(function (offer) {
            var option = document.createElement("option");
            option.value = offer.value;
            option.label = offer.label;
            list.appendChild(option);
          });
        }, function () { /* Without a line nothing is offered; typing goes on. */ });
    }
    input.addEventListener("input", function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, 250);
    });
    input.addEventListener("focus", function () {
      if (!list.firstChild) {
        ask();
      }
    });
  }

  function locate(button) {
    if (!navigator.geolocation || !window.isSecureContext) {
      return;
    }
    button.hidden = false;
    button.addEventListener("click", function () {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(function (found) {
        var input = document.getElementById(button.getAttribute("data-locate"));
        input.value = found.coords.longitude.toFixed(6) + "," + found.coords.latitude.toFixed(6);
        button.disabled = false;
        window.desk.say("已取当前位置");
      }, function () {
        button.disabled = false;
        window.desk.say("未能取得位置，请手工填写");
        button.textContent = "未能取得，请手填";
      }, { enableHighAccuracy: true, timeout: 15000 });
    });
  }

  /* Waiting forms ---------------------------------------------------------------------------- */

  var state = document.getElementById("offline-state");
  var NAME = "chengxiao-waiting";

  function shelf() {
    return new Promise(function (resolve, reject) {
      var opening = window.indexedDB.open(NAME, 1);
      opening.onupgradeneeded = function () {
        opening.result.createObjectStore("forms", { keyPath: "key" });
      };
      opening.onsuccess = function () { resolve(opening.result); };
      opening.onerror = function () { reject(opening.error); };
    });
  }

  function onShelf(mode, act) {
    return shelf().then(function (db) {
      return new Promise(function (resolve, reject) {
        var turn = db.transaction("forms", mode);
        var asked = act(turn.objectStore("forms"));
        turn.oncomplete = function () { db.close(); resolve(asked.result); };
        turn.onerror = function () { db.close(); reject(turn.error); };
      });
    });
  }

  function told(count) {
    if (state) {
      state.textContent = count ? "网络不通：有" + count + "条登记存在本机，联网后自动提交" : "";
    }
  }

  /* The fields as they are kept: the token of this session is put in anew when they are sent. */
  function fieldsOf(source) {
    var fields = [];
    new FormData(source).forEach(function (value, name) {
      if (name !== "csrf" && !(value instanceof File && value.size === 0)) {
        fields.push([name, value]);
      }
    });
    return fields;
  }

  function send(waiting) {
    var data = new FormData();
    data.append("csrf", window.desk.csrf());
    waiting.fields.forEach(function (pair) { data.append(pair[0], pair[1]); });
    return fetch(waiting.action, { method: "POST", credentials: "same-origin", body: data });
  }

  /* Sends what waits, one after the other; what the server refuses is left for a person. */
  function flush() {
    return onShelf("readonly", function (forms) { return forms.getAll(); }).then(function (all) {
      told(all.length);
      return all.reduce(function (before, waiting) {
        return before.then(function () {
          return send(waiting).then(function (response) {
            if (response.ok && response.redirected && response.url.indexOf("/login") < 0) {
              return onShelf("readwrite", function (forms) { return forms.delete(waiting.key); })
                .then(function () { window.desk.say("一条存在本机的登记已提交"); });
            }
            if (response.status === 422 && state) {
              state.textContent = "有一条存在本机的“" + waiting.label + "”登记未被接受，请重新登记";
            }
            return null;
          });
        });
      }, Promise.resolve());
    }).then(function () {
      return onShelf("readonly", function (forms) { return forms.count(); });
    }).then(told, function () { /* Still no line. */ });
  }

  function show(response) {
    if (response.redirected && response.ok) {
      window.location.assign(response.url);
      return null;
    }
    return response.text().then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      var main = page.getElementById("main");
      if (!main) {
        form.submit();
        return;
      }
      document.getElementById("main").replaceWith(document.importNode(main, true));
      form = document.querySelector(".record-form");
      begin();
      var faults = document.getElementById("faults");
      if (faults) {
        faults.focus();
      }
    });
  }

  function submit(event) {
    event.preventDefault();
    var button = form.querySelector("button[type=submit]");
    if (button.disabled) {
      return;
    }
    button.disabled = true;
    var waiting = {
      key: form.elements.client_key.value,
      action: form.getAttribute("action"),
      label: form.getAttribute("data-offline"),
      fields: fieldsOf(form)
    };
    send(waiting).then(show, function () {
      return onShelf("readwrite", function (forms) { return forms.put(waiting); }).then(function () {
        told(1);
        window.desk.say("网络不通，已存在本机，联网后自动提交");
      }, function () {
        state.textContent = "网络不通，内容还在本页，请稍候再按“保存”";
      });
    }).then(function () { button.disabled = false; });
  }

  function begin() {
    if (!form) {
      return;
    }
    state = document.getElementById("offline-state");
    form.addEventListener("change", fit);
    form.addEventListener("input", fit);
    fit();
    each(form.querySelectorAll("[data-names]"), offerNames);
    each(form.querySelectorAll("[data-locate]"), locate);
    if (form.hasAttribute("data-offline") && window.indexedDB) {
      form.addEventListener("submit", submit);
    }
  }

  begin();
  if (window.indexedDB) {
    window.addEventListener("online", flush);
    flush();
  }
})();
