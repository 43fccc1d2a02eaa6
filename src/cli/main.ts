#!/usr/bin/env node
import { main } from "./cli.ts";
import { startProcess } from "./process.ts";

await startProcess(main);
