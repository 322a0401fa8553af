export function startImport() {}
