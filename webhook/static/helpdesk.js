/* The simulated helpdesk's own script: the host side of the frame, and the message templates.
   Everything works without it but the insertion, which is what a helpdesk's script is for. */
(() => {
  "use strict";
  const LOOK_MS = 2000, SEND = 4;
  const frame = document.querySelector("[data-frame]"), box = document.querySelector("[data-reply]");
  const main = document.querySelector("[data-state]");
  const was = box ? box.value : "";
  let isInserted = Boolean(was);

  function guide(step) {
    document.querySelectorAll("[data-guide] li").forEach((li, at) => {
      if (at + 1 === step) li.setAttribute("aria-current", "step"); else li.removeAttribute("aria-current");
    });
  }

  addEventListener("message", event => {
    if (!frame || !box || event.source !== frame.contentWindow || event.origin !== location.origin) return;
    if (event.data?.type !== "drafter:insert" || typeof event.data.text !== "string") return;
    box.value = event.data.text;
    box.rows = 11;
    box.focus();
    isInserted = true;
    document.querySelectorAll("[data-insert-note]").forEach(note => { note.hidden = false; });
    guide(SEND);
    event.source.postMessage({ type: "drafter:inserted" }, event.origin);
  });

  /* Where the ticket stands: the guide moves on, and the page comes back when Drafter does. */
  async function look() {
    try {
      const answer = await fetch(main.dataset.state, { headers: { Accept: "application/json" } });
      const state = answer.ok ? await answer.json() : null;
      const isOther = state && ((state.away ? "yes" : "no") !== main.dataset.away || String(state.messages) !== main.dataset.messages);
      if (isOther && (!box || box.value === was)) { location.reload(); return; }
      if (state) guide(isInserted ? Math.max(state.step, SEND) : state.step);
    } catch { /* the next look tries again */ }
    setTimeout(look, document.hidden ? 5 * LOOK_MS : LOOK_MS);
  }
  if (main) setTimeout(look, LOOK_MS);

  const start = document.querySelector("[data-templates]");
  start?.addEventListener("change", () => {
    const chosen = start.selectedOptions[0];
    document.querySelector("[data-subject]:is(input)").value = chosen.dataset.subject || "";
    document.querySelector("[data-message]").value = chosen.dataset.body || "";
    document.querySelector("select[data-from]").value = chosen.dataset.from || "";
  });
})();
