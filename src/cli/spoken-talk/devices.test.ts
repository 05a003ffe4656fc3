/** Programs that record and play, played by Node. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { playWith } from "./loudspeaker.ts";
import { recordWith } from "./microphone.ts";
import type { SoundProgram } from "./sound-programs.ts";

const program = (code: string, ...args: readonly string[]): SoundProgram => ({
  program: process.execPath,
  args: ["-e", code, ...args],
});
const quiet = (): boolean => true;

it("a microphone gives whole samples, however its program writes them", async () => {
  const code =
    "process.stdout.write(Buffer.from([0, 64, 0])); setTimeout(() => process.stdout.write(Buffer.from([192])), 50); setInterval(() => {}, 1000)";
  const leaving = new AbortController();
  const heard: number[] = [];
  for await (const samples of recordWith(program(code))(leaving.signal, quiet)) {
    heard.push(...samples);
    if (heard.length === 2) leaving.abort();
  }
  expect(heard).toEqual([0.5, -0.5]);
});

it("a microphone that fails says what its program said", async () => {
  const code = "console.error('arecord: main:830: audio open error: No such file'); process.exitCode = 1";
  const read = async (): Promise<void> => {
    for await (const samples of recordWith(program(code))(new AbortController().signal, quiet)) void samples;
  };
  await expect(read()).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringContaining("audio open error"),
    hint: expect.stringContaining("--from FILE"),
  });
  const missing: SoundProgram = { program: "no-such-program-of-this-test", args: [] };
  const start = async (): Promise<void> => {
    for await (const samples of recordWith(missing)(new AbortController().signal, quiet)) void samples;
  };
  await expect(start()).rejects.toThrow("ENOENT");
});

it("a loudspeaker is given 16-bit samples, and is silent at once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "repartee-play-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "played");
  const code = "process.stdin.on('data', (data) => require('fs').appendFileSync(process.argv[1], data))";
  await using loudspeaker = playWith({ ...program(code, file), takes: "stdin" });
  const played = (): number => {
    try {
      return readFileSync(file).length;
    } catch {
      return 0;
    }
  };
  loudspeaker.play(new Float32Array(240));
  await expect.poll(played, { timeout: 10_000 }).toBe(480);
  loudspeaker.stop();
  loudspeaker.play(new Float32Array(24));
  await expect.poll(played, { timeout: 10_000 }).toBe(528);
});

it("a loudspeaker that plays files plays one after the other, and forgets those that are stopped", async () => {
  const folder = mkdtempSync(join(tmpdir(), "repartee-play-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "played");
  const code =
    "require('fs').appendFileSync(process.argv[1], require('fs').readFileSync(process.argv[2]).length + ' ')";
  await using loudspeaker = playWith({ ...program(code, file), takes: "file" });
  loudspeaker.play(new Float32Array(100));
  loudspeaker.play(new Float32Array(200));
  await expect.poll(() => readFileSync(file, { flag: "a+" }).toString(), { timeout: 10_000 }).toBe("244 444 ");
});
