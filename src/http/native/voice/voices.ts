import { z } from "zod";
import type { Voice } from "../../../voice/voice.ts";
import { defineRoute, type Route } from "../../route.ts";

const voicesSchema = z.object({
  voices: z.array(
    z.object({
      id: z.string().describe("What requests say as `voice`."),
      languages: z.array(z.string()).describe("ISO 639-1."),
    }),
  ),
  recognizers: z.array(z.string()).describe("What understands speech; empty: recordings are not understood."),
});

/** What can speak and understand speech here. */
export function voicesRoute(voice: () => Voice): Route {
  return defineRoute({
    method: "GET",
    paths: ["/v1/audio/voices"],
    tag: "native",
    summary: "Lists the installed voices and recognizers.",
    answer: { kind: "json", schema: voicesSchema },
    handle() {
      const { recognizers, voices } = voice();
      return {
        kind: "json",
        body: {
          voices: voices.map(({ id, languages }) => ({ id, languages })),
          recognizers: recognizers.map(({ id }) => id),
        },
      };
    },
  });
}
