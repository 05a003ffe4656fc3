import { defineRoute, type Route } from "../../route.ts";
import type { ChatServices } from "../../route-services.ts";
import { personaItemSchema, personaListSchema, toPersonaBrief, toPersonaItem } from "./persona-item.ts";

export function personasRoute({ defaultPersona, personas }: ChatServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/api/personas"],
    tag: "native",
    summary: "Lists who can answer.",
    answer: { kind: "json", schema: personaListSchema },
    handle: () => ({ kind: "json", body: { personas: personas.list().map(toPersonaBrief), default: defaultPersona } }),
  });
}

export function personaRoute({ personas }: ChatServices): Route {
  return defineRoute({
    method: "GET",
    paths: ["/api/personas/{name}"],
    tag: "native",
    summary: "Shows a persona, with the changes that were made to it.",
    answer: { kind: "json", schema: personaItemSchema },
    errors: [404],
    async handle({ param }) {
      return { kind: "json", body: toPersonaItem(await personas.get(param("name"))) };
    },
  });
}
