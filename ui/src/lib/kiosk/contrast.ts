/** Tells whether the system asks for more contrast, now and at every change. Returns how to stop. */
export function systemContrast(tell: (more: boolean) => void): () => void {
  const asked = matchMedia('(prefers-contrast: more)');
  const changed = () => tell(asked.matches);
  changed();
  asked.addEventListener('change', changed);
  return () => asked.removeEventListener('change', changed);
}

export function showContrast(more: boolean): void {
  if (more) document.documentElement.setAttribute('data-contrast', 'more');
  else document.documentElement.removeAttribute('data-contrast');
}
