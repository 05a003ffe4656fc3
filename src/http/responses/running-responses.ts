/** Responses that are being written: they can be cancelled, and those in the background looked at. */
import { ReparteeError } from "../../core/errors.ts";
import type { ResponseRecord } from "./stored-responses.ts";

export interface RunningResponse {
  readonly signal: AbortSignal;
  /** The response is over. */
  end(): void;
}

export interface RunningResponses {
  /** `clientSignal` ends the response when its client leaves; absent for one in the background. */
  begin(record: ResponseRecord, clientSignal?: AbortSignal): RunningResponse;
  find(id: string): ResponseRecord | undefined;
  /** False when no such response is running. Resolves when it has ended. */
  cancel(id: string): Promise<boolean>;
}

export function createRunningResponses(): RunningResponses {
  const running = new Map<string, { record: ResponseRecord; controller: AbortController; ended: Promise<void> }>();

  return {
    begin(record, clientSignal) {
      const { id } = record.response;
      const controller = new AbortController();
      let end = (): void => {};
      const ended = new Promise<void>((resolve) => (end = resolve));
      running.set(id, { record, controller, ended });
      return {
        signal: clientSignal === undefined ? controller.signal : AbortSignal.any([clientSignal, controller.signal]),
        end() {
          running.delete(id);
          end();
        },
      };
    },
    find: (id) => running.get(id)?.record,
    async cancel(id) {
      const found = running.get(id);
      if (found === undefined) return false;
      found.controller.abort(new ReparteeError("cancelled", "The response was cancelled"));
      await found.ended;
      return true;
    },
  };
}
