import type { DeviceChoice, SetupView } from '../backend/bindings';

/**
 * The devices that are set up on this desk, each with its reader, by number. Activated is also the one that is
 * being set up; it is told from the others by its name, and where two have the same, the desk says it.
 */
export function settled({ devices, places }: Pick<SetupView, 'devices' | 'places'>): Set<DeviceChoice['id']> {
  const activated = devices.filter((device) => device.activated);
  const names = new Set(places.map(({ device }) => device));
  const alone = ({ name }: DeviceChoice) => activated.filter((other) => other.name === name).length === 1;
  const known =
    activated.length === places.length
      ? activated
      : activated.filter((device) => names.has(device.name.trim()) && alone(device));
  return new Set(known.map(({ id }) => id));
}
