// The closed list of what can be wrong with a document: level and one sentence each. Codes keep their meaning.
// A problem names the place, says what is wrong there and what would be right; see `check-lab.ts`.
import type { Pointer, Problem } from '../api/lab-api'
import { elementId } from './path'

export interface ProblemEntry {
  level: 'error' | 'warning'
  says: string
}

const error = (says: string) => ({ level: 'error', says }) as const
const warning = (says: string) => ({ level: 'warning', says }) as const

export const PROBLEMS = {
  // the file
  'too-large': error('The file is larger than a lab can be.'),
  'empty-file': error('The file is empty.'),
  'binary-file': error('The file is not text.'),
  syntax: error('The text is neither YAML nor JSON.'),
  'duplicate-key': error('A name is given twice in the same place.'),
  'too-deep': error('The document is nested deeper than a lab can be.'),
  'alias-cycle': error('An alias contains itself.'),
  'alias-bomb': error('Aliases unfold to more than a lab can hold.'),
  'bad-value': error('A value of this kind cannot stand in a lab.'),
  'bad-key': error('A name of this kind cannot stand in a lab.'),
  'not-a-lab': error('The file is something else than a lab.'),
  'wrong-format': error('The format of the file is unknown.'),
  'newer-format': error('The file was made by a newer version.'),
  'more-problems': error('There are more problems than are listed.'),

  // shape
  'wrong-type': error('A value has the wrong type.'),
  'missing-field': error('A field is missing.'),
  'unknown-choice': error('A value is not one of those possible.'),
  'unknown-field': warning('A field is not known to this version; it is kept and does nothing.'),
  'bad-quantity': error('A quantity cannot be read.'),
  'out-of-range': error('A number is outside the permitted range.'),
  'not-whole': error('A number must be whole.'),
  'bad-identifier': error('A name has characters that names cannot have.'),
  'duplicate-name': error('Two things have the same name.'),

  // references
  'unknown-host': error('There is no such host.'),
  'unknown-nic': error('There is no such NIC on the host.'),
  'unknown-function': error('There is no such function on the host.'),
  'unknown-network': error('There is no such network on the host.'),
  'ambiguous-network': error('Several vSwitches of the host have a network of that name.'),
  'unknown-vm': error('There is no such VM.'),
  'unknown-endpoint': error('Nothing of that name can send or receive.'),
  'unknown-link': error('There is no such link.'),
  'unknown-end': error('A link leads nowhere.'),
  'unknown-component': error('There is no such component.'),
  'unknown-property': error('There is no such property.'),
  'unknown-model': error('The catalogue has no such NIC model.'),
  'unknown-stage': error('The cost model has no such stage.'),
  'unknown-plugin': error('There is no such plug-in.'),
  'unknown-service': error('There is no such service.'),

  // hosts and NICs
  'no-sriov': error('The NIC model has no virtual functions.'),
  'vf-limit': error('More virtual functions than the NIC model has.'),
  'unused-vf-entry': warning('Settings of a virtual function that is not created.'),
  'queue-limit': error('More receive queues than the NIC model, or the machine, has.'),
  'reset-missing': error('The NIC model does not have this reset.'),
  'no-such-core': error('The host has no core of that number.'),
  'speed-beyond-model': error('The NIC model cannot run at this speed.'),
  'mtu-beyond-model': error('The NIC model or adapter cannot take frames this long.'),
  'offload-missing': warning('The NIC model or adapter does not have this offload.'),
  'rate-beyond-speed': error('A limit above the speed of the port limits nothing.'),
  'rate-beyond-link': warning('A limit above the speed of the link limits nothing.'),
  'uplink-shared': error('A NIC is the uplink of two vSwitches.'),
  'uplink-twice': error('A NIC is listed twice among the uplinks.'),
  'standby-with-ip-hash': warning('IP hash uses no standby uplinks.'),
  'burst-without-peak': warning('A burst does nothing where the peak is the average.'),
  'shaping-order': error('The peak of a shaper is below its average.'),
  'vlan-range': error('A VLAN is outside the permitted range.'),

  // addresses
  'bad-mac': error('Not a MAC address that a component can have.'),
  'bad-ip': error('Not an IPv4 address that a component can have.'),
  'duplicate-mac': error('Two components have the same MAC address.'),
  'duplicate-ip': error('Two components have the same IP address.'),

  // fabric
  'bad-port': error('The switch has no such port.'),
  'end-used': error('Two links end at the same place.'),
  'link-to-self': error('Both ends of a link are the same.'),
  'channel-conflict': error('A channel of a switch is not made of ports of its own that carry the same VLANs.'),
  'switch-loop': error('Physical switches are connected in a loop.'),
  'link-beyond-nic': error('A link is faster than a NIC at its end.'),
  'vlan-conflict': warning('A port is told two things about its VLANs.'),

  // VMs
  'function-missing': error('The adapter needs a function and has none.'),
  'function-ignored': warning('The adapter does not use a function.'),
  'function-on-other-host': error('The function is on another host than the VM.'),
  'function-shared': warning('Two vNICs ask for the same function.'),
  'backend-impossible': error('The adapter cannot have this backend.'),
  'network-needed': error('The adapter needs a network and has none.'),
  'plugins-missing': warning('The shell has no plug-in for the function, and stays in emulation.'),
  'plugins-ignored': warning('Only the npa adapter loads plug-ins.'),
  'standby-ignored': warning('Only a failover pair has a standby device.'),
  'reservation-beyond-memory': error('More memory is reserved than the VM has.'),
  'memory-not-reserved': warning('A function needs all memory of the VM reserved.'),
  'cores-shared': warning('The virtual CPUs of a VM get no cores to themselves, and share.'),
  'service-conflict': warning('A service of the VM needs the hypervisor in the path that a function bypasses.'),

  // traffic and script
  'no-ip': error('An end of a flow has no IP address.'),
  'flow-to-self': error('A flow ends where it begins.'),
  'no-route': warning('The ends of a flow are in different subnets, and nothing routes.'),
  'datagram-beyond-mtu': warning('Datagrams are longer than their sender can send: all are lost.'),
  'link-missing': warning('A flow needs a port at which no link ends.'),
  'uplink-missing': warning('A flow leaves a vSwitch that has no uplink.'),
  'stop-before-start': error('A flow stops before it starts.'),
  'field-ignored': warning('The field means nothing here.'),
  'negative-time': error('A time is negative.'),
  'after-end': warning('Something is due after the end of the run.'),
  'event-same-host': warning('The VM is on that host already.'),
  'bad-file-name': error('Not a plain file name.'),
  'duplicate-file': error('Two captures write the same file.'),
  'duplicate-id': error('Two checks have the same id.'),
  'bad-check': error('The condition of a check cannot be read.'),
  'unknown-in-check': warning('A check names something that is not there; it does not hold.'),
  'bad-variant': warning('A variant of the lab cannot run; checks that ask for it do not hold.'),
} as const satisfies Record<string, ProblemEntry>

export type ProblemCode = keyof typeof PROBLEMS

export function makeProblem(code: ProblemCode, pointer: Pointer, says: string, remedy: string): Problem {
  return { code, level: PROBLEMS[code].level, path: elementId(pointer), says, remedy }
}

export const hasErrors = (problems: readonly Problem[]): boolean => problems.some(({ level }) => level === 'error')
