/** The program of a speech process: one engine, one model, for as long as its parent lives. */
import { becomeExpendable } from "../../../runners/child/become-expendable.ts";
import { watchParent } from "../../../runners/child/watch-parent.ts";
import type { ParentMessage } from "../protocol.ts";
import { createHost } from "./host.ts";

// The terminal's signals reach the whole process group; the parent decides what they mean.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
becomeExpendable();
watchParent();

const handle = createHost((message) => process.send?.(message));
process.on("message", (message) => handle(message as ParentMessage));
