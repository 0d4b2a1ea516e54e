// The plug-ins that an NPA shell can load: one per independent hardware vendor, and the one that drives the emulation.
// A plug-in is carried by the host, not by the guest; the sizes follow the prototypes of 2010.

export interface PluginEntry {
  id: string
  name: string
  says: string
  /** Copied into the guest when it is loaded. */
  bytes: number
}

export const PLUGINS = [
  { id: 'emulation', name: 'Emulation', says: 'drives the emulated vmxnet device, on every host', bytes: 64 * 1024 },
  { id: 'intel', name: 'Intel', says: 'drives functions of Intel NICs', bytes: 128 * 1024 },
  { id: 'mellanox', name: 'Mellanox', says: 'drives functions of Mellanox and NVIDIA NICs', bytes: 128 * 1024 },
  { id: 'broadcom', name: 'Broadcom', says: 'drives functions of Broadcom NICs', bytes: 128 * 1024 },
  { id: 'cisco', name: 'Cisco', says: 'drives functions of Cisco NICs', bytes: 128 * 1024 },
] as const satisfies readonly PluginEntry[]

export const EMULATION_PLUGIN = 'emulation'

export const PLUGIN_IDS: readonly string[] = PLUGINS.map((plugin) => plugin.id)

export const plugin = (id: string): PluginEntry | undefined => PLUGINS.find((entry) => entry.id === id)
