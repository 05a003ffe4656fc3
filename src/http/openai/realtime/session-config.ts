/** The session object: its defaults, its changes, and what it means for the voice session. */
import type { ToolChoice, ToolDefinition } from "../../../core/tool.ts";
import { languageOf, type Language } from "../../../core/language.ts";
import { isRecord } from "../../../core/is-record.ts";
import { defaultUtteranceTimes } from "../../../voice/hear/utterance-detector.ts";
import type { TurnDetection } from "../../../voice/session/session-settings.ts";
import { isOpenAiVoice } from "../voice-names.ts";
import { sessionUpdateSchema, type ResponseOptions, type SessionUpdate } from "./session-schema.ts";

/** Everything that is set, in the words of OpenAI's protocol; some of its fields have no null for what is not. */
export type SessionConfig = Readonly<Record<string, unknown>>;

const usualDetection = {
  type: "server_vad",
  threshold: 0.5,
  prefix_padding_ms: defaultUtteranceTimes.leadMs,
  silence_duration_ms: defaultUtteranceTimes.endMs,
  create_response: true,
  interrupt_response: true,
  idle_timeout_ms: null,
};

const semanticDetection = { type: "semantic_vad", eagerness: "auto", create_response: true, interrupt_response: true };

interface NewSession {
  readonly model: string | null;
  readonly id: string;
  readonly expiresAtSeconds: number;
  readonly userId: string | null;
}

export function newSessionConfig({ model, id, expiresAtSeconds, userId }: NewSession): SessionConfig {
  return {
    type: "realtime",
    object: "realtime.session",
    id,
    model,
    output_modalities: ["audio"],
    instructions: "",
    tools: [],
    tool_choice: "auto",
    max_output_tokens: "inf",
    tracing: null,
    prompt: null,
    truncation: "auto",
    expires_at: expiresAtSeconds,
    audio: {
      input: {
        format: { type: "audio/pcm", rate: 24_000 },
        transcription: { model: "whisper-1" },
        turn_detection: usualDetection,
      },
      output: { format: { type: "audio/pcm", rate: 24_000 }, speed: 1 },
    },
    repartee: { persona: null, conversation_id: null, user_id: userId, visemes: true },
  };
}

/** The configuration with what an update changes: objects key by key, all else as a whole. */
export function updatedConfig(config: SessionConfig, update: SessionUpdate): SessionConfig {
  const { id, object, expires_at } = config;
  const merged = merge(config, update);
  const given = update.audio?.input?.turn_detection;
  const audio = isRecord(merged["audio"]) ? merged["audio"] : {};
  const input = isRecord(audio["input"]) ? audio["input"] : {};
  // Another kind of detection begins with its own defaults.
  const detection = given === undefined ? input["turn_detection"] : given === null ? null : withDefaults(given);
  return { ...merged, id, object, expires_at, audio: { ...audio, input: { ...input, turn_detection: detection } } };
}

function withDefaults(detection: Readonly<Record<string, unknown>>): object {
  const defaults = detection["type"] === "semantic_vad" ? semanticDetection : usualDetection;
  return { ...defaults, ...detection };
}

function merge(
  before: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(changes)) {
    const old = merged[key];
    if (value !== undefined) merged[key] = isRecord(old) && isRecord(value) ? merge(old, value) : value;
  }
  return merged;
}

/** What a turn is made with. */
export interface ReplySettings {
  readonly instructions: string;
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice: ToolChoice;
  readonly maxTokens?: number;
  /** False: text only. */
  readonly speaks: boolean;
  readonly voice?: string;
  readonly speed?: number;
  readonly language?: Language;
  readonly model?: string;
  readonly persona?: string;
  readonly conversationId?: string;
  readonly userId?: string;
}

/** @param response Overrides of one response. */
export function replySettings(config: SessionConfig, response: ResponseOptions = {}): ReplySettings {
  const read = sessionUpdateSchema.parse(config);
  const { audio, model, repartee } = read;
  const output = audio?.output;
  const maxTokens = response.max_output_tokens ?? read.max_output_tokens;
  const modalities = response.output_modalities ?? read.output_modalities ?? ["audio"];
  const choice = response.tool_choice ?? read.tool_choice ?? "auto";
  return {
    instructions: response.instructions ?? read.instructions ?? "",
    tools: (response.tools ?? read.tools ?? []).map(({ description, name, parameters }) => ({
      name,
      ...(description === undefined ? {} : { description }),
      ...(parameters === undefined ? {} : { parameters }),
    })),
    toolChoice: typeof choice === "string" ? choice : { name: choice.name },
    speaks: modalities.includes("audio"),
    ...defined({
      maxTokens: typeof maxTokens === "number" ? maxTokens : undefined,
      voice: voiceName(response.audio?.output?.voice ?? output?.voice),
      speed: output?.speed ?? undefined,
      language: languageOf(audio?.input?.transcription?.language ?? "") ?? undefined,
      // Names of OpenAI's models are filled in by clients: the server's own answers to them.
      model: model === null || model === undefined || model.startsWith("gpt-") ? undefined : model,
      persona: repartee?.persona ?? undefined,
      conversationId: repartee?.conversation_id ?? undefined,
      userId: repartee?.user_id ?? undefined,
    }),
  };
}

function voiceName(voice: string | { readonly id: string } | null | undefined): string | undefined {
  const name = typeof voice === "object" ? voice?.id : voice;
  return name === undefined || isOpenAiVoice(name) ? undefined : name;
}

type Defined<Fields> = { readonly [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>;
}

/** How the voice session listens; null: by `input_audio_buffer.commit` only. */
export function detectionOf(config: SessionConfig): TurnDetection | null {
  const { audio, type } = sessionUpdateSchema.parse(config);
  const detection = audio?.input?.turn_detection ?? null;
  if (detection === null) return null;
  const endMs =
    detection.type === "semantic_vad"
      ? semanticSilenceMs[detection.eagerness ?? "auto"]
      : (detection.silence_duration_ms ?? defaultUtteranceTimes.endMs);
  const times = {
    ...defaultUtteranceTimes,
    endMs,
    pauseMs: Math.min(defaultUtteranceTimes.pauseMs, endMs),
    leadMs: detection.prefix_padding_ms ?? defaultUtteranceTimes.leadMs,
  };
  return {
    times,
    answers: type !== "transcription" && detection.create_response !== false,
    interrupts: detection.interrupt_response !== false,
  };
}

/** There is no model of turns here: eagerness is how long a silence ends one. */
const semanticSilenceMs = { high: 350, medium: 600, auto: 600, low: 1000 } as const;

/** Whether what the user says is reported in words. */
export function wantsTranscripts(config: SessionConfig): boolean {
  const input = sessionUpdateSchema.parse(config).audio?.input;
  return input?.transcription !== null;
}

export function wantsVisemes(config: SessionConfig): boolean {
  return sessionUpdateSchema.parse(config).repartee?.visemes !== false;
}
