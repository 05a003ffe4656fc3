import { ReparteeError } from "../core/errors.ts";

/** Where a value was found, in words a person can act on. */
export interface Place {
  /** A file's path, `the environment`, `the command line` or `the options`. */
  readonly source: string;
  /** The key there, such as `port`, `PORT`, `--port` or `models[0].slots`. */
  readonly key: string;
  /** Whether the value must not be shown. */
  readonly secret: boolean;
}

/** `Cannot use port of repartee.config.yaml: found the text "eighty", wished a whole number from 0 to 65535`. */
export function wrongValue(place: Place, found: unknown, wished: string): ReparteeError {
  return new ReparteeError(
    "config_invalid",
    `Cannot use ${place.key} of ${place.source}: found ${describe(found, place.secret)}, wished ${wished}.`,
    { hint: "Run `repartee config` to see every setting and where its value comes from.", param: place.key },
  );
}

function describe(value: unknown, secret: boolean): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a group of keys";
  const type = typeof value === "string" ? "text" : typeof value;
  return secret ? `a ${type}` : `the ${type} ${JSON.stringify(value)?.slice(0, 80) ?? ""}`;
}
