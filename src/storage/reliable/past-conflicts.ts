import type { OpenDatabase } from "../database.ts";

const mostAttempts = 3;

/**
 * Does it again where another server's transaction was in the way: of two that wait for each other the database ends one,
 * and nothing is wrong with it.
 */
export async function pastConflicts<T>(database: Pick<OpenDatabase, "isConflict">, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === mostAttempts || !database.isConflict(error)) throw error;
    }
  }
}
