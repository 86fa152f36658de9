// Runs every suite and sums them up: cargo's tests (the arguments say of which packages), on SQLite and on a
// PostgreSQL cluster of its own, then Playwright. The last line reads `N passed, N failed`. A suite that crashes,
// or that runs no test, counts as failed.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startCluster } from "./postgres.mjs";
import { differences, recording } from "./statements.mjs";

const root = resolve(import.meta.dirname, "../..");
const end2end = join(root, "end2end");
const report = join(end2end, "test-results/report.json");

/** Runs a program, shows and returns what it prints on standard output, and its exit code. */
function run(program, args, cwd, variables = {}) {
  return new Promise((done) => {
    const env = { ...process.env, ...variables };
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
    const parts = [];
    child.stdout.on("data", (part) => {
      parts.push(part);
      process.stdout.write(part);
    });
    child.on("error", (error) => done({ output: error.message, code: 127 }));
    child.on("close", (code) => done({ output: Buffer.concat(parts).toString(), code: code ?? 128 }));
  });
}

/** A suite's numbers, with a failure added when the numbers alone would hide one. */
function judged(name, passed, failed, code) {
  if (failed === 0 && (code !== 0 || passed === 0)) {
    console.log(`${name}: ${code === 0 ? "ran no test" : `ended with exit code ${code}`}`);
    return { name, passed, failed: 1 };
  }
  return { name, passed, failed };
}

/** Without `CONFIGO_TEST_DATABASE` among the variables, whatever the caller's environment says, on SQLite. */
async function rust(name, args, variables) {
  const { output, code } = await run("cargo", ["test", "--locked", "--no-fail-fast", ...args], root, { CONFIGO_TEST_DATABASE: undefined, ...variables });
  let [passed, failed] = [0, 0];
  for (const [, good, bad] of output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed;/gm)) {
    passed += Number(good);
    failed += Number(bad);
  }
  return judged(name, passed, failed, code);
}

/** As `rust`; the statements that it ran must be those that are kept for this level of the schema. */
async function recorded(engine, name, args, variables) {
  const record = recording();
  const suite = await rust(name, args, { ...variables, ...record.variables });
  const wrong = differences(engine, record.statements());
  if (!wrong) return { ...suite, passed: suite.passed + 1 };
  console.log(`${name}: ${wrong}`);
  return { ...suite, failed: suite.failed + 1 };
}

async function browser(variables) {
  rmSync(report, { force: true });
  const { code } = await run("playwright", ["test"], end2end, variables);
  try {
    const { stats, errors } = JSON.parse(readFileSync(report, "utf8"));
    // A test is skipped when its worker dies under it: that is no pass either.
    const failed = stats.unexpected + stats.flaky + stats.skipped + errors.length;
    return judged("playwright", stats.expected, failed, code);
  } catch (error) {
    console.log(`playwright left no report: ${error.message}`);
    return { name: "playwright", passed: 0, failed: 1 };
  }
}

/** Use cases that conflicted with others on PostgreSQL are run again; tells how often. */
function repeats(file) {
  const letters = existsSync(file) ? readFileSync(file, "latin1") : "";
  const [useCases, conflicts] = ["u", "c"].map((letter) => letters.split(letter).length - 1);
  const rate = useCases === 0 ? 0 : (100 * conflicts) / useCases;
  return `${useCases} use cases on PostgreSQL, run again ${conflicts} times because of conflicts (${rate.toFixed(1)} %)`;
}

const packages = process.argv.slice(2);
const cluster = await startCluster();
const dir = mkdtempSync(join(tmpdir(), "configo-test-"));
const counts = join(dir, "conflicts");
const postgres = { CONFIGO_TEST_DATABASE: cluster.url(), CONFIGO_COUNT_CONFLICTS: counts };
const suites = [];
for (const suite of [
  // Modules named `postgres` need a server.
  () => rust("cargo", [...packages, "--", "--skip", "postgres::"]),
  // The contract suite once more: each use case runs twice, and what its first run wrote is rolled back
  // (server/authority/src/use_case.rs).
  () => recorded("sqlite", "use cases run twice", [...packages, "--test", "store", "--", "--skip", "postgres::"], { CONFIGO_RUN_USE_CASES_TWICE: "1" }),
  // All of it but what is about the files of SQLite.
  () => recorded("postgres", "postgres: store", [...packages, "--test", "store", "--", "--skip", "files::"], postgres),
  // These read sources, or start the program with a data directory.
  () => rust("postgres: http", [...packages, "--test", "http", "--", ...["cycles::", "sources::", "process::"].flatMap((name) => ["--skip", name])], postgres),
  () => browser({ CONFIGO_TEST_DATABASE: cluster.url() }),
]) {
  const start = performance.now();
  suites.push({ ...(await suite()), seconds: Math.round((performance.now() - start) / 1000) });
}
await cluster.stop();
console.log(repeats(counts));
rmSync(dir, { recursive: true });
const sum = (key) => suites.reduce((total, suite) => total + suite[key], 0);
for (const { name, passed, failed, seconds } of suites) console.log(`${name}: ${passed} of ${passed + failed} in ${seconds} s`);
process.exitCode = sum("failed") === 0 ? 0 : 1;
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
