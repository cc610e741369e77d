/* Inside a helpdesk: the pass that stands for our cookie there, and the helpdesk's own messages.
   A message goes to the one origin around us that the server named, and is heard from nobody
   else.  Loaded before app.js, whose requests then carry the pass. */
(() => {
  "use strict";
  const HEADER = "X-Frame-Pass", ZAF_VERSION = "2.0.0", CHATWOOT_ASK = "chatwoot-dashboard-app:fetch-info";
  const ASK_AGAIN_MS = 10_000;

  /* ---- the small window that somebody signed in with ---- */
  const handOver = document.querySelector("meta[name=drafter-hand-over]");
  if (handOver && opener && opener !== window) {
    opener.postMessage({ type: "drafter:pass", pass: handOver.content }, location.origin);
    setTimeout(close, 300);
    return;
  }
  const meta = document.querySelector("meta[name=drafter-frame]");
  if (!meta || parent === window) return;
  const { kind, connection, renew } = meta.dataset;
  const renewal = `${renew}?${new URLSearchParams({ connection })}`;
  let pass = meta.content;
  let later = 0, ticket = new URLSearchParams(location.search).get("ticket") || meta.dataset.ticket || "";
  meta.content = "";

  /* ---- requests of the panel carry the pass, and no cookie ---- */
  const plain = window.fetch.bind(window);
  window.fetch = (input, options = {}) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    if (!pass || url.origin !== location.origin) return plain(input, options);
    const headers = new Headers(options.headers);
    headers.set(HEADER, pass);
    return plain(input, { ...options, headers, credentials: "omit", referrerPolicy: "no-referrer" });
  };
  async function takeNext(address, options) {
    const headers = pass ? { [HEADER]: pass } : {};
    try {
      const answer = await plain(address, { method: "POST", headers, referrerPolicy: "no-referrer", ...options });
      if (answer.ok) pass = answer.headers.get(HEADER) || "";
      else if (answer.status === 401) pass = "";
    } catch { /* away for a moment; a second try comes before the pass is over */ }
  }
  setInterval(() => { if (pass) takeNext(renewal, { credentials: "omit" }); }, Number(meta.dataset.renewS) * 1000);

  /* ---- who is around us ---- */
  const panel = () => document.querySelector("[data-panel]");
  const hosts = (meta.dataset.hosts || "").split(" ").filter(Boolean);
  function isHost(origin) {
    return hosts.some(host => host === origin || (host.startsWith("https://*.") && origin.startsWith("https://") && origin.endsWith(host.slice(9))));
  }
  function around() {
    const asked = kind === "zendesk" ? new URLSearchParams(location.search).get("origin") : "";
    const found = location.ancestorOrigins?.[0] || asked || (document.referrer && new URL(document.referrer).origin);
    return found && isHost(found) ? found : "";
  }
  function tell(message) {
    const origin = around();
    if (origin) parent.postMessage(message, origin);
    return Boolean(origin);
  }

  /* ---- the panel of another ticket, or of somebody who has just signed in ---- */
  function show(next) {
    ticket = next || ticket;
    if (panel()?.getAttribute("aria-busy") === "true") { // one is on its way; it would take this one's place
      clearTimeout(later);
      later = setTimeout(show, 60);
      return;
    }
    const link = document.createElement("a"), values = new URLSearchParams({ connection });
    if (ticket) values.set("ticket", ticket);
    link.href = `${location.pathname}?${values}`;
    link.dataset.frag = "";
    link.hidden = true;
    panel()?.append(link);
    link.click(); // app.js follows it and puts the new panel in place of the old one
  }
  function showTicket(id) {
    const next = id == null ? "" : String(id);
    if (next && next !== ticket) show(next);
  }
  function inserted() {
    for (const [name, hidden] of [["data-if-inserted", false], ["data-if-approved", true]])
      panel()?.querySelectorAll(`[${name}]`).forEach(el => { el.hidden = hidden; });
  }

  /* ---- helpdesks: what each calls "which ticket" and "put this into the reply box" ---- */
  function zendesk() {
    const guid = new URLSearchParams(location.search).get("app_guid") || "";
    const waiting = new Map();
    let isReady = false, last = 0;
    const post = message => tell(JSON.stringify({ ...message, appGuid: guid, instanceGuid: guid }));
    const ask = (request, params) => new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      setTimeout(() => { if (waiting.delete(id)) reject(new Error("no answer")); }, ASK_AGAIN_MS);
      post({ id, request, params });
    });
    const which = async () => {
      const found = await ask("get", ["ticket.id"]);
      showTicket(found["ticket.id"]);
      ask("invoke", { resize: [{ width: "100%", height: "640px" }] }).catch(() => {});
    };
    post({ key: "iframe.handshake", message: { version: ZAF_VERSION } });
    return {
      hear(data) {
        if (data.key === "zaf.app.registered") { isReady = true; which().catch(() => {}); return; }
        if (data.key === "zaf.app.activated" && isReady) { which().catch(() => {}); return; }
        const asked = waiting.get(data.id);
        if (!asked) return;
        waiting.delete(data.id);
        const errors = data.result?.errors;
        if (data.error || (errors && Object.keys(errors).length)) asked.reject(new Error("refused")); else asked.resolve(data.result || {});
      },
      async insert(text) {
        await ask("invoke", { "ticket.comment.appendText": [text] });
        inserted();
      },
    };
  }
  function chatwoot() {
    tell(CHATWOOT_ASK);
    return {
      hear(data) {
        if (data.event === "appContext") showTicket(data.data?.conversation?.id);
      },
    };
  }
  function bridged() { // an app page of ours at the vendor, or our own helpdesk page
    tell({ type: "drafter:ready" });
    return {
      hear(data) {
        if (data.type === "drafter:ticket") showTicket(data.ticket);
        if (data.type === "drafter:inserted") inserted();
      },
      insert(text) { tell({ type: "drafter:insert", text }); },
    };
  }

  let host = null;
  addEventListener("message", event => {
    if (event.source === signInWindow && event.origin === location.origin && event.data?.type === "drafter:pass") {
      pass = event.data.pass;
      show();
      takeNext(`${renewal}&keep=yes`); // for the next time this frame is loaded
      return;
    }
    if (event.source !== parent || !event.origin || event.origin !== around()) return;
    const data = readMessage(event.data);
    if (data && host) host.hear(data);
  });
  function readMessage(data) {
    if (typeof data !== "string") return data && typeof data === "object" ? data : null;
    try { return Object(JSON.parse(data)); } catch { return null; }
  }

  /* ---- signing in here ---- */
  let signInWindow = null;
  document.addEventListener("click", event => {
    const link = event.target.closest("[data-frame-sign-in]");
    if (!link) return;
    event.preventDefault();
    signInWindow = open(link.href, "drafter-sign-in", "popup,width=480,height=680");
  });
  document.addEventListener("drafter:insert", event => {
    if (host && !host.insert) panel()?.querySelector("[data-copy='approved-text']")?.click(); // no reply box to write into
    else Promise.resolve(host?.insert(event.detail)).catch(() => {}); // the text stays on the panel, with Copy
  });
  document.addEventListener("DOMContentLoaded", async () => {
    if (meta.dataset.shut) return; // why is on the panel
    const isOut = !pass && panel()?.querySelector("[data-frame-sign-in]");
    if (isOut) await takeNext(renewal);
    host = kind === "zendesk" ? zendesk() : kind === "chatwoot" ? chatwoot() : kind === "helpscout" ? { hear() {} } : bridged();
    if (isOut && pass) show();
  });
})();
