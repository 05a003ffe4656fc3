import {
  filledText,
  groupOf,
  integerIn,
  oneOf,
  optional,
  wrongField,
  type FieldCheck,
} from "../../core/field-check.ts";
import type { NewPreference, PreferenceQuery, PreferenceSearch } from "../recommender.ts";

function textOf(min: number, max: number): FieldCheck {
  return (value, path) => {
    if (typeof value === "string" && value.length >= min && value.length <= max) return;
    throw wrongField(path, value, `a text of ${min} to ${max} characters`);
  };
}

const uuid: FieldCheck = (value, path) => {
  if (typeof value === "string" && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return;
  throw wrongField(path, value, "a UUID");
};

// The limits of the routes.
const userId = textOf(1, 128);
const kind = optional(textOf(1, 64));

const newPreference = groupOf<NewPreference>(
  {
    id: optional(uuid),
    userId,
    kind,
    title: textOf(1, 300),
    year: optional(integerIn(1000, 2200)),
    description: optional(textOf(0, 2_000)),
    verdict: optional(oneOf(["liked", "disliked", "seen"])),
  },
  "an object with `userId` and `title`",
);
const query = groupOf<PreferenceQuery>({ userId, kind }, "an object with `userId`");
const search = groupOf<PreferenceSearch>(
  { userId, kind, query: textOf(1, 2_000), limit: optional(integerIn(1, 100)) },
  "an object with `userId` and `query`",
);

/** @throws ReparteeError `invalid_request`; `param` names the field. */
export function checkNewPreference(preference: unknown): asserts preference is NewPreference {
  newPreference(preference, "");
}

/** @throws ReparteeError as `checkNewPreference`. */
export function checkPreferenceQuery(wished: unknown): asserts wished is PreferenceQuery {
  query(wished, "");
}

/** @throws ReparteeError as `checkNewPreference`. */
export function checkPreferenceSearch(wished: unknown): asserts wished is PreferenceSearch {
  search(wished, "");
}

/** Which of whose. @throws ReparteeError as `checkNewPreference`. */
export function checkPreferenceKey(key: { readonly userId: unknown; readonly id: unknown }): void {
  userId(key.userId, "userId");
  filledText(key.id, "id");
}
