/* Between Freshdesk and Drafter's panel: which ticket is open, and text for the reply box.
   Messages go to Drafter's own address and are heard from there alone. */
(() => {
  "use strict";
  const SITE = "@@SITE@@";
  const frame = document.querySelector("iframe");
  const tell = message => frame.contentWindow.postMessage(message, SITE);

  function asHtml(text) {
    const box = document.createElement("div");
    box.textContent = text;
    return box.innerHTML.replace(/\r?\n/g, "<br>");
  }

  app.initialized().then(client => {
    const sayTicket = async () => tell({ type: "drafter:ticket", ticket: String((await client.data.get("ticket")).ticket.id) });
    async function insert(text) {
      try { // the reply box is open
        await client.interface.trigger("setValue", { id: "editor", text: asHtml(text), replace: false, position: "end" });
      } catch { // it is not: this opens it
        await client.interface.trigger("click", { id: "reply", text: asHtml(text) });
      }
      tell({ type: "drafter:inserted" });
    }
    client.events.on("app.activated", sayTicket);
    addEventListener("message", event => {
      if (event.source !== frame.contentWindow || event.origin !== SITE) return;
      if (event.data?.type === "drafter:ready") sayTicket();
      if (event.data?.type === "drafter:insert" && typeof event.data.text === "string") insert(event.data.text).catch(() => {});
    });
    sayTicket();
  });
})();
