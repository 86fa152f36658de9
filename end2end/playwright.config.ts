import { defineConfig } from "@playwright/test";
import { executable } from "./fixtures/chromium.mjs";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results/artifacts",
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 7_500 },
  reporter: [["list"], ["json", { outputFile: "test-results/report.json" }]],
  use: {
    headless: true,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    // Nothing moves while it is looked at.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: executable(),
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
});
