/** Commands whose standard output cannot be written: a full disk, a file that may not grow, a reader that has left. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "repartee-output-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A line of the shell, where `rp` is the command line. */
function shell(line: string): Promise<Ended> {
  const { PATH = "", XDG_CACHE_HOME = folder } = process.env;
  const env = { PATH, XDG_CACHE_HOME, REPARTEE_GPU_LAYERS: "0", REPARTEE_DATABASE_PATH: join(folder, "kept.db") };
  const script = `rp() { "${process.execPath}" "${entry}" "$@"; }; ${line}`;
  return new Promise((resolve) => {
    const child = execFile(
      "bash",
      ["--norc", "-c", script],
      { cwd: folder, env, timeout: 20_000 },
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

// Only Linux has a device that is always full.
describe.runIf(process.platform === "linux")("standard output that cannot be written", () => {
  const commands = [
    "rp --version",
    "rp --help",
    "rp serve --help",
    "rp version",
    "rp config",
    "rp list",
    "echo hi | rp chat echo",
    "rp persona show ollie",
    "rp key add",
    "rp key add --json",
  ];
  test.each(commands)("on a full disk, `%s` ends with one error and exit code 1", async (command) => {
    const { code, stderr } = await shell(`${command} > /dev/full`);
    expect(stderr).toBe("Error: Cannot write to standard output: the disk is full (ENOSPC)\n");
    expect(code).toBe(1);
  });

  test("a text of which only the beginning was written is an error", async () => {
    // Blocks of 1,024 bytes; standard error is a pipe, which has no limit.
    const { code, stderr, stdout } = await shell("(ulimit -f 1; rp config > half.txt); echo $?; wc -c < half.txt");
    expect(stderr).toMatch(/^Error: Cannot write to standard output: .*\(EFBIG\)\n$/);
    expect(stdout).toBe("1\n1024\n");
    expect(code).toBe(0);
  });

  test("a key that could not be printed is not stored", async () => {
    await shell("rp key add --label lost > /dev/full");
    const unread = await shell("rp key add --label unread | true; exit ${PIPESTATUS[0]}");
    expect(unread).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Error: .*EPIPE/) });
    const kept = await shell("rp key add --label kept; rp key list");
    expect(kept.stdout).toMatch(/kept/);
    expect(kept.stdout).not.toMatch(/lost|unread/);
  });

  test("a reader that has read enough is no error", async () => {
    const ended = await shell("rp config | true; exit ${PIPESTATUS[0]}");
    expect(ended).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});
