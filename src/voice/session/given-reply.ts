import { joinClauses } from "../say/join-clauses.ts";
import type { VoiceEvent } from "../voice-event.ts";
import { heardText, type PlayedClause } from "./heard-text.ts";
import type { HeardPart } from "./session-event.ts";

/** Text and sound of a reply as they were given out. */
export interface GivenReply {
  note(event: VoiceEvent): void;
  /** What was heard until `heardMs` of its sound; of a written reply all is read that was given out. */
  heard(heardMs: number): HeardPart;
  readonly isAudible: boolean;
}

export function createGivenReply({ speaks = true }: { readonly speaks?: boolean }): GivenReply {
  const clauses: PlayedClause[] = [];
  const texts = new Map<number, string>();
  return {
    note(event) {
      if (event.type === "reply.text") texts.set(event.chunk, event.text);
      if (event.type !== "reply.audio") return;
      const { chunk, durationMs, offsetMs } = event;
      clauses.push({ text: texts.get(chunk) ?? "", offsetMs, durationMs });
    },
    heard: (ms) => ({
      heardText: speaks ? heardText(clauses, ms) : [...texts.values()].reduce(joinClauses, ""),
      heardMs: Math.round(ms),
    }),
    get isAudible() {
      return clauses.length > 0;
    },
  };
}
