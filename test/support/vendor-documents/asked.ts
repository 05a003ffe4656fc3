/** Requests of the cases, and their answers with the places where a document describes them. */
import { expect } from "vitest";
import { readEvents } from "../../http/support/read-events.ts";
import { answerPlace, type Place } from "./answer-validator.ts";

export interface Answered {
  readonly place: Place;
  readonly answer: unknown;
}

/** One or several requests whose answers are held against a document. */
export interface AnswerCase {
  readonly name: string;
  /** @param baseUrl of a server with the tests' models, as the vendor's clients take it. */
  ask(baseUrl: string): Promise<readonly Answered[]>;
  /** Findings that are the document's own fault, with the reason. */
  readonly except?: { readonly problems: readonly string[]; readonly reason: string };
}

interface Request {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: object;
  readonly status?: number;
  /** The path in the document, where it has parameters. */
  readonly route?: string;
  /** Where the document says it elsewhere than at the route. */
  readonly place?: Place;
}

async function send(url: string, { method, body, status = 200 }: Omit<Request, "path">): Promise<Response> {
  const sent =
    body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(url, { method: method ?? (body === undefined ? "GET" : "POST"), ...sent });
  expect(response.status).toBe(status);
  return response;
}

export async function asked(baseUrl: string, request: Request): Promise<Answered> {
  const { body, method = body === undefined ? "GET" : "POST", path, route = path } = request;
  const response = await send(baseUrl + path, request);
  return { place: request.place ?? answerPlace(method, route), answer: await response.json() };
}

/** Every event of a stream. */
export async function streamed(
  baseUrl: string,
  request: Request & { readonly body: object },
): Promise<readonly Answered[]> {
  const { body, path, place = answerPlace("POST", path, "text/event-stream") } = request;
  const response = await send(baseUrl + path, { ...request, body: { ...body, stream: true } });
  const events = readEvents(await response.text()).filter((event) => event !== "[DONE]");
  expect(events.length).toBeGreaterThan(1);
  return events.map((answer) => ({ place, answer }));
}
