/* Progressive enhancement, hand-written, no dependencies.  Every control here is a real link,
   form, radio or <details> first; this file saves a page load, adds keys, the live arrival of
   a draft, copying, and the insertion into the reply box of the page around our frame. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const POLL_MS = 700, SLOW_POLL_MS = 5000; // a draft is shown within a second; after a minute it is no longer urgent
  const REFRESH_MS = 10_000; // how often a list looks for what is new
  const isTyping = el => el && (el.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && !/^(checkbox|radio|button|submit)$/.test(el.type)));
  const keys = {
    get on() { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } },
    set on(value) { try { localStorage.setItem("keys", value ? "on" : "off"); } catch { /* private mode: keys stay on */ } },
  };

  function toast(text) {
    const box = $(".toasts");
    if (!box) return;
    const note = document.createElement("div");
    const close = document.createElement("button");
    note.className = "toast";
    close.type = "button";
    close.textContent = "Dismiss";
    close.dataset.dismiss = "";
    note.append(text, close);
    box.replaceChildren(note);
  }

  /* ---- times in the reader's zone; the server writes UTC ---- */
  const FORMS = {
    time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    day: { day: "numeric", month: "short" },
    moment: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  };
  function localTimes(within) {
    $$("time[data-local]", within).forEach(el => {
      const at = new Date(el.dateTime);
      if (!Number.isNaN(at.getTime())) el.textContent = new Intl.DateTimeFormat("en-GB", FORMS[el.dataset.local]).format(at);
    });
  }

  /* ---- the live score of a scorecard ---- */
  function score() {
    const form = $("[data-scorecard]"), out = $("[data-score]");
    if (!form || !out) return;
    let got = 0, of = 0, failed = false;
    $$("input[data-weight]:checked", form).forEach(rating => {
      if (rating.value === "na") return;
      of += Number(rating.dataset.weight);
      got += Number(rating.dataset.weight) * Number(rating.value);
      failed ||= rating.dataset.autoFail !== undefined && Number(rating.value) === 0;
    });
    out.textContent = !of ? "–" : failed ? "0" : Math.round(100 * got / of);
  }

  /* ---- panels: one element that the server renders again ---- */
  let waiting = 0, watching = 0;
  class Refusal extends Error {} // the server answered, and said no

  async function ask(url, options = {}) {
    const answer = await fetch(url, { ...options, headers: { "X-Fragment": "1" }, credentials: "same-origin" });
    return { answer, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
  }

  function reasonOf(page, answer) {
    const isOver = answer.status === 401 || new URL(answer.url).pathname === "/sign-in";
    return isOver ? "Your session is over, and this was not saved. Copy your words, then sign in again." : $(".empty p", page)?.textContent || "";
  }

  async function load(panel, url, options = {}) {
    const { page, answer } = await ask(url, options);
    const fresh = $(`[data-panel="${panel.dataset.panel}"]`, page);
    if (!fresh) throw new Refusal(reasonOf(page, answer));
    panel.replaceWith(fresh);
    replaceParts(page);
    const notes = $(".toasts", page), box = $(".toasts");
    if (notes && box && notes.childElementCount) box.replaceChildren(...notes.children);
    prepare(fresh);
    return { fresh, url: answer.url };
  }

  /* What stands around a panel and changes with it, such as the list of tickets. */
  function replaceParts(page) {
    $$("[data-part]", page).forEach(fresh => {
      const old = $(`[data-part="${fresh.dataset.part}"]`);
      if (!old) return;
      const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      const top = old.scrollTop;
      old.replaceWith(fresh);
      fresh.scrollTop = top;
      localTimes(fresh);
      if (focused) $(`a[href="${CSS.escape(focused)}"]`, fresh)?.focus({ preventScroll: true });
    });
  }

  async function follow(panel, url, options) {
    panel.setAttribute("aria-busy", "true");
    $(".toasts")?.replaceChildren(); // what was said before is about the panel before
    const pressed = document.activeElement?.id, open = $$("details.fold[open][id]", panel).map(fold => fold.id);
    try {
      const result = await load(panel, url, options);
      open.forEach(id => { const fold = document.getElementById(id); if (fold?.matches("details")) fold.open = true; });
      focusIn(result.fresh, pressed);
      return result.fresh;
    } catch (error) {
      panel.removeAttribute("aria-busy");
      toast((error instanceof Refusal && error.message) || "That didn’t reach the server. Nothing was lost; try again.");
      return null;
    }
  }

  /* After an action: the same button if it is still there and can be pressed back, else what the server names. */
  function focusIn(panel, pressed) {
    const again = pressed ? document.getElementById(pressed) : null;
    const target = again?.matches("[role='checkbox']") ? again : $("[data-focus]", panel) || $(".checks .callout .btn", panel) || $("h1, h2", panel);
    if (!target) return;
    if (!/^(A|BUTTON|TEXTAREA|INPUT)$/.test(target.tagName)) target.tabIndex = -1;
    target.focus({ preventScroll: target.tagName !== "TEXTAREA" });
    const top = target.getBoundingClientRect().top;
    if (target.matches("[data-focus]") && (top < 64 || top > innerHeight)) target.scrollIntoView({ block: "start" }); // such as checks above what was just edited
  }

  function poll(panel) {
    clearTimeout(waiting);
    if (!panel.dataset.poll) return;
    const tries = Number(panel.dataset.tries || 0);
    waiting = setTimeout(async () => {
      if (!panel.isConnected) return;
      try {
        const { fresh } = await load(panel, panel.dataset.poll);
        fresh.dataset.tries = tries + 1;
        const state = (fresh.dataset.mark || "").split(" ")[0];
        if (state === "ready") toast("The draft has arrived.");
        else if (state === "uncovered") toast("No policy covers this, so there is no draft.");
      } catch {
        panel.dataset.tries = tries + 1;
        poll(panel);
      }
    }, tries < 90 ? POLL_MS : SLOW_POLL_MS);
  }

  /* A panel without a draft to read waits for what the helpdesk tells next: a sending, a new message. */
  function watch(panel) {
    clearTimeout(watching);
    if (!panel.dataset.watch) return;
    watching = setTimeout(async () => {
      if (!panel.isConnected) return;
      try {
        const fresh = $(`[data-panel="${panel.dataset.panel}"]`, (await ask(panel.dataset.watch)).page);
        if (fresh && fresh.dataset.mark !== panel.dataset.mark) { arrive(panel, fresh); return; }
      } catch { /* the next look tries again */ }
      panel.dataset.looks = Number(panel.dataset.looks || 0) + 1;
      watch(panel);
    }, Number(panel.dataset.looks || 0) > 60 ? 15000 : panel.dataset.mark.startsWith("ready") ? 4000 : 2000);
  }

  /* What took the panel's place meanwhile: shown at once, unless somebody is at work on the old one. */
  function arrive(panel, fresh) {
    if (isWorkedOn(panel)) {
      if ($("[data-overtaken]", panel)) return;
      const note = document.createElement("p"), words = document.createElement("span"), show = document.createElement("a");
      note.className = "callout callout-warn";
      note.dataset.overtaken = "";
      note.setAttribute("role", "alert");
      words.textContent = "There is something newer for this ticket. Your words are kept here. ";
      show.href = panel.dataset.watch.replace("/agent/panel", location.pathname);
      show.textContent = "Show it";
      show.addEventListener("click", event => { event.preventDefault(); follow(panel, panel.dataset.watch); });
      words.append(show);
      note.append(words);
      ($(".panel-body", panel) || panel).prepend(note);
      return;
    }
    const had = panel.contains(document.activeElement), state = (fresh.dataset.mark || "").split(" ")[0];
    panel.replaceWith(fresh);
    prepare(fresh);
    if (had) focusIn(fresh);
    if (state === "ready" || state === "loading") toast($("[role='status'] span", fresh)?.textContent || "A newer draft has taken the place of the one before.");
  }

  function isWorkedOn(panel) {
    return Boolean($("#edit", panel) || $("dialog[open]", panel) || $("input[name='settled'], input[name='fixed']", panel) || isTyping(document.activeElement) && panel.contains(document.activeElement));
  }

  /* A list that changes by itself, such as the inbox, is fetched again while somebody looks at it. */
  setInterval(async () => {
    const list = $("[data-refresh]");
    if (!list || document.hidden || $("[data-panel][aria-busy='true']")) return;
    try {
      replaceParts((await ask(list.dataset.refresh)).page);
    } catch { /* away for a moment; the next round tries again */ }
  }, REFRESH_MS);

  /* ---- insert: the page around our frame puts the text into its own reply box ---- */
  function insert(panel) {
    const text = $("[data-insert-text]", panel);
    if (text) document.dispatchEvent(new CustomEvent("drafter:insert", { detail: text.value })); // frame.js knows the helpdesk
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { // a frame without the clipboard permission
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "sr-only";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  async function copyDraft(button) {
    const source = document.getElementById(button.dataset.copy);
    const done = await copy("value" in source ? source.value : source.textContent);
    toast(done ? button.dataset.done || "Copied." : "The browser refused to copy; select the text instead.");
    if (done && button.form) button.form.requestSubmit(button);
  }

  /* ---- events ---- */
  function prepare(within) {
    localTimes(within);
    score();
    $$("[data-keys-toggle]", within).forEach(box => { box.checked = keys.on; });
    const panel = within.matches?.("[data-panel]") ? within : $("[data-panel]", within);
    if (panel) { poll(panel); watch(panel); }
  }

  function toggleTheme(form) {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
    $$("iframe").forEach(frame => { try { frame.contentDocument.documentElement.dataset.theme = root.dataset.theme; } catch { /* another origin keeps its own */ } });
    form.closest("details")?.removeAttribute("open");
  }

  function cite(link) {
    const source = $(link.hash);
    if (!source) return false;
    const wasOn = link.hasAttribute("aria-current");
    $$(".cite[aria-current]").forEach(el => el.removeAttribute("aria-current"));
    $$(".source.on").forEach(el => el.classList.remove("on"));
    if (wasOn) return true;
    link.setAttribute("aria-current", "true");
    source.classList.add("on");
    const fold = source.closest("details");
    if (fold) fold.open = true;
    source.scrollIntoView({ block: "nearest" });
    return true;
  }

  document.addEventListener("click", event => {
    const el = event.target.closest("[data-open],[data-close],[data-dismiss],[data-peek],[data-copy],[data-frag],.cite,.edit-no,[data-jump]");
    if (!event.target.closest(".menu")) $$(".menu[open]").forEach(menu => { menu.open = false; });
    if (!el) return;
    if (el.dataset.open) {
      const dialog = document.getElementById(el.dataset.open);
      if (!dialog) return;
      event.preventDefault();
      if (dialog.open) dialog.close();
      dialog.showModal();
      el.closest(".menu")?.removeAttribute("open");
    } else if (el.matches("[data-close]")) {
      event.preventDefault();
      el.closest("dialog").close();
    } else if (el.matches("[data-dismiss]")) {
      event.preventDefault();
      el.closest(".toast").remove();
    } else if (el.dataset.peek) {
      const input = document.getElementById(el.dataset.peek), show = input.type === "password";
      input.type = show ? "text" : "password";
      el.setAttribute("aria-pressed", show);
      el.setAttribute("aria-label", show ? "Hide password" : "Show password");
    } else if (el.dataset.copy) {
      event.preventDefault();
      copyDraft(el);
    } else if (el.matches(".cite[href^='#']")) {
      if (cite(el)) event.preventDefault();
    } else if (el.matches(".edit-no")) {
      $$(".edit-no").forEach(other => { other.toggleAttribute("aria-current", other.hash === el.hash); });
    } else if (el.matches("[data-jump]")) { // a check is open: go to it and to its fix
      const check = $(el.hash);
      event.preventDefault();
      check.scrollIntoView({ block: "center" });
      ($("a, button", check) || check).focus({ preventScroll: true });
      if (el.dataset.jump) toast(el.dataset.jump);
    } else if (el.matches("a[data-frag]") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const panel = el.closest("[data-panel]");
      if (!panel) return;
      event.preventDefault();
      follow(panel, el.href);
    }
  });

  document.addEventListener("submit", async event => {
    const form = event.target;
    if (form.matches(".theme-form")) { event.preventDefault(); toggleTheme(form); return; }
    const panel = form.closest("[data-panel]") || (form.dataset.frag && $(`[data-panel="${form.dataset.frag}"]`));
    if (!form.matches("[data-frag]") || !panel) {
      if (form.method === "post" && form.dataset.sent) event.preventDefault(); // pressed twice
      form.dataset.sent = "yes";
      event.submitter?.setAttribute("aria-busy", "true");
      return;
    }
    event.preventDefault();
    if (panel.getAttribute("aria-busy") === "true" && !panel.dataset.poll) return; // pressed twice
    const wantsInsert = event.submitter?.matches("[data-insert], [data-selection]");
    const sent = new FormData(form, event.submitter), action = event.submitter?.getAttribute("formaction") || form.getAttribute("action");
    form.closest("dialog")?.close();
    const fresh = form.method === "get"
      ? await follow(panel, `${action}?${new URLSearchParams(sent)}`)
      : await follow(panel, action, { method: "POST", body: sent });
    if (fresh && wantsInsert) insert(fresh);
  });

  /* A part of the letter that somebody selected can go out alone. */
  document.addEventListener("selectionchange", () => {
    const button = $("[data-selection]"), letter = $("[data-selectable]"), chosen = getSelection();
    if (!button || !letter) return;
    const inside = chosen.rangeCount && !chosen.isCollapsed && letter.contains(chosen.getRangeAt(0).commonAncestorContainer);
    const text = inside ? wordsOf(chosen.getRangeAt(0)) : "";
    if (!inside && document.activeElement === button) return; // on its way to being pressed
    button.hidden = !text;
    if (text) button.form.elements.text.value = text;
  });

  function wordsOf(range) { // without the numbers of sources
    const copied = range.cloneContents(), box = document.createElement("div");
    copied.querySelectorAll(".cite").forEach(el => el.remove());
    copied.querySelectorAll("p").forEach(el => el.append("\n\n"));
    box.append(copied);
    return box.textContent.trim();
  }

  /* A form whose sample the server writes again while somebody types; only the sample is replaced. */
  let typing = 0, asked = 0;
  document.addEventListener("input", event => {
    const form = event.target.form, panel = form?.dataset.live && document.getElementById(form.dataset.live);
    if (!panel || event.target.matches("[data-quiet]")) return;
    clearTimeout(typing);
    typing = setTimeout(async () => {
      const mine = ++asked, body = new FormData(form);
      panel.setAttribute("aria-busy", "true");
      try {
        const { page } = await ask(form.action, { method: "POST", body });
        const fresh = page.getElementById(panel.id);
        if (mine === asked && fresh) $(".live", panel).replaceWith($(".live", fresh));
      } catch { /* the next keystroke tries again */ }
      if (mine === asked) panel.removeAttribute("aria-busy");
    }, 500);
  });

  document.addEventListener("change", event => {
    const el = event.target;
    if (el.matches("[data-keys-toggle]")) keys.on = el.checked;
    if (el.matches("[data-submit]")) el.form.requestSubmit();
    if (el.closest("[data-scorecard]")) score();
  });

  function move(step) {
    const rows = $$("[data-list] :is(.row-link, .thread-row)");
    if (!rows.length) { $(step > 0 ? "[data-next]" : "[data-previous]")?.click(); return; }
    const at = rows.indexOf(document.activeElement);
    const from = at >= 0 ? at : rows.findIndex(row => row.hasAttribute("aria-current"));
    rows[Math.max(0, Math.min(rows.length - 1, from + step))].focus();
  }

  document.addEventListener("keydown", event => {
    if (event.key === "Escape") $$(".menu[open]").forEach(menu => { menu.open = false; $("summary", menu).focus(); });
    if ((event.ctrlKey || event.metaKey) && (event.key === "Enter" || event.key === "s")) {
      const button = $("dialog[open]") ? null : $(`[data-key='mod+${event.key.toLowerCase()}']`);
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || $("dialog:modal") || !keys.on) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); move(event.key === "j" ? 1 : -1); return; }
    if (event.key === "?") { $("#keys")?.showModal(); return; }
    const target = event.key === "/" ? $("[data-search]") : null;
    if (target) { event.preventDefault(); target.focus(); return; }
    const hit = $$(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`).find(el => el.offsetParent || el.closest("details:not([open])"));
    if (hit) { event.preventDefault(); hit.click(); }
  });

  addEventListener("pageshow", event => { // back to a page that the browser had kept
    if (!event.persisted) return;
    $$("form[data-sent]").forEach(form => { delete form.dataset.sent; });
    $$(".btn[aria-busy]").forEach(button => { button.removeAttribute("aria-busy"); });
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (/Mac|iP/.test(navigator.platform)) $$("kbd").forEach(key => { key.textContent = key.textContent.replace("Ctrl", "⌘"); });
    prepare(document);
    $$("dialog[open]").forEach(dialog => { dialog.close(); dialog.showModal(); });
  });
})();
