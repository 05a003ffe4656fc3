import { fromErrorBody, post, ServerError, type Connection, type ErrorBody } from "./connection.ts";
import { readEvents } from "./events.ts";

export interface Recommendation {
  readonly title: string;
  readonly year?: number;
  readonly description?: string;
  readonly reason?: string;
  readonly reason_source?: "model" | "written";
  readonly confidence: number;
  readonly grounded: boolean;
  readonly id?: string;
  readonly kind?: string;
}

export interface RecommendAnswer {
  readonly recommendations: readonly Recommendation[];
  readonly by_model: number;
  readonly text: string;
  readonly source: "model" | "fallback_model" | "template";
  readonly model?: string;
  readonly complete: boolean;
  readonly reason?: string;
}

export interface RecommendRequest {
  readonly query: string;
  readonly user_id: string;
  readonly kind?: string;
  readonly limit: number;
  readonly language: string;
}

/** Each item as soon as it is complete; the end returns the whole answer. */
export async function recommend(
  connection: Connection,
  request: RecommendRequest,
  signal: AbortSignal,
  onItem: (item: Recommendation) => void,
): Promise<RecommendAnswer> {
  const response = await connection.send("/api/recommendations", post({ ...request, stream: true }, signal));
  for await (const { name, data } of readEvents(response, signal)) {
    if (name === "recommendation") onItem(JSON.parse(data) as Recommendation);
    else if (name === "done") return JSON.parse(data) as RecommendAnswer;
    else if (name === "error") throw fromErrorBody(JSON.parse(data) as ErrorBody, 200);
  }
  throw new ServerError("The connection to the server broke off", { code: "connection_lost", status: 0 });
}

export type Verdict = "liked" | "disliked" | "seen";

export interface Preference {
  readonly id: string;
  readonly title: string;
  readonly year: number | null;
  readonly kind: string;
  readonly verdict: Verdict;
}

export async function readPreferences(connection: Connection, userId: string): Promise<readonly Preference[]> {
  const path = `/api/preferences?user_id=${encodeURIComponent(userId)}`;
  return (await connection.read<{ preferences: readonly Preference[] }>(path)).preferences;
}

export async function addPreference(
  connection: Connection,
  userId: string,
  item: Pick<Recommendation, "title" | "year" | "kind">,
  verdict: Verdict,
): Promise<Preference> {
  const { title, year, kind } = item;
  const body = {
    user_id: userId,
    title,
    verdict,
    ...(year === undefined ? {} : { year }),
    ...(kind === undefined ? {} : { kind }),
  };
  return (await connection.read<{ preference: Preference }>("/api/preferences", post(body))).preference;
}

export async function removePreference(connection: Connection, userId: string, id: string): Promise<void> {
  const path = `/api/preferences/${encodeURIComponent(id)}?user_id=${encodeURIComponent(userId)}`;
  await connection.send(path, { method: "DELETE" });
}
