import { onTestFinished } from "vitest";
import { builtInPersonas } from "../../src/chat/persona/built-in-folder.ts";
import { createPersonaStore, type PersonaStore } from "../../src/chat/persona/persona-store.ts";
import { createResponder, type Responder } from "../../src/chat/respond/create-responder.ts";
import type { RespondEvent } from "../../src/chat/respond/empathic-reply.ts";
import type { ResponderOptions } from "../../src/chat/respond/responder-options.ts";
import { certainReading } from "../../src/chat/emotion/distribution.ts";
import { emotionLabels, type EmotionReader } from "../../src/core/emotion.ts";
import type { LanguageIdentifier } from "../../src/core/language.ts";
import type { LogFields } from "../../src/core/log.ts";
import { silentLog } from "../../src/core/log.ts";
import { createMemoryStores, type MemoryStores } from "../support/memory-stores.ts";
import { seededRandom } from "../../src/core/seeded-random.ts";
import type { Serving } from "../../src/serving/serving.ts";
import { createScene, type Scene, type SceneOptions } from "../serving/scene.ts";

/** Reads what a text says of itself: the word `sad` in it is sadness; else it is neutral, and not sure. */
export const wordEmotions: EmotionReader = {
  read(text) {
    const label = emotionLabels.find((one) => text.toLowerCase().includes(one));
    return certainReading(label ?? "neutral", label === undefined ? 0.4 : 0.9, "text");
  },
};

/** Knows a few words of three languages. */
export const wordLanguages: LanguageIdentifier = {
  identify(text) {
    const language = /\b(hola|estoy|siento)\b/i.test(text)
      ? "es"
      : /\b(ich|und|bin)\b/i.test(text)
        ? "de"
        : /\b(the|am|i|you|is)\b/i.test(text)
          ? "en"
          : undefined;
    return language === undefined ? undefined : { language, confidence: 0.95, source: "text" };
  },
};

export interface RespondScene {
  readonly scene: Scene;
  readonly stores: MemoryStores;
  readonly responder: Responder;
  readonly personas: PersonaStore;
  readonly defaultPersona: string;
  readonly logged: readonly string[];
}

/** Real serving above a scripted engine, the shipped persona, stores in memory. */
export async function createRespondScene(
  options: SceneOptions,
  change: Partial<ResponderOptions> = {},
): Promise<RespondScene> {
  const scene = await createScene(options);
  const stores = createMemoryStores();
  const logged: string[] = [];
  const log = { ...silentLog, warn: (_: LogFields, message: string) => void logged.push(message) };
  const personas = await createPersonaStore({
    folders: [builtInPersonas()],
    overrides: stores.personaOverrides,
    log,
    clock: scene.clock,
    watch: false,
  });
  onTestFinished(() => personas[Symbol.dispose]());
  const defaultPersona = "ollie";
  let nowMs = 1_000_000;
  const responder = createResponder({
    serving: scene.serving,
    personas,
    conversations: stores.conversations,
    emotions: wordEmotions,
    languages: wordLanguages,
    defaultModel: () => Object.keys(options.models)[0],
    defaultPersona,
    historyMessages: 10,
    log,
    clock: scene.clock,
    wallClock: () => (nowMs += 10),
    random: seededRandom(1),
    ...change,
  });
  return { scene, stores, responder, personas, defaultPersona, logged };
}

/** A server whose models rate labels as `classify` says. */
export function ratingWith(serving: Serving, classify: Serving["classify"]): Serving {
  return { ...serving, classify, hold: () => ({ ...serving.hold(), classify }) };
}

export const never = (): AbortSignal => new AbortController().signal;

export async function eventsOf(stream: AsyncIterable<RespondEvent>): Promise<readonly RespondEvent[]> {
  const events: RespondEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}
