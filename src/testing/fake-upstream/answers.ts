import type { ServerResponse } from "node:http";
import type { Fault } from "./fault.ts";

export function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}

/** How a protocol words its errors. */
export type ErrorBodyOf = (message: string, code: string) => object;

const page = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>\n";

/**
 * Answers in the way of `fault` where that is no reply at all; false where it is one, and the reply is still to be given.
 * `earlier`: requests for this model that came before.
 */
export function answerWithFault(
  response: ServerResponse,
  fault: Fault | undefined,
  errorBody: ErrorBodyOf,
  { earlier, authorization = "" }: { readonly earlier: number; readonly authorization?: string | undefined },
): boolean {
  switch (fault) {
    case "no-answer":
      response.destroy();
      return true;
    case "not-found":
      answerJson(response, 404, errorBody('model "fault-not-found" not found', "model_not_found"));
      return true;
    case "unauthorized":
      answerJson(response, 401, errorBody(`Incorrect API key provided: ${authorization}`, "invalid_api_key"));
      return true;
    case "rate-limited":
      response.setHeader("retry-after", "30");
      answerJson(response, 429, errorBody("Rate limit reached", "rate_limit_exceeded"));
      return true;
    case "rate-limited-once":
      if (earlier > 0) return false;
      response.setHeader("retry-after", "0");
      answerJson(response, 429, errorBody("Rate limit reached", "rate_limit_exceeded"));
      return true;
    case "server-error":
      answerJson(response, 500, errorBody("llama runner process has terminated", "server_error"));
      return true;
    case "bad-gateway-page":
      response.writeHead(502, { "content-type": "text/html" }).end(page);
      return true;
    case "unavailable":
      answerJson(response, 503, errorBody("server busy, please try again", "overloaded"));
      return true;
    case "unavailable-once":
      if (earlier > 0) return false;
      answerJson(response, 503, errorBody("server busy, please try again", "overloaded"));
      return true;
    case "unavailable-for-long":
      response.setHeader("retry-after", "30");
      answerJson(response, 503, errorBody("server busy, please try again", "overloaded"));
      return true;
    case "request-timeout":
      answerJson(response, 408, errorBody("the request took too long", "request_timeout"));
      return true;
    case "too-large":
      answerJson(response, 413, errorBody("the request is too large", "request_too_large"));
      return true;
    case "black-hole":
      return true;
    case "redirect":
      response.writeHead(307, { location: "https://elsewhere.example/v1/chat?token=hunter2" }).end();
      return true;
    case "error-body":
      answerJson(response, 200, errorBody("the model failed to generate a response", "server_error"));
      return true;
    case "page":
      response.writeHead(200, { "content-type": "text/html" }).end(page);
      return true;
    case "empty":
      response.writeHead(200).end();
      return true;
    case "compressed":
      response.writeHead(200, { "content-encoding": "gzip" }).end("not really");
      return true;
    default:
      return false;
  }
}
