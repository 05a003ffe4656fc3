import type { RunningResponses } from "./running-responses.ts";
import type { StoredResponses } from "./stored-responses.ts";

/** What the routes of the Responses API share. */
export interface ResponseServices {
  /** Absent: the server stores no responses. */
  readonly stored?: StoredResponses;
  readonly running: RunningResponses;
}
