/** Recognizers and voices of other servers, against a fake one and against our own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { speechSampleRate } from "../../src/core/speech/audio.ts";
import type { SttEngine } from "../../src/core/speech/stt-engine.ts";
import type { TtsEngine } from "../../src/core/speech/tts-engine.ts";
import { createRepartee, type Repartee } from "../../src/index.ts";
import { openRemoteStt } from "../../src/speech/openai-compatible/open-stt.ts";
import { openRemoteTts } from "../../src/speech/openai-compatible/open-tts.ts";
import { createSpeechUpstream } from "../../src/speech/openai-compatible/speech-upstream.ts";
import type { FakeOpenai } from "../../src/testing/fake-openai/fake-openai.ts";
import { startFakeOpenai } from "../../src/testing/index.ts";
import { sttContract } from "../../src/testing/speech-contract/stt-contract.ts";
import { ttsContract } from "../../src/testing/speech-contract/tts-contract.ts";
import { fakeSound } from "../support/speech-contract/fake-speech.ts";
import { never } from "./speech-context.ts";

let fake: FakeOpenai;
let jsonOnly: FakeOpenai;
let own: Repartee;
let ownUrl = "";
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-remote-speech-"));
  fake = await startFakeOpenai();
  jsonOnly = await startFakeOpenai({ jsonOnly: true });
  own = await createRepartee({ model: "echo", cacheDir: folder, offline: true });
  ({ url: ownUrl } = await own.listen({ port: 0 }));
});

afterAll(async () => {
  await fake[Symbol.asyncDispose]();
  await jsonOnly[Symbol.asyncDispose]();
  await own[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const upstream = (url: string): ReturnType<typeof createSpeechUpstream> =>
  createSpeechUpstream({ name: "other", baseUrl: `${url}/v1` }, systemClock);
const remoteStt = (url: string, model = "echo"): SttEngine =>
  openRemoteStt({ id: `openai:other/${model}`, model }, upstream(url));
const remoteTts = (url: string, model = "echo", voice = "alloy"): TtsEngine =>
  openRemoteTts({ id: `openai:other/${model}@${voice}`, model, voice, languages: ["en"] }, upstream(url));

const speech = fakeSound("I am speaking for a while now");
const texts = {
  language: "en",
  short: "Good morning.",
  long: "Good morning, I am so glad to see you here again today.",
};

for (const [name, checks] of [
  ["a recognizer of a fake server", sttContract({ speech, word: /speaking/, createEngine: () => remoteStt(fake.url) })],
  [
    "a recognizer of a server that knows json only",
    sttContract({ speech, word: /speaking/, createEngine: () => remoteStt(jsonOnly.url) }),
  ],
  ["a voice of a fake server", ttsContract({ ...texts, createEngine: () => remoteTts(fake.url) })],
  [
    "a voice of our own server",
    ttsContract({ ...texts, createEngine: () => remoteTts(ownUrl, "tts-1", "espeak-en-us") }),
  ],
] as const) {
  describe(`${name} keeps the contract`, () => {
    for (const check of checks) (check.skip === undefined ? it : it.skip)(check.name, check.run);
  });
}

it("a recognizer hands on which language was heard, by its code", async () => {
  expect(await remoteStt(fake.url).transcribe({ samples: speech }, never)).toEqual({
    text: "somebody is speaking",
    language: "en",
  });
  await remoteStt(fake.url).transcribe({ samples: speech, language: "de" }, never);
  expect(fake.requests.at(-1)?.body).toMatchObject({ model: "echo", response_format: "verbose_json", language: "de" });
});

it("a server that knows json only is asked for more once", async () => {
  const engine = remoteStt(jsonOnly.url);
  const before = jsonOnly.requests.length;
  for (let call = 0; call < 2; call += 1) {
    expect(await engine.transcribe({ samples: speech }, never)).toEqual({ text: "somebody is speaking" });
  }
  const formats = jsonOnly.requests.slice(before).map(({ body }) => body["response_format"]);
  expect(formats).toEqual(["verbose_json", "json", "json"]);
});

it("our own server hears nothing in silence, and says how to get a recognizer for the rest", async () => {
  const engine = remoteStt(ownUrl, "whisper-1");
  const silence = new Float32Array(speechSampleRate);
  expect(await engine.transcribe({ samples: silence }, never)).toEqual({ text: "" });
});

it.each([
  ["server-error", "upstream_error"],
  ["unauthorized", "upstream_error"],
  ["rate-limited", "upstream_rate_limited"],
  ["not-found", "model_not_found"],
  ["page", "upstream_error"],
  ["error-body", "upstream_error"],
  ["no-answer", "upstream_error"],
])("a server with fault %s fails as %s, and the key is not in the error", async (fault, code) => {
  const secret = createSpeechUpstream({ name: "other", baseUrl: `${fake.url}/v1`, apiKey: "sk-hunter2" }, systemClock);
  const stt = openRemoteStt({ id: "x", model: `fault-${fault}` }, secret);
  const tts = openRemoteTts({ id: "x", model: `fault-${fault}`, voice: "alloy", languages: ["en"] }, secret);
  const errors: unknown[] = [];
  await stt.transcribe({ samples: speech }, never).catch((error: unknown) => errors.push(error));
  const spoken = tts.synthesize({ text: "Hello.", language: "en" }, never)[Symbol.asyncIterator]();
  await spoken.next().catch((error: unknown) => errors.push(error));
  expect(errors).toMatchObject([{ code }, { code }]);
  expect(JSON.stringify(errors.map(String))).not.toContain("hunter2");
});

describe("settings", () => {
  it("a server that is named for a language hears and speaks it, and no other", async () => {
    await using repartee = await createRepartee({
      ...{ model: "echo", cacheDir: folder, offline: true },
      upstreams: [{ name: "other", baseUrl: `${fake.url}/v1` }],
      recognizers: { default: "openai:other/echo" },
      voices: { de: "openai:other/echo@nova" },
    });
    const recording = { samples: fakeSound("I am speaking for a while now"), sampleRate: speechSampleRate };
    const before = fake.requests.length;
    for await (const part of repartee.speak("Guten Morgen.", { language: "de" }))
      expect(part.samples).not.toHaveLength(0);
    for await (const part of repartee.speak("Good morning.", { language: "en" }))
      expect(part.samples).not.toHaveLength(0);
    expect(fake.requests.slice(before).map(({ body }) => body["voice"])).toEqual(["nova"]);
    // A tone is no speech to the detector; where it takes it for speech, the server is asked.
    await repartee.transcribe(recording);
  });

  it.each([
    [{ recognizers: { default: "whisper-bse" } }, "recognizers.default"],
    [{ voices: { xx: "kokoro" } }, "voices"],
    [{ voices: { en: "openai:nowhere/tts-1" } }, "no entry of upstreams is named nowhere"],
  ])("%j is refused", async (options, expected) => {
    const made = createRepartee({ model: "echo", cacheDir: folder, offline: true, ...options });
    await expect(made.then((repartee) => repartee.transcribe({ samples: speech, sampleRate: 16_000 }))).rejects.toThrow(
      expected,
    );
  });
});
