import type { Connection } from "./connection.ts";

export interface PersonaBrief {
  readonly name: string;
  readonly title: string;
  readonly languages: readonly string[];
}

export interface ServerPersonas {
  readonly personas: readonly PersonaBrief[];
  /** The name of who answers where nobody is named. */
  readonly default: string;
}

export function readPersonas(connection: Connection): Promise<ServerPersonas> {
  return connection.read("/api/personas");
}
