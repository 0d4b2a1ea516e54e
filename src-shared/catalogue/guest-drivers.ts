// The drivers that a guest loads for a function of a NIC: one a family of hardware, which is what plug-ins and uniform
// interfaces spare it. Source: the Linux drivers of the virtual functions; a whole port has the driver of its host.
const OF_FUNCTION: Record<string, string> = {
  'intel-82545': 'e1000',
  'intel-82598': 'ixgbe',
  'intel-82576': 'igbvf',
  'intel-82599': 'ixgbevf',
  'intel-x710': 'iavf',
  'intel-e810': 'iavf',
  'mellanox-connectx5': 'mlx5_core',
  'broadcom-bcm57810': 'bnx2x',
  'cisco-vic1280': 'enic',
  'nvidia-bluefield2': 'mlx5_core',
}

/** Driver of a function of a NIC model of the catalogue. */
export const functionDriver = (model: string): string => OF_FUNCTION[model] ?? model
