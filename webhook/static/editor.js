/* The policy editor's own enhancement: keeps what is typed on the server, asks the linter while
   you write, and puts Markdown marks around a selection.  Without it all of this is a button. */
(() => {
  "use strict";
  const KEEP_MS = 2000; // typing pauses; a crash loses two seconds at most
  const LINT_MS = 1500;

  const AGAIN_MS = 2000; // how often a replay on its way is looked at

  /* ---- a replay on its way is shown as it goes ---- */
  function follow() {
    const panel = document.querySelector("[data-again]");
    if (!panel) return;
    setTimeout(async () => {
      try {
        const answer = await fetch(panel.dataset.again, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector(`[data-part="${panel.dataset.part}"]`);
        if (answer.ok && fresh && panel.isConnected) panel.replaceWith(fresh);
      } catch { /* the next look tries again */ }
      follow();
    }, AGAIN_MS);
  }
  follow();

  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const state = document.querySelector("[data-keep-state]");
  let keeping = 0, linting = 0, sent = "", leaving = false;

  const wording = () => new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "csrf_token")).toString();
  sent = wording();

  function say(text) {
    if (state) state.textContent = text;
  }

  async function keep() {
    const now = wording();
    if (now === sent || leaving) return;
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      sent = now;
      const at = new Date((await answer.json()).kept_at);
      say(`Not saved yet, kept at ${new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at)}`);
    } catch {
      say("Not saved yet, and the server can’t be reached. Copy your text to be safe.");
    }
  }

  async function lint() {
    const panel = document.querySelector("[data-lint]");
    if (!panel) return;
    try {
      const answer = await fetch(panel.dataset.lint, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-lint]");
      if (!answer.ok || !fresh || panel.contains(document.activeElement)) return;
      panel.replaceWith(fresh);
      const line = document.querySelector("[data-grave-line]"), grave = Number(fresh.dataset.grave);
      if (line) {
        line.hidden = !grave;
        line.querySelector("span").textContent = `${grave} ${grave === 1 ? "conflict is" : "conflicts are"} open. The reviewer will see it.`;
      }
    } catch { /* the next pause asks again */ }
  }

  function changed() {
    clearTimeout(keeping);
    clearTimeout(linting);
    if (wording() !== sent) say("Not saved yet");
    keeping = setTimeout(keep, KEEP_MS);
    linting = setTimeout(lint, LINT_MS);
  }

  lint();
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  document.addEventListener("submit", event => { if (event.target.method === "post") leaving = true; });
  addEventListener("pagehide", () => {
    if (!leaving && wording() !== sent) navigator.sendBeacon(form.dataset.keep, new FormData(form));
  });

  /* ---- Markdown helpers ---- */
  const area = document.getElementById("md");
  const MARKS = {
    heading: text => line(text, "## ", "Heading"),
    list: text => line(text, "- ", "One thing"),
    bold: text => [`**${text || "important"}**`, 2, text || "important"],
    link: text => [`[${text || "words"}](https://)`, 1, text || "words"],
    internal: text => [`\n:::internal\n${text || "What agents should know and never quote."}\n:::\n`, 13, text || "What agents should know and never quote."],
  };
  function line(text, mark, usual) {
    const lines = (text || usual).split("\n").map(one => mark + one).join("\n");
    return [lines, mark.length, lines.slice(mark.length)];
  }

  document.addEventListener("click", event => {
    const button = event.target.closest("[data-md]");
    if (!button || !area) return;
    const start = area.selectionStart, text = area.value.slice(start, area.selectionEnd);
    const [put, skip, kept] = MARKS[button.dataset.md](text);
    area.focus();
    if (!document.execCommand("insertText", false, put)) area.setRangeText(put, start, area.selectionEnd, "end"); // execCommand keeps Ctrl+Z
    area.setSelectionRange(start + skip, start + skip + kept.length);
    changed();
  });
})();
