/** Address, limits, timeouts and log of the server. */
import { serverUrl } from "../kinds/address-kinds.ts";
import { boolean, choice, integer, list, text, timeoutMs, type ValueKind } from "../kinds/value-kind.ts";
import { setting } from "./setting.ts";

const headerEntry = /^[\w!#$%&'*+.^`|~-]+\s*=.*$/;
const headers = list("a list of NAME=VALUE", "HEADERS");
const headerList: ValueKind<readonly string[]> = {
  ...headers,
  schema: headers.schema.refine((given) => given.every((one) => headerEntry.test(one)), { error: headers.expected }),
};

export const serverSettings = [
  setting("profile", "Server", {
    kind: choice(["local", "gateway"]),
    default: "local",
    description:
      "What the other settings' defaults are made for: local runs models on this machine; gateway passes on to `upstreams`, many streams at once.",
  }),
  setting("host", "Server", {
    kind: text("an address or host name", "ADDRESS"),
    default: "127.0.0.1",
    env: ["HOST"],
    description: "Address to listen on; any that other machines can reach needs an API key.",
  }),
  setting("port", "Server", {
    kind: integer({ min: 0, max: 65_535 }, "PORT"),
    default: 8000,
    env: ["PORT"],
    description: "Port to listen on; 0 picks a free one.",
  }),
  setting("apiKeys", "Server", {
    kind: list("a list of keys", "KEYS"),
    default: [],
    env: ["REPARTEE_API_KEY"],
    flag: null,
    secret: true,
    description:
      "Keys of which requests must carry one as `Authorization: Bearer KEY`; without any, and none of `repartee key`, no key is needed.",
  }),
  setting("requireKey", "Server", {
    kind: boolean(),
    default: false,
    description:
      "Whether requests need a key also where there is none yet: for servers whose keys are all made by `repartee key add`.",
  }),
  setting("corsOrigins", "Server", {
    kind: list("a list of origins", "ORIGINS"),
    default: [],
    env: ["REPARTEE_CORS_ORIGINS", "CORS_ORIGINS"],
    description:
      "Web origins besides localhost whose pages may call the server, such as `https://app.example`; `*` for all.",
  }),
  setting("allowedHosts", "Server", {
    kind: list("a list of host names", "HOSTS"),
    default: [],
    env: ["REPARTEE_ALLOWED_HOSTS", "ALLOWED_HOSTS"],
    description: "Names besides localhost that the `Host` header may carry; `*` for all.",
  }),
  setting("bodyLimitBytes", "Server", {
    kind: integer({ min: 1024, max: 268_435_456 }, "BYTES"),
    default: 1_048_576,
    description: "Largest request body in bytes.",
  }),
  setting("webPage", "Server", {
    kind: boolean(),
    default: true,
    description: "Show browsers the page: talk, chat, recommendations, models, state.",
  }),
  setting("openaiFallback", "Server", {
    kind: choice(["none", "template"]),
    default: "none",
    description: "What OpenAI routes answer when no model can: none is an error, template a written reply.",
  }),
  setting("openaiReplyGate", "Server", {
    kind: boolean(),
    default: false,
    description:
      "Whether chat replies of OpenAI routes are judged too, without tools, schemas and log probabilities: loops, another language, role marks, reasoning, talk about being a program.",
  }),
  setting("maxInFlight", "Queue", {
    kind: integer({ min: 1, max: 100_000 }, "N"),
    default: 64,
    description: "Requests that run at once, over all models.",
  }),
  setting("maxQueued", "Queue", {
    kind: integer({ min: 0, max: 1_000_000 }, "N"),
    default: 256,
    description: "Requests that wait; one more is answered with 429.",
  }),
  setting("maxQueuedTokens", "Queue", {
    kind: integer({ min: 1, max: 1_000_000_000 }, "TOKENS"),
    default: 2_000_000,
    description: "Tokens that waiting requests may cost together, prompts and replies; one more is answered with 429.",
  }),
  setting("breakerFailures", "Queue", {
    kind: integer({ min: 0, max: 1_000 }, "N"),
    default: 5,
    description:
      "Failed replies in a row after which a model on another server is not asked for a while, as after half of twice as many within half a minute; 0 asks always.",
  }),
  setting("queueTimeoutMs", "Timeouts", {
    kind: timeoutMs,
    default: 8_000,
    description: "Longest wait in the queue, in milliseconds.",
  }),
  setting("loadStallTimeoutMs", "Timeouts", {
    kind: timeoutMs,
    default: 20_000,
    description: "Longest time without progress while a model loads, in milliseconds.",
  }),
  setting("loadTimeoutMs", "Timeouts", {
    kind: timeoutMs,
    default: 120_000,
    description: "Longest load of a model, however much progress, in milliseconds.",
  }),
  setting("firstTokenTimeoutMs", "Timeouts", {
    kind: timeoutMs,
    default: 60_000,
    description: "Longest wait for the first token once the model is loaded, in milliseconds.",
  }),
  setting("tokenGapTimeoutMs", "Timeouts", {
    kind: timeoutMs,
    default: 15_000,
    description: "Longest wait between two tokens, in milliseconds.",
  }),
  setting("totalTimeoutMs", "Timeouts", {
    kind: timeoutMs,
    default: 180_000,
    description: "Longest reply from the end of its wait in the queue, in milliseconds.",
  }),
  setting("shutdownDelayMs", "Timeouts", {
    kind: integer({ min: 0, max: 600_000 }, "MS"),
    default: 0,
    description:
      "How long after `SIGTERM` requests are still answered, with `/ready` false, so that load balancers notice; then the port is closed; in milliseconds.",
  }),
  setting("drainTimeoutMs", "Timeouts", {
    kind: integer({ min: 0, max: 86_400_000 }, "MS"),
    default: 25_000,
    description: "How long running replies may go on after the first signal to stop, in milliseconds.",
  }),
  setting("logLevel", "Log", {
    kind: choice(["debug", "info", "warn", "error", "silent"]),
    default: "info",
    description: "Least important lines that are written to standard error.",
  }),
  setting("logFormat", "Log", {
    kind: choice(["auto", "pretty", "json"]),
    default: "auto",
    description: "Form of log lines; auto is pretty on a terminal and json elsewhere.",
  }),
  setting("otelEndpoint", "Traces", {
    kind: serverUrl,
    default: null,
    env: ["REPARTEE_OTEL_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"],
    description:
      "Where traces go: an OpenTelemetry collector's address for OTLP over HTTP, such as `http://localhost:4318`; none traces nothing.",
  }),
  setting("otelHeaders", "Traces", {
    kind: headerList,
    default: [],
    env: ["REPARTEE_OTEL_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"],
    flag: null,
    secret: true,
    description: "Headers that are sent to the collector, such as a key: `NAME=VALUE`.",
  }),
];
