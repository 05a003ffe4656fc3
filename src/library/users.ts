import type { UserData, UserDataStore } from "../core/stores.ts";
import type { LibraryContext } from "./library-context.ts";
import { checkName } from "./request-options.ts";

/**
 * Everything that is kept of a user: conversations and preferences. Both throw ReparteeError `invalid_request`,
 * `storage_unavailable` and `draining`.
 */
export interface ReparteeUsers {
  /** Empty lists for somebody that nothing is kept of. */
  export(userId: string): Promise<UserData>;
  /** Removes all of it, and says how much. */
  remove(userId: string): ReturnType<UserDataStore["remove"]>;
}

export function createUserFunctions(context: LibraryContext): ReparteeUsers {
  return {
    async export(userId) {
      const { users } = context.use().stores;
      checkName(userId, "userId");
      return await users.export(userId);
    },
    async remove(userId) {
      const { users } = context.use().stores;
      checkName(userId, "userId");
      return await users.remove(userId);
    },
  };
}
