/** One request of a client of `soak-clients.mjs`, and what became of it. */
import { once } from "node:events";
import { request } from "node:http";

/** One streamed reply. `leaveAfter`: bytes after which the client leaves; `pauseMs`: for so long it reads nothing. */
export async function ask({ url, agent }, { client = "me", max_tokens, leaveAfter, pauseMs }) {
  const body = JSON.stringify({ messages: [{ role: "user", content: "Go" }], stream: true, max_tokens });
  const headers = { "content-type": "application/json", authorization: `Bearer ${client}` };
  const startMs = performance.now();
  let waitedMs;
  const end = (outcome) => ({ ...outcome, waitedMs });
  try {
    const asked = request(`${url}/v1/chat/completions`, { method: "POST", headers, agent });
    asked.end(body);
    const [response] = await once(asked, "response");
    if (pauseMs !== undefined) await new Promise((wake) => setTimeout(wake, pauseMs));
    let text = "";
    for await (const bytes of response) {
      text += bytes;
      if (waitedMs === undefined && /"content":"./.test(text)) waitedMs = performance.now() - startMs;
      if (leaveAfter !== undefined && text.length >= leaveAfter) return end({ status: "left" });
    }
    const isWhole = response.statusCode === 200 ? text.endsWith("data: [DONE]\n\n") : text !== "";
    return end({ status: response.statusCode, isWhole, retryAfter: response.headers["retry-after"] });
  } catch (error) {
    return end({ status: error.code });
  }
}
