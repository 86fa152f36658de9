// A load that keeps a journal of what was acknowledged to it: registrations, edits, tokens, revocations, and questions
// about tokens. Each application belongs to one worker, so what it must be is known.
import { randomUUID } from "node:crypto";
import { post } from "./bench_load.mjs";

const patience = 10_000;
const random = (list) => list[Math.floor(Math.random() * list.length)];

/**
 * Starts the load. `journal.applications` have the name that was acknowledged last and those sent since; each of
 * their tokens is `active`, `revoked` (acknowledged), or `unknown` (a revocation without a reply).
 */
export function startLoad(url, cookie, workers) {
  const journal = { applications: [], names: [], successes: { read: [], write: [] }, failures: [], violations: [] };
  let stop = false;

  /** Sends a request; `null` if it failed, which may happen to any while machines go away. */
  async function send(kind, path, fields, headers, expected) {
    try {
      const reply = await fetch(url + path, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams(fields),
        headers: { origin: url, ...headers },
        signal: AbortSignal.timeout(patience),
      });
      const text = await reply.text();
      const at = performance.now();
      if (reply.status === expected) {
        journal.successes[kind].push(at);
        return text;
      }
      journal.failures.push({ at, kind, path, status: reply.status });
      // An application that was acknowledged must be known, and so on: only the machines may be blamed.
      if (reply.status < 500) journal.violations.push(`${path.replace(/cfgo_app_\w+/, "…")} was answered with ${reply.status}: ${text.slice(0, 200)}`);
      return null;
    } catch (error) {
      journal.failures.push({ at: performance.now(), kind, path, status: error.cause?.code ?? error.name });
      return null;
    }
  }

  async function register(own) {
    const name = `App ${randomUUID()}`;
    const fields = { name, redirect_uris: "https://app.example/callback", permissions: "identify", key: randomUUID() };
    journal.names.push(name);
    const text = await send("write", "/applications/new", fields, { cookie }, 200);
    if (text === null) return;
    // Not the first one on the page, which is the newest in the table: others register at the same time.
    const [, id] = /value="(cfgo_app_\w{22})" class="mono"/.exec(text);
    const [secret] = /cfgo_sec_\w{49}/.exec(text);
    const application = { credentials: { client_id: id, client_secret: secret }, name, sent: [], tokens: [] };
    own.push(application);
    journal.applications.push(application);
  }

  async function edit(application) {
    const name = `App ${randomUUID()}`;
    application.sent.push(name);
    const fields = { name, redirect_uris: "https://app.example/callback", permissions: "identify" };
    const text = await send("write", `/applications/${application.credentials.client_id}/edit`, fields, { cookie }, 303);
    if (text !== null) Object.assign(application, { name, sent: [] });
  }

  async function issue(application) {
    const text = await send("write", "/oauth/token", { ...application.credentials, grant_type: "client_credentials" }, {}, 200);
    if (text !== null) application.tokens.push({ token: JSON.parse(text).access_token, state: "active" });
  }

  async function revoke(application) {
    const token = application.tokens.findLast((token) => token.state !== "revoked");
    if (!token) return issue(application);
    token.state = "unknown";
    const text = await send("write", "/oauth/revoke", { ...application.credentials, token: token.token }, {}, 200);
    if (text !== null) token.state = "revoked";
  }

  async function ask(application) {
    const token = random(application.tokens.slice(-50));
    if (!token) return issue(application);
    const { state } = token;
    const text = await send("read", "/oauth/introspect", { ...application.credentials, token: token.token }, {}, 200);
    if (text === null || state === "unknown" || state !== token.state) return undefined;
    const found = JSON.parse(text).active ? "active" : "revoked";
    if (found !== state) journal.violations.push(`a token that was acknowledged as ${state} is ${found}`);
    return undefined;
  }

  async function work() {
    const own = [];
    while (!stop) {
      const dice = Math.random();
      const application = random(own);
      if (!application || dice < 0.05) await register(own);
      else if (dice < 0.15) await edit(application);
      else if (dice < 0.45) await issue(application);
      else if (dice < 0.6) await revoke(application);
      else await ask(application);
      // A client that was refused does not try again at once.
      if (journal.failures.length > 0 && performance.now() - journal.failures.at(-1).at < 20) await new Promise((done) => setTimeout(done, 20));
    }
  }

  const working = Promise.all(Array.from({ length: workers }, work));
  return {
    journal,
    end() {
      stop = true;
      return working;
    },
  };
}

/** Compares the journal with what the database has and what the nodes say. Returns what is wrong. */
export async function verify(url, journal, stored) {
  const wrong = [...journal.violations];
  const byId = new Map(stored.map(([id, name]) => [id, name]));
  let tokens = 0;
  const questions = [];
  for (const { credentials, name, sent, tokens: issued } of journal.applications) {
    const found = byId.get(credentials.client_id);
    if (found === undefined) wrong.push("a registration that was acknowledged is lost");
    else if (found !== name && !sent.includes(found)) wrong.push("an edit that was acknowledged is lost");
    for (const token of issued) questions.push({ credentials, token });
  }
  const times = new Map();
  for (const [, name] of stored) times.set(name, (times.get(name) ?? 0) + 1);
  for (const name of journal.names) if ((times.get(name) ?? 0) > 1) wrong.push("a registration was made twice");
  const ask = async () => {
    for (let next = questions.pop(); next; next = questions.pop()) {
      const { credentials, token } = next;
      const { reply, text } = await post(url, "/oauth/introspect", { ...credentials, token: token.token });
      tokens += 1;
      if (reply.status !== 200) wrong.push(`introspection was answered with ${reply.status}`);
      else if (token.state === "active" && !JSON.parse(text).active) wrong.push("a token that was acknowledged is lost");
      else if (token.state === "revoked" && JSON.parse(text).active) wrong.push("a token is active after its revocation was acknowledged");
    }
  };
  await Promise.all(Array.from({ length: 16 }, ask));
  return { wrong, tokens };
}
