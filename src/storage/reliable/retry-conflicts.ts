import type { OpenDatabase } from "../database.ts";

const mostAttempts = 3;

/**
 * Runs `work` again when the database aborted it for another server's transaction: of two that wait for each other it
 * aborts one, and the same again succeeds. `work` must leave nothing behind when it fails.
 */
export async function retryConflicts<T>(
  database: Pick<OpenDatabase, "isConflict">,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === mostAttempts || !database.isConflict(error)) throw error;
    }
  }
}
