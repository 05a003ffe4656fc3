/** The program of a runner: one of this package's engines, one model, for as long as its parent lives. */
import { createEngine } from "../../engines/registry.ts";
import { runChild } from "./run-child.ts";

runChild(createEngine);
