/** A spoken turn in a real Chromium: its microphone hears a recording, Whisper understands it, Piper answers aloud. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pullModel } from "../test-real/real-models.ts";
import { startRealServer, type RealServer } from "../test-real/real-server.ts";
import { noBrowser, startBrowser } from "./chromium.ts";
import { openWatched } from "./watched-page.ts";

let problem: string | undefined = noBrowser;
let server: RealServer | undefined;
beforeAll(async () => {
  for (const model of ["smollm2-135m", "whisper-base", "piper:en_US-joe-medium"]) {
    problem ??= (await pullModel(model)).problem;
  }
  if (problem === undefined) server = await startRealServer(["--model", "smollm2-135m"]);
});
afterAll(async () => await server?.[Symbol.asyncDispose]());

const sampleRate = 24_000;

/** A WAV file of 16-bit samples, with silence before and after the speech. */
async function speechFile(url: string, input: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const body = JSON.stringify({ input, response_format: "pcm" });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/v1/audio/speech`, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
  const speech = Buffer.from(await answer.arrayBuffer());
  const silence = Buffer.alloc(sampleRate * 2 * 2);
  const samples = Buffer.concat([silence, speech, silence, silence]);
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples.length, 40);
  const folder = await mkdtemp(join(tmpdir(), "repartee-page-voice-"));
  const path = join(folder, "speech.wav");
  await writeFile(path, Buffer.concat([header, samples]));
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

test("hands-free: what is said is heard, answered with feeling and aloud, and all of it is written", async ({
  skip,
}) => {
  skip(problem !== undefined, problem);
  if (server === undefined) throw new Error("The server was not started");
  const file = await speechFile(server.url, "My dog died yesterday and I am very sad.");
  const browser = await startBrowser([
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-audio-capture=${file.path}%noloop`,
    "--autoplay-policy=no-user-gesture-required",
  ]);
  try {
    await using watched = await openWatched(browser, `${server.url}/?voice=1`);
    const { page } = watched;
    await page.getByRole("button", { name: "Stop listening" }).waitFor();
    await page.locator(".line.user .said").waitFor();
    expect((await page.locator(".line.user .said").innerText()).toLowerCase()).toContain("dog");
    await page.locator(".provenance").waitFor();
    await page.locator('html:is([data-feeling="sad"], [data-feeling="neutral"])').waitFor();
    await page.locator(".voice-line", { hasText: "Listening" }).waitFor();
    await page.getByRole("button", { name: "Stop listening" }).click();
    await page.getByRole("button", { name: "Speak", exact: true }).waitFor();
    await watched.expectClean();
  } finally {
    await browser.close();
    await file.remove();
  }
});
