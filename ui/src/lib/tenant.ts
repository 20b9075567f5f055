/**
 * The tenant in what a person pasted: `https://example.open-api.magicline.com/v1` → `example`.
 * Anything that is not an address comes back trimmed, for the desk to judge.
 */
export function tenantFrom(pasted: string): string {
  const text = pasted.trim().replace(/^[<"'„“]+|[>"'“”]+$/g, '');
  const host = text
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^[^@]*@/, '')
    .replace(/:\d+$/, '')
    .toLowerCase();
  const named =
    /^([a-z0-9-]+)\.(?:open-api|api)\.[a-z0-9.-]+$/.exec(host) ??
    /^([a-z0-9-]+)\.web\.[a-z0-9.-]+$/.exec(host);
  return named?.[1] ?? text;
}
