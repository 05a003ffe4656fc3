import type { Preference } from "../../core/preference.ts";
import type { PreferenceStore } from "../../core/stores.ts";

/** Preferences without a database: they end with the process. */
export function createMemoryPreferenceStore(): PreferenceStore {
  const stored = new Map<string, Preference>();
  return {
    async put(preference) {
      const { userId = preference.userId } = stored.get(preference.id) ?? {};
      if (userId === preference.userId) stored.set(preference.id, preference);
      return { persisted: true };
    },
    list: async (userId, kind) =>
      [...stored.values()].filter((one) => one.userId === userId && (kind === undefined || one.kind === kind)),
    remove: async (userId, id) => stored.get(id)?.userId === userId && stored.delete(id),
    listToEmbed: async (model, limit) =>
      [...stored.values()].filter(({ embedding }) => embedding?.model !== model).slice(0, limit),
  };
}
