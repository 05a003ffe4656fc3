import type { ResponseStore } from "../../core/stores.ts";
import type { ResponseServices } from "./response-services.ts";
import type { RunningResponses } from "./running-responses.ts";
import { createStoredResponses } from "./stored-responses.ts";

/** For keys that are bound to a user: the responses of others do not exist. Without a user, all do. */
export type OwnResponses = (userId: string | undefined) => ResponseServices;

export function createOwnResponses(store: ResponseStore | undefined, running: RunningResponses): OwnResponses {
  return (userId) => ({
    ...(store === undefined ? {} : { stored: createStoredResponses(ownStore(store, userId)) }),
    running: ownRunning(running, userId),
  });
}

function ownStore(store: ResponseStore, userId: string | undefined): ResponseStore {
  if (userId === undefined) return store;
  async function find(id: string): ReturnType<ResponseStore["find"]> {
    const found = await store.find(id);
    return found?.userId === userId ? found : undefined;
  }
  return {
    find,
    put: (response) => store.put(response),
    remove: async (id) => (await find(id)) !== undefined && (await store.remove(id)),
  };
}

function ownRunning(running: RunningResponses, userId: string | undefined): RunningResponses {
  if (userId === undefined) return running;
  function find(id: string): ReturnType<RunningResponses["find"]> {
    const record = running.find(id);
    return record?.response.user === userId ? record : undefined;
  }
  return {
    begin: (record, signal) => running.begin(record, signal),
    find,
    cancel: async (id) => find(id) !== undefined && (await running.cancel(id)),
  };
}
