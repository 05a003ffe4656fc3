/** Responses that later requests may continue, and the items in them. */
import { z } from "zod";
import { ReparteeError } from "../../core/errors.ts";
import { isRecord } from "../../core/is-record.ts";
import type { ResponseStore } from "../../core/stores.ts";
import { readJson } from "../../schema/index.ts";
import { responseOfItem } from "./draft-response.ts";
import { inputItem, type InputItem, type RequestItem } from "./input-items.ts";
import { responseSchema, type OutputItem, type ResponseObject } from "./response-object.ts";

/** What is stored of a response. */
export interface ResponseRecord {
  readonly response: ResponseObject;
  /** Of this response's request alone, each with an id. */
  readonly input: readonly InputItem[];
}

/** Earlier versions stored null for what has no value. */
function withoutNulls(stored: unknown): unknown {
  if (!isRecord(stored)) return stored;
  const { usage, user, ...rest } = stored;
  return { ...rest, ...(usage === null ? {} : { usage }), ...(user === null ? {} : { user }) };
}

const recordSchema = z.object({ response: z.preprocess(withoutNulls, responseSchema), input: z.array(inputItem) });

/** Responses in a row: a conversation longer than this is no conversation. */
const maxChain = 1_000;

export interface StoredResponses {
  /** @throws ReparteeError `storage_unavailable` */
  put(record: ResponseRecord): Promise<void>;
  /** @throws ReparteeError `not_found`, `storage_unavailable`. `param` is the request's field with the id. */
  get(id: string, param?: string): Promise<ResponseRecord>;
  remove(id: string): Promise<boolean>;
  /** The conversation up to this response, oldest item first. @throws ReparteeError as `get`. */
  conversation(id: string): Promise<readonly InputItem[]>;
  /** Items themselves in place of references. @throws ReparteeError as `get`. */
  resolve(items: readonly RequestItem[]): Promise<readonly InputItem[]>;
}

export function createStoredResponses(store: ResponseStore): StoredResponses {
  async function get(id: string, param?: string): Promise<ResponseRecord> {
    const found = await store.find(id);
    if (found === undefined) throw notFound(`no response has the id ${JSON.stringify(id)}`, param);
    const { response, input } = readJson(recordSchema, found.content, { source: `stored response ${id}` });
    return { response, input: input.filter(isItem) };
  }

  async function findItem(id: string, param: string): Promise<InputItem> {
    const responseId = responseOfItem(id);
    const record = responseId === undefined ? undefined : await get(responseId, param);
    const items = record === undefined ? [] : [...record.input, ...record.response.output];
    const item = items.find((one) => one.id === id);
    if (item === undefined) throw notFound(`no stored item has the id ${JSON.stringify(id)}`, param);
    return item;
  }

  return {
    get,
    async put({ response, input }) {
      const { id, user, created_at: createdAt } = response;
      const content = JSON.stringify({ response, input });
      await store.put({ id, ...(user === undefined ? {} : { userId: user }), content, createdAtMs: createdAt * 1000 });
    },
    remove: (id) => store.remove(id),
    async conversation(id) {
      const turns: (readonly InputItem[])[] = [];
      let next: string | null = id;
      while (next !== null && turns.length < maxChain) {
        const { response, input }: ResponseRecord = await get(next, "previous_response_id");
        turns.push([...input, ...response.output.map(asInput)]);
        next = response.previous_response_id;
      }
      return turns.toReversed().flat();
    },
    async resolve(items) {
      return await Promise.all(
        items.map(async (item, index) =>
          item.type === "item_reference" ? asInput(await findItem(item.id, `input[${index}].id`)) : item,
        ),
      );
    },
  };
}

function isItem(item: RequestItem): item is InputItem {
  return item.type !== "item_reference";
}

/** What the model wrote is what the next request sends back. */
function asInput(item: InputItem | OutputItem): InputItem {
  return item;
}

function notFound(reason: string, param: string | undefined): ReparteeError {
  return new ReparteeError("not_found", `Cannot find the response: ${reason}`, {
    param,
    hint: "Responses are stored for 30 days, unless `store` is false or the server stores none",
  });
}
