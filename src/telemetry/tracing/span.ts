/** Spans and their form in OTLP's JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */

export type AttributeValue = string | number | boolean | readonly string[];

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: "internal" | "server" | "client";
  /** Milliseconds since 1970, with fractions. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  /** A word of a fixed list; absent where nothing failed. */
  readonly errorCode?: string;
}

const kinds = { internal: 1, server: 2, client: 3 } as const;
const statusError = 2;

/** The body of one export. */
export function toOtlp(spans: readonly Span[], service: { readonly name: string; readonly version: string }): object {
  const attributes = toAttributes({ "service.name": service.name, "service.version": service.version });
  const scope = { name: service.name, version: service.version };
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope, spans: spans.map(toOtlpSpan) }] }] };
}

function toOtlpSpan(span: Span): object {
  const { traceId, spanId, parentId, name, kind, startMs, endMs, errorCode } = span;
  const failure = errorCode === undefined ? {} : { "error.type": errorCode };
  return {
    traceId,
    spanId,
    parentSpanId: parentId,
    name,
    kind: kinds[kind],
    startTimeUnixNano: toNanoseconds(startMs),
    endTimeUnixNano: toNanoseconds(endMs),
    attributes: toAttributes({ ...span.attributes, ...failure }),
    status: errorCode === undefined ? {} : { code: statusError },
  };
}

/** As text: such numbers are larger than JavaScript's are exact. */
function toNanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n);
}

function toAttributes(attributes: Span["attributes"]): readonly object[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: toValue(value) }],
  );
}

function toValue(value: AttributeValue): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map((one) => ({ stringValue: one })) } };
}
