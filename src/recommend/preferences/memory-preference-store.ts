import type { Preference } from "../../core/preference.ts";
import type { PreferenceStore } from "../../core/stores.ts";

/** Preferences without a database: gone with the process. */
export function createMemoryPreferenceStore(): PreferenceStore {
  const kept = new Map<string, Preference>();
  return {
    async put(preference) {
      kept.set(preference.id, preference);
      return { persisted: true };
    },
    list: async (userId, kind) =>
      [...kept.values()].filter((one) => one.userId === userId && (kind === undefined || one.kind === kind)),
    remove: async (userId, id) => kept.get(id)?.userId === userId && kept.delete(id),
    listToEmbed: async (model, limit) =>
      [...kept.values()].filter(({ embedding }) => embedding?.model !== model).slice(0, limit),
  };
}
