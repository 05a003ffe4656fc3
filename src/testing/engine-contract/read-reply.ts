import type { LoadedModel } from "../../core/engine.ts";
import { type FinishEvent, type GenerateEvent, isTerminal } from "../../core/generate-event.ts";
import type { GenerateRequest, PromptInput } from "../../core/generate-request.ts";
import { within } from "./bounded-wait.ts";
import { ContractViolation, type EngineContractSubject, expectThat } from "./check.ts";

/** A reply that never ends is given up after so many events. */
const maxEvents = 20_000;

/** A reply that is being read, with every wait bounded. */
export interface ReplyReader {
  /** The next event; undefined at the end. @throws ContractViolation also where the iterator throws. */
  next(): Promise<GenerateEvent | undefined>;
  /** Reads up to the first event that carries a token, and returns all that was read. */
  untilFirstToken(): Promise<GenerateEvent[]>;
  /** All events from here on, the terminal one last. @throws ContractViolation when there is not exactly one. */
  rest(): Promise<GenerateEvent[]>;
  /** Leaves the reply early. */
  leave(): Promise<void>;
}

let requestCount = 0;

/** A request with an id of its own. */
export function requestFor(input: PromptInput, rest: Partial<GenerateRequest> = {}): GenerateRequest {
  requestCount += 1;
  return { id: `contract-${requestCount}`, input, ...rest };
}

/** Sampling that gives the same reply each time. */
export const steady: { readonly temperature: 0; readonly seed: 7 } = { temperature: 0, seed: 7 };

export function startReply(
  subject: EngineContractSubject,
  model: LoadedModel,
  request: GenerateRequest,
  signal: AbortSignal = new AbortController().signal,
): ReplyReader {
  const iterator = model.generate(request, signal)[Symbol.asyncIterator]();

  async function next(): Promise<GenerateEvent | undefined> {
    const result = await within(
      subject,
      "the next event of a reply",
      caught(() => iterator.next()),
    );
    return result.done === true ? undefined : result.value;
  }

  return {
    next,
    async untilFirstToken() {
      const events: GenerateEvent[] = [];
      while (events.length < maxEvents) {
        const event = await next();
        expectThat(event !== undefined && !isTerminal(event), `the reply ended before its first token: ${show(event)}`);
        events.push(event);
        if (tokenCountOf(event) > 0) return events;
      }
      throw new ContractViolation(`${maxEvents} events came without a token`);
    },
    async rest() {
      const events: GenerateEvent[] = [];
      for (let event = await next(); event !== undefined; event = await next()) {
        events.push(event);
        expectThat(events.length < maxEvents, `the reply goes on after ${maxEvents} events`);
      }
      const terminals = events.filter(isTerminal).length;
      expectThat(terminals === 1, `the reply has ${terminals} terminal events instead of one`);
      expectThat(isTerminal(lastOf(events)), "an event follows the terminal one");
      expectThat((await next()) === undefined, "an event comes after the end of the iteration");
      return events;
    },
    async leave() {
      expectThat(iterator.return !== undefined, "the iterator has no return(): a reply cannot be left early");
      await within(
        subject,
        "return()",
        caught(async () => iterator.return?.()),
      );
    },
  };
}

async function caught<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new ContractViolation(`the iterator throws: ${String(cause)}`, { cause });
  }
}

/** A whole reply, taken apart. */
export interface WholeReply {
  readonly events: readonly GenerateEvent[];
  readonly finish: FinishEvent;
  readonly text: string;
  /** The sum of all events. */
  readonly tokenCount: number;
}

/** Reads a whole reply that must not end in an error. */
export async function readReply(
  subject: EngineContractSubject,
  model: LoadedModel,
  request: GenerateRequest,
  signal?: AbortSignal,
): Promise<WholeReply> {
  return wholeReply(await startReply(subject, model, request, signal).rest());
}

export function wholeReply(events: readonly GenerateEvent[]): WholeReply {
  const finish = lastOf(events);
  expectThat(finish.type === "finish", `the reply ended in ${show(finish)}`);
  const text = events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
  return { events, finish, text, tokenCount: events.reduce((sum, event) => sum + tokenCountOf(event), 0) };
}

/** Reads a whole reply that must end in an error, and returns that error's code. */
export async function readErrorCode(
  subject: EngineContractSubject,
  model: LoadedModel,
  request: GenerateRequest,
): Promise<string> {
  const end = lastOf(await startReply(subject, model, request).rest());
  expectThat(end.type === "error", `the reply ended in ${show(end)} instead of an error`);
  return end.error.code;
}

export function tokenCountOf(event: GenerateEvent): number {
  return event.type === "text-delta" || event.type === "tool-call-delta" ? event.tokenCount : 0;
}

/** An event in words, for messages. */
export function show(event: GenerateEvent | undefined): string {
  if (event === undefined) return "nothing";
  if (event.type === "error") return `error ${event.error.code} (${event.error.message})`;
  return event.type === "finish" ? `finish with reason ${event.reason}` : event.type;
}

function lastOf(events: readonly GenerateEvent[]): GenerateEvent {
  const last = events.at(-1);
  expectThat(last !== undefined, "the reply has no events");
  return last;
}
