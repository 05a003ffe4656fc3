/** A connection to `WS /v1/realtime` of a server whose recognizer, voice and responder are scripted. */
import { createFakeClock, type FakeClock } from "../../../src/testing/fake-clock.ts";
import { createVoice } from "../../../src/voice/voice.ts";
import { fakeSound } from "../../support/speech-contract/fake-speech.ts";
import { connectRealtime, type RealtimeClient, type ServerEvent } from "../../support/voice/realtime-client.ts";
import { voiceScene, type Scene, type SceneOptions } from "../../support/voice/voice-scene.ts";
import { startServer } from "./start-server.ts";

export interface Talk {
  readonly client: RealtimeClient;
  readonly scene: Scene;
  readonly clock: FakeClock;
}

/** A connection whose session is set up; the voice's clock stands still unless a test moves it. */
export async function talk(options: Omit<SceneOptions, "clock"> = {}, session?: object): Promise<Talk> {
  const clock = createFakeClock();
  const scene = await voiceScene({ clock, ...options });
  const voice = createVoice(scene.options, []);
  const { url } = await startServer({ voice: () => voice });
  const client = await connectRealtime(url);
  await client.next("session.created");
  if (session !== undefined) {
    client.send({ type: "session.update", session });
    await client.next("session.updated");
  }
  return { client, scene, clock };
}

export const manual: object = { audio: { input: { turn_detection: null } } };
export const sentence: Float32Array = fakeSound("x".repeat(20), 24_000);
export const silence: Float32Array = new Float32Array(12_000);

export function soundMs(events: readonly ServerEvent[]): number {
  const deltas = events.filter(({ type }) => type === "response.output_audio.delta");
  return deltas.reduce((sum, { delta }) => sum + Buffer.from(String(delta), "base64").length, 0) / 48;
}

/** Events with neighbours of one type as one. */
export function shape(events: readonly ServerEvent[]): readonly string[] {
  const types = events.map(({ type }) => type);
  return types.filter((type, index) => type !== types[index - 1]);
}

export function part(event: ServerEvent, name: string): Readonly<Record<string, unknown>> {
  return event[name] as Readonly<Record<string, unknown>>;
}
