import type { ResponseObject } from "./response-object.ts";

/** An event of a streamed response. `sequence_number` is added where events are sent. */
export interface ResponseEvent {
  readonly type: string;
  readonly response?: ResponseObject;
  readonly [field: string]: unknown;
}
