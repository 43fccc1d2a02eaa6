import type { AdapterModule, ProviderTraits } from "../../../../providers/adapter.ts";

export function adapterWith(traits: ProviderTraits, requestMs?: number): AdapterModule;
