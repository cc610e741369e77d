/* The simulated helpdesk's own script: the host side of the frame, and the message templates. */
(() => {
  "use strict";
  const frame = document.querySelector("[data-frame]"), box = document.querySelector("[data-reply]");

  addEventListener("message", event => {
    if (!frame || !box || event.source !== frame.contentWindow || event.origin !== location.origin) return;
    if (event.data?.type !== "drafter:insert" || typeof event.data.text !== "string") return;
    box.value = event.data.text;
    box.rows = 11;
    box.focus();
    document.querySelectorAll("[data-insert-note]").forEach(note => { note.hidden = false; });
    document.querySelectorAll("[data-guide] li").forEach((step, at) => step.toggleAttribute("aria-current", at === 3));
    event.source.postMessage({ type: "drafter:inserted" }, event.origin);
  });

  const start = document.querySelector("[data-templates]");
  start?.addEventListener("change", () => {
    const chosen = start.selectedOptions[0];
    document.querySelector("[data-subject]").value = chosen.dataset.subject || "";
    document.querySelector("[data-message]").value = chosen.dataset.body || "";
    const from = document.querySelector("[data-from]");
    if (chosen.dataset.from) from.value = chosen.dataset.from;
  });
})();
