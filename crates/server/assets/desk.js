/* The base script of all pages: the menu on narrow screens, copying of codes, and what the
   scripts of single pages use (window.desk). Every page works without it. */
(function () {
  "use strict";

  var root = document.documentElement;
  root.classList.add("js");

  function csrf() {
    var meta = document.querySelector("meta[name=csrf]");
    return meta ? meta.content : "";
  }

  /* Sends JSON with the token of the session; the promise gives {ok, status, body}. */
  function send(address, value) {
    return fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Csrf-Token": csrf() },
      body: JSON.stringify(value)
    }).then(answer);
  }

  function load(address) {
    return fetch(address, {
      credentials: "same-origin",
      headers: { Accept: "application/json" },
      cache: "no-store"
    }).then(answer);
  }

  function answer(response) {
    return response.text().then(function (text) {
      var body = null;
      try {
        body = JSON.parse(text);
      } catch (error) {
        body = null;
      }
      return { ok: response.ok, status: response.status, body: body };
    });
  }

  var speaker = null;

  /* Says a sentence to those who listen rather than look. */
  function say(text) {
    if (!speaker) {
      speaker = document.createElement("div");
      speaker.className = "unseen";
      speaker.setAttribute("role", "status");
      document.body.appendChild(speaker);
    }
    speaker.textContent = text;
  }

  window.desk = { csrf: csrf, send: send, load: load, say: say };

  function foldMenu() {
    var button = document.querySelector(".menu-button");
    var menu = document.getElementById("menu");
    if (!button || !menu) {
      return;
    }
    button.hidden = false;
    button.addEventListener("click", function () {
      var open = menu.classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
    });
  }

  function copyText(text) {
    if (navigator.clipboard && window.isSecureContext) {
      return navigator.clipboard.writeText(text);
    }
    /* An intranet without TLS has no clipboard object; the old way still works there. */
    var area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  function offerCopy(event) {
    var button = event.target.closest ? event.target.closest("[data-copy]") : null;
    if (!button) {
      return;
    }
    copyText(button.getAttribute("data-copy")).then(
      function () { say("已复制 " + button.getAttribute("data-copy")); button.title = "已复制"; },
      function () { say("浏览器不允许复制，请选中文字后按 Ctrl+C"); }
    );
  }

  /* A button with data-confirm asks before it sends its form. */
  function askFirst(event) {
    var button = event.submitter || document.activeElement;
    var words = button && button.getAttribute ? button.getAttribute("data-confirm") : null;
    if (words && !window.confirm(words)) {
      event.preventDefault();
    }
  }

  /* Alt+Q goes to the search box, as the help page says. */
  function shortcuts(event) {
    if (event.altKey && !event.ctrlKey && event.key.toLowerCase() === "q") {
      var box = document.getElementById("find");
      if (box) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    }
  }

  /* A table that fits needs no stop of its own for the keyboard. */
  function fitStops() {
    Array.prototype.forEach.call(document.querySelectorAll(".table-scroll"), function (box) {
      if (box.scrollWidth > box.clientWidth + 1) {
        box.setAttribute("tabindex", "0");
      } else {
        box.removeAttribute("tabindex");
      }
    });
  }

  function start() {
    foldMenu();
    fitStops();
    window.addEventListener("resize", fitStops);
    document.addEventListener("click", offerCopy);
    document.addEventListener("submit", askFirst);
    document.addEventListener("keydown", shortcuts);
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
