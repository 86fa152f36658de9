// The load of the benchmarks of the authorization server: wrk, its scripts, and what they need. One account, one
// application and one grant, as busy as they can be.
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const callback = "https://app.example/callback";
const form = `wrk.method = "POST"\nwrk.headers["content-type"] = "application/x-www-form-urlencoded"\n`;
const encoded = (fields) => new URLSearchParams(fields).toString();

/** Sends a form as a page of ours, or as a client. */
export async function post(url, path, fields, headers = {}) {
  const reply = await fetch(url + path, { method: "POST", redirect: "manual", body: new URLSearchParams(fields), headers: { origin: url, ...headers } });
  return { reply, text: await reply.text() };
}

/** Signs in, registers an application, allows it and gets a token. The account exists. */
export async function prepare(url, email, password) {
  const { reply } = await post(url, "/sign-in", { email, password });
  const cookie = reply.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  const created = await post(url, "/applications/new", { name: "Bench", redirect_uris: callback, permissions: "identify" }, { cookie });
  const [id] = /cfgo_app_\w{22}/.exec(created.text);
  const [secret] = /cfgo_sec_\w{49}/.exec(created.text);
  const credentials = { client_id: id, client_secret: secret };
  const verifier = randomBytes(32).toString("base64url");
  const code_challenge = createHash("sha256").update(verifier).digest("base64url");
  const query = encoded({ client_id: id, redirect_uri: callback, response_type: "code", code_challenge, code_challenge_method: "S256" });
  const page = await (await fetch(`${url}/oauth/authorize?${query}`, { headers: { cookie } })).text();
  const [transaction] = /cfgo_con_\w{49}/.exec(page);
  const { text } = await post(url, "/oauth/authorize", { transaction, answer: "allow" }, { cookie });
  const [code] = /cfgo_ac_\w{49}/.exec(text);
  const exchange = { ...credentials, grant_type: "authorization_code", redirect_uri: callback, code_verifier: verifier };
  const token = await post(url, "/oauth/token", { ...exchange, code });
  return { cookie, query, credentials, exchange, token: JSON.parse(token.text).access_token };
}

// A thread of wrk has a state of its own; `done` runs in the main one. Each line of a file goes to one thread.
const threads = `
local threads = {}
function setup(thread) thread:set("number", #threads) table.insert(threads, thread) end
function supply(file, of)
  local lines, at = {}, 0
  for line in io.lines(file) do
    if at % of == number then lines[#lines + 1] = line end
    at = at + 1
  end
  return lines
end
function write(name, file)
  local out = io.open(file, "w")
  for _, thread in ipairs(threads) do for _, line in ipairs(thread:get(name)) do out:write(line, "\\n") end end
  out:close()
end
local ffi = require("ffi")
ffi.cdef("typedef struct { long s; long ns; } moment; int clock_gettime(int, moment *);")
function clock() local now = ffi.new("moment") ffi.C.clock_gettime(1, now) return tonumber(now.s) + tonumber(now.ns) / 1e9 end
`;

// Counts the replies until the supply ends.
const supplied = `
made, count, began, ended = {}, 0, 0, 0
function with(value, fields)
  if began == 0 then began = clock() end
  if not value then wrk.thread:stop() return wrk.format("GET", "/healthz", {}, "") end
  return wrk.format(nil, "/oauth/token", nil, fields .. value)
end
function answered(body)
  local token = body:match('"refresh_token":"([%w_%-]+)"')
  if token then count = count + 1 ended = clock() end
  return token
end
function rate()
  local sum = 0
  for _, thread in ipairs(threads) do
    if thread:get("count") > 0 then sum = sum + thread:get("count") / (thread:get("ended") - thread:get("began")) end
  end
  print("Rate of the supply: " .. sum)
end
`;

/**
 * The scripts of one server. `codes` makes codes for `exchange`, which makes refresh tokens for `refresh`, which
 * replaces them as it goes.
 */
export function scripts(folder, name, prepared) {
  const { cookie, query, credentials, exchange, token } = prepared;
  const [codes, tokens] = ["codes", "tokens"].map((file) => join(folder, `${name}-${file}.txt`));
  const fixed = (fields) => `${form}wrk.body = "${encoded(fields)}"\n`;
  const texts = {
    introspect: fixed({ ...credentials, token }),
    grant: fixed({ ...credentials, grant_type: "client_credentials" }),
    codes: `${threads}
made = {}
wrk.path = "/oauth/authorize?${query}"
wrk.headers["cookie"] = "${cookie}"
function response(status, headers, body)
  local code = (headers["location"] or headers["Location"] or ""):match("code=([%w_%-]+)")
  if code then made[#made + 1] = code end
end
function done() write("made", "${codes}") end
`,
    exchange: `${threads}${form}${supplied}
function init(args) left = supply("${codes}", tonumber(args[1])) end
function request()
  return with(table.remove(left), "${encoded(exchange)}&code=")
end
function response(status, headers, body)
  local token = answered(body)
  if token then made[#made + 1] = token end
end
function done() write("made", "${tokens}") rate() end
`,
    refresh: `${threads}${form}${supplied}
function init(args) left = supply("${tokens}", tonumber(args[1])) end
function request()
  return with(table.remove(left, 1), "${encoded({ ...credentials, grant_type: "refresh_token" })}&refresh_token=")
end
function response(status, headers, body)
  local token = answered(body)
  if token then left[#left + 1] = token end
end
function done() rate() end
`,
  };
  return Object.fromEntries(
    Object.entries(texts).map(([step, text]) => {
      const file = join(folder, `${name}-${step}.lua`);
      writeFileSync(file, text);
      return [step, file];
    }),
  );
}

/** Runs wrk. Returns requests per second, how many there were, and the 99th percentile in milliseconds. */
export function wrk(url, { script, connections, seconds }) {
  const count = String(Math.min(2, connections));
  const args = ["--threads", count, "--connections", String(connections), "--duration", `${seconds}s`, "--latency"];
  return new Promise((done, refuse) => {
    const child = spawn("wrk", [...args, ...(script ? ["--script", script] : []), url, "--", count], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (part) => (output += part));
    child.on("error", () => refuse(new Error("wrk is missing: run `end2end/setup/setup bench`")));
    child.on("close", () => {
      const number = (pattern) => Number(pattern.exec(output)?.[1] ?? 0);
      const latency = /99%\s+([\d.]+)(us|ms|s)/.exec(output);
      if (!latency) return refuse(new Error(`wrk failed:\n${output}`));
      const refused = number(/Non-2xx or 3xx responses: (\d+)/);
      const rate = number(/Rate of the supply: ([\d.]+)/) || number(/Requests\/sec:\s+([\d.]+)/);
      const p99 = Number(latency[1]) * { us: 0.001, ms: 1, s: 1000 }[latency[2]];
      done({ rate, requests: number(/(\d+) requests in/), refused, p99 });
    });
  });
}

/** The processor time of processes and of their children, in seconds. */
export function processorTime(pids) {
  let ticks = 0;
  for (const pid of pids) {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ").map(Number);
    ticks += fields[11] + fields[12] + fields[13] + fields[14];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
    for (const child of children) {
      try {
        ticks += processorTime([child]) * 100;
      } catch {
        // It ended meanwhile, and is among its parent's next time.
      }
    }
  }
  return ticks / 100;
}

export const memory = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
