/* Between Front and Drafter's panel: which conversation is open, and text for its draft.
   Messages go to Drafter's own address and are heard from there alone. */
(() => {
  "use strict";
  const SITE = "@@SITE@@", SIDEBAR = "@@SIDEBAR@@";
  const frame = document.querySelector("iframe");
  const secret = new URLSearchParams(location.search).get("auth_secret");
  const tell = message => frame.contentWindow.postMessage(message, SITE);
  let context = null;

  frame.src = secret ? `${SIDEBAR}&auth_secret=${encodeURIComponent(secret)}` : SIDEBAR;
  history.replaceState(null, "", location.pathname);

  function asHtml(text) {
    const box = document.createElement("div");
    box.textContent = text;
    return box.innerHTML.replace(/\r?\n/g, "<br>");
  }
  function sayTicket() {
    if (context?.type === "singleConversation") tell({ type: "drafter:ticket", ticket: context.conversation.id });
  }
  async function insert(text) {
    const content = { body: asHtml(text), type: "html" }, draft = context.conversation.draftId;
    if (draft) {
      await context.updateDraft(draft, { updateMode: "insert", content });
    } else {
      const { results } = await context.listMessages();
      const last = results[results.length - 1];
      await context.createDraft({ content, replyOptions: { type: "reply", originalMessageId: last.id } });
    }
    tell({ type: "drafter:inserted" });
  }

  Front.contextUpdates.subscribe(next => { context = next; sayTicket(); });
  addEventListener("message", event => {
    if (event.source !== frame.contentWindow || event.origin !== SITE) return;
    if (event.data?.type === "drafter:ready") sayTicket();
    const isText = event.data?.type === "drafter:insert" && typeof event.data.text === "string";
    if (isText && context?.type === "singleConversation") insert(event.data.text).catch(() => {});
  });
})();
