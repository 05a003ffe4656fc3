import type { UserData, UserDataStore } from "../core/stores.ts";
import type { ApiContext } from "./api-context.ts";
import { checkName } from "./request-options.ts";

/**
 * Everything that is stored of a user: conversations and preferences. Both throw ReparteeError `invalid_request`,
 * `storage_unavailable` and `draining`.
 */
export interface ReparteeUsers {
  /** Empty lists for an unknown user. */
  export(userId: string): Promise<UserData>;
  /** Removes all of it, and returns how much. */
  remove(userId: string): ReturnType<UserDataStore["remove"]>;
}

export function createUserFunctions(context: ApiContext): ReparteeUsers {
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
