import { toReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { VoiceDetector, VoiceDetectorStream } from "../core/speech/voice-detector.ts";

/**
 * A detector that may die, and a simpler one that cannot: where the first fails twice in a row, the second answers. Both
 * hear everything, so that the second knows the room by then.
 */
export function createFallbackDetector(first: VoiceDetector, second: VoiceDetector, log: Log): VoiceDetector {
  /** Undefined when it cannot be opened now. */
  async function openFirst(): Promise<VoiceDetectorStream | undefined> {
    try {
      return await first.open().catch(() => first.open());
    } catch (thrown) {
      return report(thrown);
    }
  }

  function report(thrown: unknown): undefined {
    const { code, message } = toReparteeError(thrown);
    log.warn({ code, error: message, instead: second.id }, "voice detector failed");
    return undefined;
  }

  return {
    id: first.id,
    async open() {
      let stream = await openFirst();
      const other = await second.open();
      let isFailing = stream === undefined;

      async function ask(samples: Float32Array): Promise<readonly boolean[] | undefined> {
        stream ??= await first.open().catch(() => undefined);
        const asked = stream;
        if (asked === undefined) return undefined;
        try {
          // The call in which a process dies fails; the next one has a new process.
          return await asked.push(samples).catch(() => asked.push(samples));
        } catch (thrown) {
          // Once for each outage, not for each window.
          return isFailing ? undefined : report(thrown);
        }
      }

      return {
        async push(samples) {
          const [flags, instead] = await Promise.all([ask(samples), other.push(samples)]);
          isFailing = flags === undefined;
          return flags ?? instead;
        },
        async close() {
          // What died took its stream with it.
          await Promise.all([stream?.close().catch(() => {}), other.close()]);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([first[Symbol.asyncDispose](), second[Symbol.asyncDispose]()]);
    },
  };
}
