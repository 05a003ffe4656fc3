import type { Kysely } from "kysely";
import type { DatabaseSchema } from "../schema.ts";
import { insertConversation } from "../tables/conversations.ts";
import { upsertMessage } from "../tables/messages.ts";
import { upsertPersonaOverride } from "../tables/persona-overrides.ts";
import { upsertPreference } from "../tables/preferences.ts";
import type { Write } from "./write.ts";

/** Puts one write into its table. Doing so twice changes nothing. */
export async function store(query: Kysely<DatabaseSchema>, write: Write): Promise<void> {
  switch (write.kind) {
    case "conversation":
      return await insertConversation(query, write.value);
    case "message":
      return await upsertMessage(query, write.value);
    case "preference":
      return await upsertPreference(query, write.value);
    case "persona-override":
      return await upsertPersonaOverride(query, write.persona, write.override);
  }
}
