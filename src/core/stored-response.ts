/** A response of the Responses API that is stored, so that a later request can continue it. */
export interface StoredResponse {
  /** `resp_` and letters and digits. */
  readonly id: string;
  /** Whose it is, where the client said so: the key of export and deletion. */
  readonly userId?: string;
  /** JSON: the response and its input items, in the words of that API. */
  readonly content: string;
  /** Milliseconds since 1970. Responses are removed 30 days after it. */
  readonly createdAtMs: number;
}

/** As at OpenAI. */
export const responseRetentionMs: number = 30 * 24 * 60 * 60 * 1000;
