export function hookResolution(hook: string): Promise<void>;
