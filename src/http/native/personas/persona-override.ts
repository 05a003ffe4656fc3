import { z } from "zod";
import { defineRoute, type Route } from "../../route.ts";
import type { ChatServices } from "../../route-services.ts";
import { personaItemSchema, toPersonaItem } from "./persona-item.ts";

/** Checked against the whole persona: what is valid for a field depends on the others. */
const changesSchema = z.record(z.string().max(64), z.unknown());

const changedSchema = z.object({ persona: personaItemSchema, persisted: z.boolean() });
const restoredSchema = z.object({ name: z.string(), restored: z.boolean().describe("False: nothing was changed.") });

/** Changes fields of a persona; each call replaces the changes before it. */
export function overridePersonaRoute({ personas }: ChatServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/api/personas/{name}/override"],
    tag: "native",
    summary: "Changes fields of a persona while the server runs.",
    body: changesSchema,
    answer: { kind: "json", schema: changedSchema },
    errors: [404, 503],
    async handle({ body, param }) {
      const { persisted, persona } = await personas.override(param("name"), body);
      return { kind: "json", body: { persona: toPersonaItem(persona), persisted } };
    },
  });
}

export function restorePersonaRoute({ personas }: ChatServices): Route {
  return defineRoute({
    method: "DELETE",
    paths: ["/api/personas/{name}/override"],
    tag: "native",
    summary: "Restores a persona as its file has it.",
    answer: { kind: "json", schema: restoredSchema },
    errors: [404, 503],
    async handle({ param }) {
      const name = param("name");
      return { kind: "json", body: { name, restored: await personas.restore(name) } };
    },
  });
}
