import { z } from "zod";
import { anObject } from "../../schema/index.ts";

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** What a group of keys becomes: names in camel case, absent values left out. */
type Group<Shape extends z.ZodRawShape> = {
  readonly [Key in keyof Shape & string as undefined extends z.output<Shape[Key]> ? never : CamelCase<Key>]: z.output<
    Shape[Key]
  >;
} & {
  readonly [
    Key in keyof Shape & string as undefined extends z.output<Shape[Key]> ? CamelCase<Key> : never
  ]?: NonNullable<z.output<Shape[Key]>>;
};

/** A group of keys in a list such as `models`. A key whose value is empty (`name:`) counts as absent. */
export function groupSchema<Shape extends z.ZodRawShape>(expected: string, shape: Shape): z.ZodType<Group<Shape>> {
  return z.strictObject(shape, anObject(expected)).transform(
    (group) =>
      // `camelCase` is what `CamelCase` says of a key.
      Object.fromEntries(
        Object.entries(group).flatMap(([key, value]) => (value == null ? [] : [[camelCase(key), value]])),
      ) as Group<Shape>,
  );
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
