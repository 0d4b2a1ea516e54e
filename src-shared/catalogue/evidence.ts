// The measurements on which the cost model rests, by the ids that its sources name (E1, E2, ...).

/**
 * How a figure is known. `read`: in the text, table or data of the work itself; `plot`: read off a plot, within 5 %; `quoted`:
 * in somebody else's text; `recalled`: from memory, where the shape is surer than the digits; `none`: nothing was found.
 */
export type Provenance = 'read' | 'plot' | 'quoted' | 'recalled' | 'none'

export interface Evidence {
  id: string
  says: string
  setup: string
  where: string
  known: Provenance
}

const evidence = (id: string, known: Provenance, says: string, setup: string, where: string): Evidence => {
  return { id, known, says, setup, where }
}

export const EVIDENCE: readonly Evidence[] = [
  evidence(
    'E1',
    'recalled',
    'Round trip of a hardware exit in cycles: Prescott 3,963, Merom 1,579, Penryn 1,266, Nehalem 1,009, Westmere 761, Sandy Bridge 784',
    'generations of Intel VT-x',
    'Agesen et al., Software Techniques for Avoiding Hardware Virtualization Exits, USENIX ATC 2012, table 1',
  ),
  evidence(
    'E2',
    'recalled',
    'KVM in cycles: hypercall 1,300, trap of the interrupt controller 2,384, virtual IPI 5,230, end of interrupt 1,556, from doorbell to backend 560, from backend to an idle VM 18,923; from one VM to another on a core 4,812, with Xen 10,534',
    'Xeon E5-2450, 2.1 GHz',
    'Dall et al., ARM Virtualization: Performance and Architectural Implications, ISCA 2016, table II',
  ),
  evidence(
    'E3',
    'read',
    'KVM_RUN from call to return 2,528 cycles, of which 1,376 from entering the guest to leaving it and about 576 twice for the kernel',
    'AMD EPYC, one exit to user space',
    'Linux kernel mailing list, Michael Roth, December 2020',
  ),
  evidence(
    'E4',
    'read',
    'vlance: emulating the transmit path 3.0 us, a register access handled in the monitor 0.91 us, transmit through the host 22.7 us',
    'VMware Workstation 2.0, Pentium III 733 MHz, pcnet32 in Linux 2.2',
    'Sugerman et al., Virtualizing I/O Devices on VMware Workstation, USENIX ATC 2001, table 2',
  ),
  evidence(
    'E5',
    'read',
    'A transaction between two VMs takes 105.3 us with e1000, 54.3 us with virtio, 28.2 us with vhost',
    'QEMU/KVM, two VMs on a host',
    'netmap tutorial, slides 16, 17 and 32',
  ),
  evidence(
    'E6',
    'read',
    'vhost transmits small packets at 4.9 to 8.2 million a second: 317 to 816 cycles a packet',
    'virtio-user, vhost_net, TAP with XDP_DROP, one thread, Kaby Lake 4.0 GHz and Broadwell 2.6 GHz',
    'Jason Wang, virtualization list, May and September 2019',
  ),
  evidence(
    'E7',
    'read',
    'KVM with vhost adds 30 us to a netperf transaction (80 %)',
    'two Xeon E5-2655, 10 GbE',
    'Felter et al., An Updated Performance Comparison of Virtual Machines and Linux Containers, ISPASS 2015',
  ),
  evidence(
    'E8',
    'read',
    'One core, million packets a second: XDP drop 25.93, iptables raw drop 5.05, IP forwarding 1.74, testpmd receive 43.5',
    'Xeon E5-1650 v4 at 3.8 GHz, ConnectX-5, Linux 4.17, 64 bytes',
    'raw data of the XDP paper, CoNEXT 2018',
  ),
  evidence(
    'E8b',
    'read',
    'Busy cycles a packet fall with the rate, as interrupts are shared: Linux 3,100 at 0.25 million a second, 1,575 at one, 873 at three',
    'as E8',
    'raw data of the XDP paper, table cpu_stats',
  ),
  evidence('E9', 'none', 'No separate table of the send path of a guest was found', '–', '–'),
  evidence(
    'E10',
    'plot',
    'Bulk TCP in cycles a byte: transmit native 2.13, KVM 2.28; receive native 2.30, KVM 3.25',
    'as E7',
    'Felter et al. 2015, figure 2',
  ),
  evidence(
    'E11',
    'recalled',
    'One core, million packets a second: Open vSwitch 1.88, Linux IP forwarding 1.58, Linux bridge 1.11, from NIC to VM 0.85',
    'Xeon E3-1230 v2, 3.3 GHz, X520, Open vSwitch 2.0, 64 bytes',
    'Emmerich et al., Performance Characteristics of Virtual Switching, CloudNet 2014, table I; the first figure is quoted in its journal version',
  ),
  evidence(
    'E12',
    'read',
    'Open vSwitch in user space: 524 cycles a packet for a megaflow hit',
    'OVS-DPDK',
    'commits 435c2797d (2017) and pmd-perf-show (2018) of Open vSwitch',
  ),
  evidence(
    'E13',
    'read',
    'netmap 14.88 million packets a second with much less than one core, VALE about 20 million a core',
    'a modern machine',
    'manual pages netmap(4) and vale(4)',
  ),
  evidence(
    'E14',
    'quoted',
    'Copy of a 4 KiB page about 500 cycles, copy-on-write fault more than 4,000',
    'x86, 2015',
    'Speculative Memory Checkpointing, Middleware 2015',
  ),
  evidence(
    'E15',
    'recalled',
    'Assigned device: about 102,000 exits a second for 48,800 interrupts a second; exit-less 760',
    'Xeon X5570, 2.93 GHz, Emulex 10 GbE, KVM 2.6.35, netperf stream',
    'Gordon et al., ELI: Bare-Metal Performance for I/O Virtualization, ASPLOS 2012, table 1',
  ),
  evidence(
    'E17',
    'recalled',
    'Cycles of the IOMMU driver: map 4,618 (727 with cached addresses), unmap 2,999, of it 2,127 to invalidate; deferred 1,240',
    'Xeon E5, 3.1 GHz, ConnectX-3, netperf stream, Linux 3.4',
    'Malka et al., rIOMMU, ASPLOS 2015, table 1',
  ),
  evidence(
    'E18',
    'read',
    'Nested translation in a guest: map 858 ns, unmap 873 ns, invalidation 10,094 ns, collapsing with 16 cores',
    'Linux 6.12, nested iommufd, iperf with DCTCP',
    'reports in the repository of Fast & Safe IO Memory Protection',
  ),
  evidence(
    'E19',
    'read',
    'DMA of 4 KiB takes 65 ns and 197 ns for each page-table read, 1.76 reads with 5 flows and 4.36 with 40',
    'Xeon Gold 6234, ConnectX-5 100 GbE, PCIe 3.0 x16, strict',
    'Fast & Safe IO Memory Protection, SOSP 2024, section 2.2',
  ),
  evidence(
    'E20',
    'quoted',
    'Starting 200 VMs with functions at once takes 12.2 s longer, 48 % of it in the lock of the device set, 13 % in mapping memory',
    'two Xeon Gold 6348, E810, Kata on QEMU with 512 MB',
    'FastIOV, EuroSys 2025',
  ),
  evidence(
    'E21',
    'read',
    'Live migration: 100 Mb/s of pages take 12 % of a CPU (19 cycles a byte); resuming takes 9 ms after the last copy',
    'two Xeon 2 GHz, 1 GbE, XenLinux 2.4.27',
    'Clark et al., Live Migration of Virtual Machines, NSDI 2005, sections 6.2 and 6.3',
  ),
  evidence(
    'E22',
    'quoted',
    'vMotion before 7.0 U1 stops all virtual CPUs to install traces: hundreds of seconds in all for a VM of a TiB',
    'vSphere',
    'VMware blogs on vMotion, 2011 and 2020',
  ),
  evidence(
    'E25',
    'read',
    'Exit latency and target residency in us: C1 2 and 2, C1E 10 and 20, C3 33-40 and 100, C6 133 and 400 (Haswell, Broadwell); Sandy Bridge C3 80 and 211, C6 104 and 345; Nehalem C1 3 and 6, C3 20 and 80, C6 200 and 800',
    'the longest that an exit takes, as the makers of the processors give it to the kernel',
    'Linux, drivers/idle/intel_idle.c',
  ),
  evidence(
    'E26',
    'read',
    'DMA read of 64 bytes: median 546-600 ns on Xeon E5 of 2012 to 2016 (426-520 ns without the DMA engine of the card), 1,213 ns on a Xeon E3, 650 ns from the other socket, 826 ns with IOTLB misses; of 1,520 bytes 986 ns; a write that is read back 773 ns',
    'NFP-6000, PCIe 3.0 x8, data in the cache',
    'raw data of Neugebauer et al., Understanding PCIe Performance for End Host Networking, SIGCOMM 2018: lat_dma_sizes, lat_cmd_sizes',
  ),
  evidence(
    'E27',
    'read',
    'A posted write to memory is estimated to take half of a read',
    'Intel processors of 2021',
    'Intel TCC Tools developer guide, data streams supported',
  ),
  evidence(
    'E28',
    'read',
    'A packet of PCIe has 20 to 28 bytes beside its payload: with 256 bytes of payload and 64-bit addresses 91 % is left; DMA of 2 KiB at 8 GT/s and eight lanes was measured at 55 of 63 Gb/s in each direction',
    'payloads of 128, 256 or 512 bytes',
    'Intel AN 708; the raw data of E26: bw_dma_sz_sweep',
  ),
  evidence(
    'E29',
    'read',
    'Copies of buffers of 64 MiB, one thread: 6,249 MB/s on an E5-2650 v2, 5,896 on an E5-2670, 9,283 on an X5660, 11,525 on an i7-3960X: 0.34 to 0.56 cycles a byte at their highest clock',
    'CacheBench, memory of the own socket',
    'Intel community, Single-threaded memory performance for dual socket Xeon E5 systems, 2014',
  ),
  evidence(
    'E30',
    'read',
    'DMA may take new lines in up to 10 % of the last-level cache (two ways); what it puts out of there is read from memory',
    'Intel DDIO as it is unless a register is changed, from the Xeon E5 (2012) on',
    'Pismenny et al., ShRing: Networking with Shared Receive Rings, OSDI 2023, section 3.1; Intel on Data Direct I/O',
  ),
  evidence(
    'E31',
    'quoted',
    'One core receives a TCP stream at about 42 Gb/s with jumbo frames, TSO, GRO and aRFS; more than half of its cycles copy data; the receiver is the bottleneck',
    'Xeon Gold 6128, 3.4 GHz, cache of 20 MB, ConnectX-5 100 Gb/s, Linux 5.4',
    'Cai et al., Understanding Host Network Stack Overheads, SIGCOMM 2021, sections 1 to 3',
  ),
  evidence(
    'E32',
    'read',
    'The gap follows the mean size of the frames: half of it with 24 bytes more, in steps of 0.256 us; Linux keeps 50 us at least, ESX uses the rule for a single queue too, for its lower load',
    'igb (82575, 82576) on a link of 1 Gb/s',
    'igb_update_ring_itr in igb_main.c of Linux and of the driver for ESX',
  ),
  evidence(
    'E33',
    'read',
    'Fewer than 4 frames and 9,000 bytes an interrupt: half of 170 us * (size + 24) / (size + 640), which is 10 us for 64 bytes and 60 us for 1,514; more: a gap that grows by 2 us an interrupt until it brings 48 frames, to 126 us at most, and is halved from 96 frames on; after a pause 10 us; receptions and completions apart, the shorter gap counts, and bulk before little',
    'ixgbe (82598, 82599) on a link of 10 Gb/s; before Linux 4.15: 100,000, 20,000 or 12,000 interrupts a second; 84 us at most in changes of 2026',
    'ixgbe_update_itr in ixgbe_main.c of Linux, 4.15 and later',
  ),
  evidence(
    'E34',
    'read',
    '100,000 interrupts a second while a gap brings up to 10 bytes a us, 12,000 above 20, else 20,000, by steps of a tenth; of receptions and completions, what has more counts',
    'ixgbevf, the driver of virtual functions of ixgbe; 8,000 in bulk until 2012',
    'ixgbevf_update_itr in ixgbevf_main.c of Linux',
  ),
  evidence(
    'E35',
    'read',
    'Four VMs reach 5 to 6 Gb/s by one port without NetQueue, eight reach less; with NetQueue eight reach 9.5 Gb/s',
    'ESX 4.0 U1, two Opteron 8389 of 2.9 GHz, 82598, IxChariot',
    'De Gelas, 10Gbit Ethernet: Killing Another Bottleneck?, AnandTech 2010',
  ),
]
