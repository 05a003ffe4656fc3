/** `npm run bench`: `--suite engine` is about Repartee's own share, `--suite servers` about others beside it. */
import { runEngineSuite } from "./engine-suite.ts";
import { readOptions } from "./options.ts";
import { runServerSuite } from "./servers/server-suite.ts";

const options = readOptions();
await (options.suite === "servers" ? runServerSuite(options) : runEngineSuite(options));
