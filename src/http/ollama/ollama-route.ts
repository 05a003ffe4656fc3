import type { z } from "zod";
import type { Route } from "../route.ts";
import { ollamaError } from "./ollama-error.ts";

type Described<Body> = Omit<Route<Body>, "tag" | "errorBody" | "anyContentType" | "query">;

/** A route of Ollama's API: its errors are one text, and `curl -d` alone is enough to call it. */
export function defineOllamaRoute<Body>(route: Described<Body> & { readonly body?: z.ZodType<Body> }): Route {
  return { ...route, tag: "ollama", errorBody: ollamaError, anyContentType: true };
}
