import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "../core/log.ts";
import { createServiceManager } from "./service-manager.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "repartee-notify-"));
  const program = join(folder, "systemd-notify");
  writeFileSync(program, `#!/bin/sh\necho "$@" >> "${join(folder, "sent")}"\n`);
  chmodSync(program, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function sent(): string {
  try {
    return readFileSync(join(folder, "sent"), "utf8");
  } catch {
    // Nothing was sent yet.
    return "";
  }
}

const env = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`,
  ...more,
});

test.skipIf(process.platform === "win32")(
  "systemd gets reports of the start, of life while work goes on, and of the stop (no systemd on Windows)",
  async () => {
    let isAlive = true;
    const manager = createServiceManager({
      env: env({ NOTIFY_SOCKET: join(folder, "socket"), WATCHDOG_USEC: "40000" }),
      log: silentLog,
      isAlive: () => isAlive,
    });
    manager.ready();
    await expect.poll(sent).toContain(`--pid=${process.pid} --ready\n`);
    await expect.poll(sent).toContain("WATCHDOG=1");
    isAlive = false;
    manager.stopping();
    await expect.poll(sent).toContain("--stopping");
  },
);

test("without systemd nothing is started", () => {
  const manager = createServiceManager({ env: env({}), log: silentLog, isAlive: () => true });
  manager.ready();
  manager.stopping();
  expect(sent()).toBe("");
});
