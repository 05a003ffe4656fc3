/**
 * `npm run bench:voice`: from the end of speech to the first sound of the reply, by stage. Sentences that a Piper voice
 * speaks are fed to a talk as a microphone does, in real time, with silence behind them; two recognizers take turns, so
 * that both meet the same machine. `repartee pull` the model, both recognizers and piper:en_US-joe-medium before.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { createRepartee, type Repartee } from "#repartee/index.js";
import { joinSamples } from "#repartee/audio/join-samples.js";
import { resample } from "#repartee/audio/resample.js";
import { voiceSentences } from "./voice-sentences.ts";

const sampleRate = 16_000;
/** A microphone's usual buffer. */
const stepMs = 32;
const voice = "piper:en_US-joe-medium";

const help = `Times spoken turns by stage, from the end of speech to the first sound of the reply.

  npm run bench:voice -- [options]

  --turns N            turns of each recognizer (default 12)
  --seconds N          no new pair of turns is begun after this long (default 600)
  --recognizers A,B    they take turns (default whisper-base,whisper-tiny.en)
  --model NAME         who answers (default smollm2-135m)
  --cache-dir FOLDER   where the models are (default REPARTEE_CACHE_DIR, else the platform's folder)

  \`repartee pull\` the model, the recognizers and piper:en_US-joe-medium before.
`;

const { values: flags } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    turns: { type: "string", default: "12" },
    seconds: { type: "string", default: "600" },
    recognizers: { type: "string", default: "whisper-base,whisper-tiny.en" },
    model: { type: "string", default: "smollm2-135m" },
    // The library reads no environment.
    "cache-dir": { type: "string", default: process.env["REPARTEE_CACHE_DIR"] },
  },
});
if (flags.help) {
  process.stdout.write(help);
  process.exit(0);
}

interface Turn {
  /** Milliseconds after the end of the speech; null where a stage was not reached. */
  readonly stages: Readonly<Record<string, number | null>>;
  readonly cpuMs: number;
  readonly load: number;
  readonly heard: string;
  readonly source: string;
}

interface Subject {
  readonly name: string;
  readonly repartee: Repartee;
  readonly turns: Turn[];
}

const shown = ["endpointMs", "heardMs", "firstTextMs", "firstChunkMs", "firstAudioMs"] as const;

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

async function speak(repartee: Repartee, text: string): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for await (const audio of repartee.speak(text, { voice })) parts.push(resample(audio, sampleRate).samples);
  return joinSamples(parts);
}

/** One turn of a new talk, so that no history makes a prompt longer than another. */
async function takeTurn(repartee: Repartee, speech: Float32Array): Promise<Turn> {
  await using talk = await repartee.openVoiceSession({ language: "en" });
  const samples = joinSamples([new Float32Array(sampleRate / 2), speech, new Float32Array(sampleRate * 2)]);
  const controller = new AbortController();
  const pushed = pushInRealTime(talk, samples, controller.signal);
  let stoppedAt = 0;
  let heardAt = 0;
  let heard = "";
  try {
    for await (const event of talk.events) {
      // Recognition may have begun before: the silence that ends an utterance is longer than the pause that starts it.
      if (event.type === "speech.stopped") stoppedAt = performance.now();
      if (event.type === "user.final") {
        heard = event.text;
        heardAt = performance.now();
      }
      if (event.type !== "reply.done") continue;
      const { firstAudioMs, firstChunkMs, firstTextMs, heardMs, machine } = event.latency;
      if (heardMs === null)
        throw new Error("expected words, got none: repartee pull the recognizer and the voice first");
      const endpointMs = heardMs - (heardAt - stoppedAt);
      return {
        stages: { endpointMs, heardMs, firstTextMs, firstChunkMs, firstAudioMs },
        ...{ cpuMs: machine?.cpuMs.firstAudio ?? 0, load: machine?.load ?? 0, heard, source: event.source },
      };
    }
    throw new Error("the talk ended without a reply");
  } finally {
    controller.abort();
    await pushed;
  }
}

async function pushInRealTime(
  talk: Awaited<ReturnType<Repartee["openVoiceSession"]>>,
  samples: Float32Array,
  signal: AbortSignal,
): Promise<void> {
  const step = (sampleRate * stepMs) / 1000;
  const startedAt = performance.now();
  for (let start = 0, count = 1; start < samples.length && !signal.aborted; start += step, count += 1) {
    await talk.push(samples.slice(start, start + step));
    await wait(Math.max(0, startedAt + count * stepMs - performance.now()));
  }
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}

function report({ name, turns }: Subject): string {
  const lines = shown.map((stage) => {
    const values = turns.flatMap(({ stages }) => stages[stage] ?? []);
    const [p50, p90] = [percentile(values, 0.5), percentile(values, 0.9)].map(Math.round);
    return `  ${stage.padEnd(14)} p50 ${String(p50).padStart(5)}  p90 ${String(p90).padStart(5)}  (${values.length} turns)`;
  });
  const written = turns.filter(({ source }) => source === "template").length;
  const load = percentile(
    turns.map((turn) => turn.load),
    0.5,
  );
  const cpuMs = percentile(
    turns.map((turn) => turn.cpuMs),
    0.5,
  );
  return `${name}\n${lines.join("\n")}\n  CPU of the machine up to the first sound p50 ${Math.round(cpuMs)} ms, load for each core p50 ${load.toFixed(1)}, ${written} of ${turns.length} replies written`;
}

async function prepare(name: string): Promise<Subject> {
  const repartee = await createRepartee({
    ...{ model: flags.model, recognizers: { default: name }, voices: { en: voice } },
    ...{ databasePath: ":memory:", preload: true },
    ...(flags["cache-dir"] === undefined ? {} : { cacheDir: flags["cache-dir"] }),
  });
  return { name, repartee, turns: [] };
}

const subjects: Subject[] = [];
try {
  for (const name of flags.recognizers.split(",")) subjects.push(await prepare(name));
  const sentences: Float32Array[] = [];
  const [first] = subjects;
  if (first === undefined) throw new Error("expected a recognizer");
  for (const text of voiceSentences) sentences.push(await speak(first.repartee, text));
  // The first turn loads models.
  for (const { repartee } of subjects) await takeTurn(repartee, sentences[0] ?? new Float32Array());
  const [{ model } = { model: "unknown" }] = cpus();
  console.log(`${model}, ${cpus().length} cores; milliseconds after the end of speech; model ${flags.model}`);
  const endsAt = performance.now() + Number(flags.seconds) * 1000;
  for (let turn = 0; turn < Number(flags.turns) && performance.now() < endsAt; turn += 1) {
    for (const subject of subjects) {
      const taken = await takeTurn(subject.repartee, sentences[turn % sentences.length] ?? new Float32Array());
      subject.turns.push(taken);
    }
  }
  for (const subject of subjects) console.log(report(subject));
} finally {
  for (const { repartee } of subjects) await repartee[Symbol.asyncDispose]();
}
