import { z } from "zod";
import { userIdSchema } from "../../../chat/respond/respond-request.ts";

export { userIdSchema };

/** Whose conversation it is: one that has a user answers only to that one. */
export const ownerQuery = z.object({
  user_id: userIdSchema.optional().describe("Whose it is: needed for a conversation that has a user."),
});
