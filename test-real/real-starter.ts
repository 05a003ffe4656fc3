/** One server on the starter's weights for all tests of a file. */
import { afterAll, beforeAll } from "vitest";
import { pullModel, type PulledModel } from "./real-models.ts";
import { startRealServer, type RealServer } from "./real-server.ts";

export const starter = "smollm2-135m";

export interface StarterServer {
  /** Why there is none here; undefined when there is. */
  readonly problem: string | undefined;
  /** @throws Error where there is none. */
  server(): RealServer;
}

export function useStarterServer(): StarterServer {
  let pulled: PulledModel | undefined;
  let server: RealServer | undefined;
  beforeAll(async () => {
    pulled = await pullModel(starter);
    if (pulled.problem === undefined) server = await startRealServer(["--model", starter]);
  });
  afterAll(async () => await server?.[Symbol.asyncDispose]());
  return {
    get problem() {
      return pulled?.problem;
    },
    server() {
      if (server === undefined) throw new Error("The tests' server was not started");
      return server;
    },
  };
}
