/**
 * Whisper, Piper and the model are killed at moments of a turn, whole, streamed and over `WS /v1/realtime`: it ends with
 * something to say, and what is not the whole reply of the model says so.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { pullModel } from "./real-models.ts";
import { startRealServer, type RealServer } from "./real-server.ts";
import { killProcesses, type ProcessKind } from "../test/support/voice/kill-processes.ts";
import { connectRealtime } from "../test/support/voice/realtime-client.ts";

const voice = "piper:en_US-joe-medium";
const sentence = "I lost my keys this morning and I feel so stupid.";
const way = z.enum(["whole", "streamed", "realtime"]);
type Way = z.infer<typeof way>;

/** From the kill on: a recognizer and a clause have 12 s each, a persona's reply 30. */
const deadlineMs = 60_000;
/** Milliseconds after the recording is sent; `REPARTEE_REAL_KILLS=all` takes more of them. */
const moments =
  process.env["REPARTEE_REAL_KILLS"] === "all" ? [0, 100, 250, 450, 700, 1000, 1400, 2000] : [0, 300, 900];

let problem: string | undefined;
let server: RealServer | undefined;
let speech: Float32Array = new Float32Array();
let recording: Uint8Array<ArrayBuffer> = new Uint8Array();

beforeAll(async () => {
  for (const model of ["smollm2-135m", "whisper-base", voice]) problem ??= (await pullModel(model)).problem;
  if (problem !== undefined) return;
  server = await startRealServer(["--model", "smollm2-135m"]);
  recording = await speak("wav");
  const samples = new Int16Array((await speak("pcm")).buffer);
  speech = new Float32Array(samples.length + 24_000);
  for (const [index, sample] of samples.entries()) speech[index] = sample / 0x8000;
});
afterAll(async () => await server?.[Symbol.asyncDispose]());

function started(): RealServer {
  if (server === undefined) throw new Error("expected a server");
  return server;
}

async function speak(format: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(`${started().url}/v1/audio/speech`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ input: sentence, voice, response_format: format }),
  });
  return new Uint8Array(await answer.arrayBuffer());
}

/** What every way says at its end. */
const done = z.object({
  response_text: z.string().min(3),
  duration_ms: z.number().min(300),
  source: z.enum(["model", "fallback_model", "template"]),
  reason: z.string().optional(),
  complete: z.boolean(),
});
type Done = z.infer<typeof done>;

async function converse(stream: boolean): Promise<Done> {
  const body = new FormData();
  body.set("file", new Blob([recording]), "speech.wav");
  body.set("stream", String(stream));
  const answer = await fetch(`${started().url}/api/converse`, { method: "POST", body });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  if (!stream) return done.parse(JSON.parse(text));
  const events = text.split("\n\n").filter((event) => event.startsWith("event: "));
  expect(events.filter((event) => event.startsWith("event: reply.done"))).toHaveLength(1);
  expect(events.at(-1)).toMatch(/^event: reply\.done/);
  return done.parse(JSON.parse(events.at(-1)?.split("\ndata: ")[1] ?? "null"));
}

const responseDone = z.object({
  response: z.object({
    output: z.array(z.object({ content: z.array(z.object({ transcript: z.string() })).optional() })),
    repartee: done.omit({ response_text: true }),
  }),
});

async function talk(): Promise<Done> {
  const client = await connectRealtime(started().url);
  client.append(speech);
  const { response } = responseDone.parse(await client.next("response.done", deadlineMs));
  const text = response.output.flatMap(({ content = [] }) => content.map(({ transcript }) => transcript)).join(" ");
  client.socket.terminate();
  return done.parse({ ...response.repartee, response_text: text });
}

const turnOf: Readonly<Record<Way, () => Promise<Done>>> = {
  whole: () => converse(false),
  streamed: () => converse(true),
  realtime: talk,
};

const afterMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(["recognizer", "voice", "model", "detector"] satisfies ProcessKind[])("the %s is killed", (kind) => {
  it.for(way.options)(
    "and a turn, %s, ends with something to say",
    { timeout: moments.length * 2 * deadlineMs },
    async (name, { skip }) => {
      skip(problem !== undefined, problem);
      for (const moment of moments) {
        const startMs = performance.now();
        const turn = turnOf[name]();
        await afterMs(moment);
        const killed = killProcesses(started().pid, kind);
        const ended = await turn;
        const tookMs = Math.round(performance.now() - startMs);
        console.log(`${kind} ${name} ${moment} ms, ${killed} killed, ${tookMs} ms: ${JSON.stringify(ended)}`);
        expect(tookMs).toBeLessThan(deadlineMs);
        if (ended.source !== "model" || !ended.complete) expect(ended.reason).toBeDefined();
        if (ended.reason === undefined) expect(ended).toMatchObject({ source: "model", complete: true });
        // Another turn, so that deaths in a row do not add up, and what was killed is up again.
        await converse(false);
      }
    },
  );
});
