import { serializeError, toReparteeError } from "../../../core/errors.ts";
import type { AacDecoder } from "../../../core/speech/aac-decoder.ts";
import type { SttEngine } from "../../../core/speech/stt-engine.ts";
import type { TtsEngine } from "../../../core/speech/tts-engine.ts";
import type { VoiceDetector, VoiceDetectorStream } from "../../../core/speech/voice-detector.ts";
import type { ChildMessage, ParentMessage, SpeechCall } from "../protocol.ts";
import type { SpeechPart } from "../speech-part.ts";

type Hosted =
  | { readonly kind: "stt"; readonly engine: SttEngine }
  | { readonly kind: "tts"; readonly engine: TtsEngine }
  | { readonly kind: "detector"; readonly engine: VoiceDetector }
  | { readonly kind: "aac"; readonly engine: AacDecoder };

/** Takes the parent's messages, one call at a time: engines have one thread, and calls of a stream keep their order. */
export function createHost(send: (message: ChildMessage) => void): (message: ParentMessage) => void {
  const running = new Map<number, AbortController>();
  const streams = new Map<number, VoiceDetectorStream>();
  let hosted: Hosted | undefined;
  let turn: Promise<void> = Promise.resolve();

  async function load(part: SpeechPart): Promise<void> {
    process.title = `repartee-speech: ${part.engine} ${part.kind}`;
    try {
      hosted = await openPart(part);
      send({ type: "loaded" });
    } catch (error) {
      send({ type: "load-failed", error: serializeError(toReparteeError(error, "model_load_failed")) });
    }
  }

  async function* perform(call: SpeechCall, signal: AbortSignal): AsyncGenerator<unknown, void, undefined> {
    if (call.name === "transcribe" && hosted?.kind === "stt") yield await hosted.engine.transcribe(call, signal);
    else if (call.name === "synthesize" && hosted?.kind === "tts") yield* hosted.engine.synthesize(call, signal);
    else if (call.name === "decode" && hosted?.kind === "aac") yield* hosted.engine.decode(call, signal);
    else if (call.name === "open-stream" && hosted?.kind === "detector") {
      streams.set(call.stream, await hosted.engine.open());
      yield true;
    } else if (call.name === "push") yield await openStream(call.stream).push(call.samples);
    else if (call.name === "close-stream") {
      await openStream(call.stream).close();
      yield streams.delete(call.stream);
    } else throw new TypeError(`${call.name} is not what this process was started for`);
  }

  function openStream(id: number): VoiceDetectorStream {
    const stream = streams.get(id);
    if (stream === undefined) throw new TypeError(`there is no stream ${id}`);
    return stream;
  }

  async function answer(id: number, call: SpeechCall, signal: AbortSignal): Promise<void> {
    try {
      if (!signal.aborted) for await (const value of perform(call, signal)) send({ type: "part", id, value });
      send({ type: "done", id });
    } catch (error) {
      send({ type: "failed", id, error: serializeError(toReparteeError(error, "generation_failed")) });
    } finally {
      running.delete(id);
    }
  }

  return (message) => {
    if (message.type === "load") void load(message.part);
    else if (message.type === "cancel") running.get(message.id)?.abort();
    else {
      const controller = new AbortController();
      running.set(message.id, controller);
      turn = turn.then(() => answer(message.id, message.call, controller.signal));
    }
  };
}

/** The library is loaded here only: the parent never maps it into its own memory. */
async function openPart(part: SpeechPart): Promise<Hosted> {
  if (part.engine === "espeak-ng") {
    const { openEspeak } = await import("../../espeak-ng/open-espeak.ts");
    return { kind: "tts", engine: await openEspeak(part.options) };
  }
  if (part.engine === "faad2") {
    const { openAacDecoder } = await import("../../faad2/open-aac-decoder.ts");
    return { kind: "aac", engine: await openAacDecoder() };
  }
  const sherpa = await import("../../sherpa-onnx/index.ts");
  if (part.kind === "stt") return { kind: "stt", engine: await sherpa.openStt(part.model) };
  if (part.kind === "tts") return { kind: "tts", engine: await sherpa.openTts(part.model) };
  return { kind: "detector", engine: await sherpa.openDetector(part.model) };
}
