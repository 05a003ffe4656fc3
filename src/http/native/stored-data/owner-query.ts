import { z } from "zod";

export const userIdSchema = z.string().min(1).max(256);

/** Whose conversation it is: one that has a user answers only to that one. */
export const ownerQuery = z.object({
  user_id: userIdSchema.optional().describe("Whose it is: needed for a conversation that has a user."),
});
