import type { Connection } from "./connection.ts";

export interface PersonaBrief {
  readonly name: string;
  readonly title: string;
  readonly languages: readonly string[];
}

export async function readPersonas(connection: Connection): Promise<readonly PersonaBrief[]> {
  return (await connection.read<{ personas: readonly PersonaBrief[] }>("/api/personas")).personas;
}
