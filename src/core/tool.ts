import type { JsonObject } from "./json.ts";

/** A function that the model may ask the app to call. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments object. */
  readonly parameters?: JsonObject;
}

/** A call that the model asked for. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** The arguments as the JSON text that the model wrote; the app must check it before use. */
  readonly arguments: string;
}

/** Whether the model may, must, or must not call a tool; or which one it must call. */
export type ToolChoice = "auto" | "none" | "required" | { readonly name: string };
