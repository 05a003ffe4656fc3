import { en, type Words } from "./en.ts";

export const ko: Words = en;
