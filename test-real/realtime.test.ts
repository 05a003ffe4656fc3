/** A talk over `WS /v1/realtime` with real weights: heard, felt, answered, interrupted. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { pullModel } from "./real-models.ts";
import { startRealServer, type RealServer } from "./real-server.ts";
import { spokenSentences } from "./spoken-sentences.ts";
import { connectRealtime, type RealtimeClient } from "../test/support/voice/realtime-client.ts";

const voice = "piper:en_US-joe-medium";

let problem: string | undefined;
let server: RealServer | undefined;
beforeAll(async () => {
  for (const model of ["smollm2-135m", "whisper-base", voice]) problem ??= (await pullModel(model)).problem;
  if (problem === undefined) server = await startRealServer(["--model", "smollm2-135m"]);
});
afterAll(async () => await server?.[Symbol.asyncDispose]());

function url(): string {
  if (server === undefined) throw new Error("expected a server");
  return server.url;
}

/** 24 kHz, as a microphone gives it, with the pause that ends a turn. */
async function spoken(input: string): Promise<Float32Array> {
  const body = JSON.stringify({ input, voice, response_format: "pcm" });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url()}/v1/audio/speech`, { method: "POST", headers, body });
  const samples = new Int16Array(await answer.arrayBuffer());
  const sound = new Float32Array(samples.length + 24_000);
  for (const [index, sample] of samples.entries()) sound[index] = sample / 0x8000;
  return sound;
}

const done = z.object({
  response: z.object({
    status: z.string(),
    output: z.array(z.object({ id: z.string(), content: z.array(z.object({ transcript: z.string() })) })),
    repartee: z.object({
      latency: z.object({
        heard_ms: z.number().nullable(),
        first_text_ms: z.number().nullable(),
        first_audio_ms: z.number().nullable(),
        machine: z.object({ load: z.number(), cores: z.number() }),
      }),
      duration_ms: z.number(),
    }),
  }),
});
type Latency = z.infer<typeof done>["response"]["repartee"]["latency"];
const conversation = z.object({
  messages: z.array(z.object({ role: z.string(), text: z.string(), state: z.string() })),
});

/** As fast as it is spoken: a microphone gives no more. */
async function speak(client: RealtimeClient, sound: Float32Array): Promise<void> {
  for (let start = 0; start < sound.length; start += 2400) {
    client.append(sound.subarray(start, start + 2400));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function talk(conversationId: string): Promise<RealtimeClient> {
  const client = await connectRealtime(url());
  client.send({ type: "session.update", session: { repartee: { conversation_id: conversationId } } });
  await client.next("session.updated", 60_000);
  return client;
}

/** A turn takes seconds; `REPARTEE_REAL_TURNS=20 npm run test:real` takes as many as the goal names. */
const turns = Number(process.env["REPARTEE_REAL_TURNS"] ?? 3);

test("turns of a talk are heard and answered, the feeling before the first sound", async ({ skip }) => {
  skip(problem !== undefined, problem);
  const client = await talk("real-turns");
  const latencies: Latency[] = [];
  let felt = 0;
  for (const sentence of spokenSentences.slice(0, turns)) {
    const from = client.events.length;
    await speak(client, await spoken(sentence));
    const { response } = done.parse(await client.next("response.done", 60_000));
    const types = client.events.slice(from).map(({ type }) => type);
    expect(
      types.filter((type) => type === "repartee.emotion"),
      sentence,
    ).toHaveLength(1);
    const isFirst = types.indexOf("repartee.emotion") < types.indexOf("response.output_audio.delta");
    if (isFirst) felt += 1;
    latencies.push(response.repartee.latency);
    // The sound is heard to its end: the next turn is none of its interruptions.
    await new Promise((resolve) => setTimeout(resolve, response.repartee.duration_ms + 500));
  }
  const at = (stage: "heard_ms" | "first_text_ms" | "first_audio_ms"): string => {
    const sorted = latencies.map((latency) => latency[stage] ?? Infinity).toSorted((a, b) => a - b);
    return `p50 ${sorted[Math.floor(turns / 2)]} p90 ${sorted[Math.floor(turns * 0.9)]} max ${sorted.at(-1)} ms`;
  };
  const load = latencies.map(({ machine }) => machine.load).toSorted((a, b) => a - b)[Math.floor(turns / 2)];
  console.log(
    `emotion before audio ${felt} of ${turns}; load ${load} for each of ${latencies[0]?.machine.cores} cores`,
  );
  console.log(`heard ${at("heard_ms")}; first text ${at("first_text_ms")}; first audio ${at("first_audio_ms")}`);
  expect(felt).toBe(turns);
  const { messages } = conversation.parse(await (await fetch(`${url()}/api/conversations/real-turns`)).json());
  expect(messages).toHaveLength(2 * turns);
}, 1_200_000);

test("ten seconds of silence and of noise are no turn", async ({ skip }) => {
  skip(problem !== undefined, problem);
  const client = await talk("real-silence");
  client.append(new Float32Array(240_000));
  let seed = 1;
  client.append(
    Float32Array.from({ length: 240_000 }, () => ((seed = (seed * 16_807) % 2_147_483_647) / 2 ** 30 - 1) * 0.1),
  );
  client.append(new Float32Array(24_000));
  client.send({ type: "input_audio_buffer.clear" });
  await client.next("input_audio_buffer.cleared", 60_000);
  expect(client.types()).not.toContain("response.created");
  expect((await fetch(`${url()}/api/conversations/real-silence`)).status).toBe(404);
}, 120_000);

test("an interrupted reply is kept as far as it was heard", async ({ skip }) => {
  skip(problem !== undefined, problem);
  const client = await talk("real-barge-in");
  await speak(client, await spoken(spokenSentences[0] ?? ""));
  const first = done.parse(await client.next("response.done", 60_000));
  const [item] = first.response.output;
  const said = item?.content[0]?.transcript ?? "";
  const second = await spoken("Wait, I found them in my pocket.");
  client.append(second);
  await client.next("input_audio_buffer.speech_started");
  await client.next("input_audio_buffer.speech_started", 60_000);
  client.send({ type: "conversation.item.truncate", item_id: item?.id, content_index: 0, audio_end_ms: 700 });
  await client.next("conversation.item.truncated", 60_000);
  await client.next("response.done", 60_000);
  client.send({ type: "conversation.item.retrieve", item_id: item?.id });
  const kept = z
    .object({ item: z.object({ content: z.array(z.object({ transcript: z.string() })) }) })
    .parse(await client.next("conversation.item.retrieved", 60_000)).item.content[0]?.transcript;
  const { messages } = conversation.parse(await (await fetch(`${url()}/api/conversations/real-barge-in`)).json());
  console.log(`said "${said}", heard "${kept}"; ${JSON.stringify(messages.map(({ text }) => text))}`);
  expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
  expect(messages[1]).toMatchObject({ text: kept, state: "partial" });
  expect(said.startsWith(kept ?? "–")).toBe(true);
  expect(kept?.length).toBeLessThan(said.length);
}, 180_000);
