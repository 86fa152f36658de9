// The README's commands do what it says: the shell blocks of its tour run as they stand, on another port.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { binary, type Server } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const readme = readFileSync(resolve(import.meta.dirname, "../../README.md"), "utf8");

/** The shell blocks under a heading. */
function blocks(heading: string): string[] {
  const section = readme.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? "");
}

async function run(block: string, server: Server): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "configo-readme-"));
  const script = block.replaceAll("http://127.0.0.1:3000", server.url).replaceAll("target/release/configo", binary);
  try {
    return await new Promise((done, refuse) => {
      const env = { PATH: process.env.PATH ?? "", CONFIGO_DATA_DIR: server.dataDir };
      const child = spawn("bash", ["-euo", "pipefail", "-c", script], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      child.stdout.on("data", (part: Buffer) => (output += part.toString()));
      child.stderr.on("data", (part: Buffer) => (output += part.toString()));
      child.once("error", refuse);
      child.once("close", (code) => (code === 0 ? done(output) : refuse(new Error(`exit code ${code}: ${output}`))));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("the tour without a browser ends with a token that works", async ({ startServer }) => {
  const server = await startServer();
  const [tour] = blocks("Five minutes");
  const output = await run(tour ?? "", server);
  expect(output).toContain('"scope":"identify"');
  expect(output).toMatch(/"sub":"cfgo_app_\w{22}"/);
});

test("a resource server is declared", async ({ startServer }) => {
  const server = await startServer();
  const [declare] = blocks("For applications");
  const output = await run(declare ?? "", server);
  expect(output).toMatch(/^Client ID: cfgo_rs_\w{22}\nClient secret: cfgo_sec_\w{49}\n$/);
});
