// The statements of this level of the schema, as the contract suite of the store runs them:
// migrations/statements/LEVEL-{sqlite,postgres}.txt. Nodes of this version go on running them while the next
// version migrates, so a test prepares every level's on today's schema
// (server/authority/tests/store/statements.rs).
//
//   node end2end/scripts/statements.mjs
//
// writes both files.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { startCluster } from "./postgres.mjs";

const root = resolve(import.meta.dirname, "../..");
const level = readdirSync(join(root, "migrations/sqlite")).sort().at(-1).slice(0, 4);
const fileOf = (engine) => join(root, `migrations/statements/${level}-${engine}.txt`);

/** A statement with `-- TYPE, …` behind it, the same however many values it has: lists and VALUES keep the first. */
function normalized(line) {
  const [, sql, types] = /^(.*) -- (.*)$/s.exec(line);
  const value = String.raw`(?:\$\d+|\d+)`;
  const values = String.raw`\(${value}(?:, ${value})*\)`;
  const short = sql
    .replace(new RegExp(String.raw`VALUES (${values})(?:, ${values})+`, "g"), "VALUES $1")
    .replace(/\bIN \((\$\d+)(?:, \$\d+)+\)/g, "IN ($1)");
  const kept = [...new Set([...short.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)))].sort((a, b) => a - b);
  const renumbered = short.replace(/\$(\d+)/g, (_, number) => `$${kept.indexOf(Number(number)) + 1}`);
  const typeOf = types.split(", ");
  return kept.length === 0 ? renumbered : `${renumbered} -- ${kept.map((number) => typeOf[number - 1]).join(", ")}`;
}

/** Records what a suite runs: `variables` belong in its environment, and `statements` returns the sorted list. */
export function recording() {
  const dir = mkdtempSync(join(tmpdir(), "configo-statements-"));
  const file = join(dir, "recorded");
  return {
    variables: { CONFIGO_RECORD_STATEMENTS: file },
    statements() {
      const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
      rmSync(dir, { recursive: true });
      return [...new Set(lines.map(normalized))].sort();
    },
  };
}

/** What tells the recorded statements from this level's file; empty if nothing does. */
export function differences(engine, recorded) {
  const file = fileOf(engine);
  const kept = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const found = [
    ...recorded.filter((one) => !kept.includes(one)).map((one) => `+ ${one}`),
    ...kept.filter((one) => !recorded.includes(one)).map((one) => `- ${one}`),
  ];
  return found.length === 0 ? "" : `${relative(root, file)} is not what the store runs; \`node end2end/scripts/statements.mjs\` makes it again\n${found.join("\n")}`;
}

if (process.argv[1] === import.meta.filename) {
  // The same command line as `make test`, so nothing is compiled twice.
  const packages = ["-p", "domain", "-p", "authority", "-p", "app", "-p", "server", "--features", "app/ssr"];
  const cluster = await startCluster();
  for (const [engine, url, skip] of [["sqlite", undefined, "postgres::"], ["postgres", cluster.url(), "files::"]]) {
    const { variables, statements } = recording();
    const env = { ...process.env, ...variables, CONFIGO_TEST_DATABASE: url };
    // Two tests read the files that are about to be made.
    const args = ["test", "--locked", ...packages, "--test", "store", "--", "--skip", skip, "--skip", "statements::"];
    const { status } = spawnSync("cargo", args, { cwd: root, env, stdio: "inherit" });
    const recorded = statements();
    if (status !== 0) {
      console.error("the contract suite fails: its statements are not kept");
      process.exit(1);
    }
    writeFileSync(fileOf(engine), `${recorded.join("\n")}\n`);
    console.log(`${relative(root, fileOf(engine))}: ${recorded.length} statements`);
  }
  await cluster.stop();
}
