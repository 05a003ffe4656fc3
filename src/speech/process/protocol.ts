import type { SerializedError } from "../../core/errors.ts";
import type { AacStream } from "../../core/speech/aac-decoder.ts";
import type { TranscribeRequest } from "../../core/speech/stt-engine.ts";
import type { SynthesizeRequest } from "../../core/speech/tts-engine.ts";
import type { SpeechPart } from "./speech-part.ts";

/**
 * What parent and child say to each other over Node's IPC channel, as structured clones: samples cross as they are. Both
 * sides are of one version. A call has parts and then one `done` or `failed`, also after `cancel`.
 */
export type ParentMessage =
  | { readonly type: "load"; readonly part: SpeechPart }
  | { readonly type: "call"; readonly id: number; readonly call: SpeechCall }
  | { readonly type: "cancel"; readonly id: number };

export type SpeechCall =
  | ({ readonly name: "transcribe" } & TranscribeRequest)
  | ({ readonly name: "synthesize" } & SynthesizeRequest)
  | ({ readonly name: "decode" } & AacStream)
  | { readonly name: "open-stream"; readonly stream: number }
  | { readonly name: "push"; readonly stream: number; readonly samples: Float32Array }
  | { readonly name: "close-stream"; readonly stream: number };

export type ChildMessage =
  | { readonly type: "loaded" }
  | { readonly type: "load-failed"; readonly error: SerializedError }
  | { readonly type: "part"; readonly id: number; readonly value: unknown }
  | { readonly type: "done"; readonly id: number }
  | { readonly type: "failed"; readonly id: number; readonly error: SerializedError };
