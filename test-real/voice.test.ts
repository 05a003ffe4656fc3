/** Whisper base and a Piper voice out of their packages: what is spoken is heard again, and answered aloud. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { pullModel } from "./real-models.ts";
import { startRealServer, type RealServer } from "./real-server.ts";
import { soundsOf, spokenSentences, wordErrors } from "./spoken-sentences.ts";

const voice = "piper:en_US-joe-medium";

let problem: string | undefined;
let server: RealServer | undefined;
beforeAll(async () => {
  for (const model of ["smollm2-135m", "whisper-base", voice]) problem ??= (await pullModel(model)).problem;
  if (problem === undefined) server = await startRealServer(["--model", "smollm2-135m"]);
});
afterAll(async () => await server?.[Symbol.asyncDispose]());

function url(path: string): string {
  if (server === undefined) throw new Error("expected a server");
  return `${server.url}${path}`;
}

async function speak(input: string): Promise<Uint8Array<ArrayBuffer>> {
  const body = JSON.stringify({ input, voice, response_format: "wav" });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url("/v1/audio/speech"), { method: "POST", headers, body });
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}

function form(file: Uint8Array<ArrayBuffer>, fields: Readonly<Record<string, string>> = {}): FormData {
  const body = new FormData();
  body.set("file", new Blob([file]), "speech.wav");
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return body;
}

async function hear(file: Uint8Array<ArrayBuffer>): Promise<{ readonly text: string; readonly language: string }> {
  const body = form(file, { response_format: "verbose_json" });
  const answer = await fetch(url("/v1/audio/transcriptions"), { method: "POST", body });
  return z.object({ text: z.string(), language: z.string() }).parse(await answer.json());
}

test("at most 5 % of the words of thirty spoken sentences are heard wrongly, all as English", async ({ skip }) => {
  skip(problem !== undefined, problem);
  let words = 0;
  let errors = 0;
  const languages = new Set<string>();
  const wrong: string[] = [];
  for (const sentence of spokenSentences) {
    const { text, language } = await hear(await speak(sentence));
    const said = soundsOf(sentence);
    const found = wordErrors(said, soundsOf(text));
    words += said.length;
    errors += found;
    languages.add(language);
    if (found > 0) wrong.push(`${sentence} => ${text}`);
  }
  console.log(`word error rate ${((100 * errors) / words).toFixed(1)} %\n${wrong.join("\n")}`);
  expect(errors / words).toBeLessThanOrEqual(0.05);
  expect([...languages]).toEqual(["en"]);
});

const frame = z.object({ t_ms: z.number() });
const done = z.object({ response_text: z.string(), duration_ms: z.number(), complete: z.boolean() });

/** A turn takes seconds; `REPARTEE_REAL_TURNS=20 npm run test:real` takes as many as the goal names. */
const turns = Number(process.env["REPARTEE_REAL_TURNS"] ?? 5);

test("spoken turns are answered aloud, the feeling before the first sound", async ({ skip }) => {
  skip(problem !== undefined, problem);
  const firstAudioMs: number[] = [];
  for (const sentence of spokenSentences.slice(0, turns)) {
    const body = form(await speak(sentence), { stream: "true" });
    const answer = await fetch(url("/api/converse"), { method: "POST", body });
    const events = [...(await answer.text()).matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(
      ([, name = "", data = ""]) => ({
        name,
        data: JSON.parse(data) as unknown,
      }),
    );
    const names = events.map(({ name }) => name);
    expect(names[0], sentence).toBe("user.final");
    expect(
      names.filter((name) => name === "reply.emotion"),
      sentence,
    ).toHaveLength(1);
    expect(names.indexOf("reply.emotion"), sentence).toBeLessThan(names.indexOf("reply.audio"));
    expect(names.at(-1), sentence).toBe("reply.done");
    const last = done.parse(events.at(-1)?.data);
    expect(last.duration_ms, sentence).toBeGreaterThan(300);
    expect(last.complete, sentence).toBe(true);
    firstAudioMs.push(frame.parse(events.find(({ name }) => name === "reply.audio")?.data).t_ms);
  }
  const sorted = firstAudioMs.toSorted((a, b) => a - b);
  console.log(
    `end of speech to first audio: p50 ${sorted[Math.floor(turns / 2)]} ms, slowest ${sorted.at(-1)} ms, ${turns} turns`,
  );
}, 900_000);

const conversation = z.object({ response_text: z.string(), audio: z.string(), complete: z.boolean() });

test("a reply's sound says the reply: heard again, at most 10 % of its words are wrong", async ({ skip }) => {
  skip(problem !== undefined, problem);
  let words = 0;
  let errors = 0;
  const lines: string[] = [];
  for (const sentence of spokenSentences.slice(0, turns)) {
    const body = form(await speak(sentence), { response_format: "wav", voice });
    const answer = await fetch(url("/api/converse"), { method: "POST", body });
    const { audio, response_text: text } = conversation.parse(await answer.json());
    const heard = await hear(new Uint8Array(Buffer.from(audio, "base64")));
    const said = soundsOf(text);
    words += said.length;
    errors += wordErrors(said, soundsOf(heard.text));
    lines.push(`${text} => ${heard.text}`);
  }
  console.log(`replies heard again: word error rate ${((100 * errors) / words).toFixed(1)} %\n${lines.join("\n")}`);
  expect(errors / words, lines.join("\n")).toBeLessThanOrEqual(0.1);
}, 600_000);

test("silence is no turn and has no words", async ({ skip }) => {
  skip(problem !== undefined, problem);
  const silence = await speak("Hello.");
  silence.fill(0, 44);
  expect(await hear(silence)).toMatchObject({ text: "" });
  const answer = await fetch(url("/api/converse"), { method: "POST", body: form(silence) });
  expect(await answer.json()).toMatchObject({ response_text: "", audio: null, reason: "no_speech" });
});
