export type WindowKind = 'front' | 'practice' | 'staff';

export function windowKind(place: { search: string; hash: string }): WindowKind {
  const asked =
    new URLSearchParams(place.search).get('window') ??
    new URLSearchParams(place.hash.replace(/^#\??/, '')).get('window');
  return asked === 'practice' || asked === 'staff' ? asked : 'front';
}
