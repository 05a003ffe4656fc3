import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeWav } from "../../src/audio/wav/write-wav.ts";
import { runCli } from "./run-cli.ts";

test("says which programs it looked for, and how to get one, where nothing records", async () => {
  const { code, stderr } = await runCli(["talk", "--model", "echo"], { env: { PATH: "" } });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Error: Cannot record sound: expected one of arecord, rec and ffmpeg/);
  expect(stderr).toMatch(/Hint: {2}Install one: .*--from FILE/);
});

test("says how to get a recognizer where none is installed, before it waits for a word", async () => {
  const folder = mkdtempSync(join(tmpdir(), "repartee-talk-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "hello.wav"), writeWav({ samples: new Float32Array(1600), sampleRate: 16_000 }));
  const args = ["talk", "--model", "echo", "--from", "hello.wav", "--silent", "--cache-dir", folder];
  const { code, stderr } = await runCli(args, { folder });
  expect(code).toBe(1);
  expect(stderr).toContain("Cannot understand speech: no recognizer is installed");
  expect(stderr).toContain("repartee pull whisper-base");
});

test("refuses a language that nobody here speaks, and a file that is no sound", async () => {
  const refused = await runCli(["talk", "--model", "echo", "--language", "xx"]);
  expect(refused.stderr).toContain('--language: expected one of the ten languages, got "xx"');
  const missing = await runCli(["talk", "--model", "echo", "--from", "nowhere.wav"]);
  expect(missing.stderr).toMatch(/^Error: Cannot read "nowhere.wav": expected a file of sound, got ENOENT\n/);
});

test("speak refuses a text that cannot be said, and a file of a kind that it cannot write", async () => {
  const folder = mkdtempSync(join(tmpdir(), "repartee-speak-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const text of ["", "  ", "?!…"]) {
    const { code, stderr } = await runCli(["speak", text, "--cache-dir", folder], { folder });
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^Error: Cannot speak: expected a text with a letter or digit, got /),
    ]);
  }
  const { stderr } = await runCli(["speak", "Hello.", "-o", "hello.wma"], { folder });
  expect(stderr).toContain(
    '--output: expected a file that ends in .mp3, .wav, .pcm, .opus, .aac, .flac, got "hello.wma"',
  );
  expect(readdirSync(folder).filter((name) => name.startsWith("speech") || name.startsWith("hello"))).toEqual([]);
});
