/** The Python package `wyoming`, which Home Assistant uses, as the client of a real server. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pullModel } from "./real-models.ts";
import { startRealServer, type RealServer } from "./real-server.ts";
import { soundsOf, wordErrors } from "./spoken-sentences.ts";

/** Describes, speaks a sentence, hears it again, and asks the talk partner; prints one line of JSON. */
const program = `
import asyncio, json, sys
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeVoice
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioStart, AudioChunk, AudioStop
from wyoming.handle import Handled

async def main(port, text):
    found = {}
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Describe().event())
        info = Info.from_event(await client.read_event())
        found["models"] = [model.name for program in info.asr for model in program.models]
        found["voices"] = [voice.name for program in info.tts for voice in program.voices]
        await client.write_event(Synthesize(text=text, voice=SynthesizeVoice(name="piper:en_US-joe-medium")).event())
        chunks = []
        while True:
            event = await client.read_event()
            if AudioChunk.is_type(event.type): chunks.append(AudioChunk.from_event(event))
            elif AudioStop.is_type(event.type): break
        found["seconds"] = sum(chunk.seconds for chunk in chunks)
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Transcribe(language="en").event())
        first = chunks[0]
        await client.write_event(AudioStart(first.rate, first.width, first.channels).event())
        for chunk in chunks: await client.write_event(chunk.event())
        await client.write_event(AudioStop().event())
        found["heard"] = Transcript.from_event(await client.read_event()).text
        await client.write_event(Transcript(text="I lost my keys.", language="en", context={"conversation_id": "ha-1"}).event())
        found["handled"] = Handled.from_event(await client.read_event()).text
    print(json.dumps(found))

asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
`;

const run = promisify(execFile);
let problem: string | undefined;
let folder = "";
let server: RealServer | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-wyoming-real-"));
  const installed = spawnSync("python3", [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-deps",
    "--target",
    folder,
    "wyoming==1.10.2",
  ]);
  if (installed.status !== 0)
    problem = `the package wyoming cannot be had here: ${String(installed.stderr ?? installed.error).slice(0, 200)}`;
  for (const model of ["smollm2-135m", "whisper-base", "piper:en_US-joe-medium"]) {
    problem ??= (await pullModel(model)).problem;
  }
  if (problem === undefined) server = await startRealServer(["--model", "smollm2-135m", "--wyoming-port", "0"]);
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const wyomingPort = (log: string): string => /"port":(\d+)[^\n]*Wyoming is served/.exec(log)?.[1] ?? "";

test("Home Assistant's client describes, speaks, hears and is answered", async ({ skip }) => {
  skip(problem !== undefined, problem);
  const sentence = "I lost my keys this morning and I feel so stupid.";
  const port = wyomingPort(server?.log() ?? "");
  expect(port, server?.log()).not.toBe("");
  const { stdout } = await run("python3", ["-c", program, port, sentence], {
    env: { ...process.env, PYTHONPATH: folder },
    timeout: 120_000,
  });
  console.log(stdout);
  const found = JSON.parse(stdout) as Record<"models" | "voices", string[]> &
    Record<"heard" | "handled", string> & { seconds: number };
  expect(found.models).toContain("sherpa-onnx:whisper-base");
  expect(found.voices).toContain("piper:en_US-joe-medium");
  expect(found.seconds).toBeGreaterThan(1.5);
  const said = soundsOf(sentence);
  expect(wordErrors(said, soundsOf(found.heard)) / said.length, found.heard).toBeLessThanOrEqual(0.1);
  expect(found.handled.length).toBeGreaterThan(5);
}, 240_000);
