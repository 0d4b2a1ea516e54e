// The same traffic in ns-3, where it is installed (Debian: `apt-get install ns3 libns3-dev`): compiles the programs of `ns3/`
// once a run of the benchmark and runs them in turn with the engine, so that both see the same machine.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

const SOURCES = join(process.cwd(), 'test/bench/ns3')
const FOLDER = join(process.cwd(), 'node_modules/.cache/iov-lab/ns3')
const MODULES = ['core', 'network', 'csma', 'bridge', 'point-to-point', 'internet', 'applications']

export interface PeerRate {
  frames: number
  events: number
  wall: number
  cpu: number
}

export class Ns3Peer {
  private constructor(private readonly programs: Readonly<Record<string, string>>) {}

  /** Null, with the reason, where ns-3 or a compiler is missing. */
  static prepare(): Ns3Peer | string {
    if (!existsSync('/usr/include/ns3/core-module.h')) return 'ns-3 is not installed (apt-get install ns3 libns3-dev)'
    if (spawnSync('g++', ['--version']).status !== 0) return 'there is no C++ compiler (g++)'
    mkdirSync(FOLDER, { recursive: true })
    const programs: Record<string, string> = {}
    for (const name of ['frames', 'tcp']) {
      programs[name] = join(FOLDER, name)
      const libraries = MODULES.map((module) => `-lns3-${module}`)
      const compiled = spawnSync(
        'g++',
        ['-O3', '-march=native', '-std=c++17', join(SOURCES, `${name}.cc`), '-o', programs[name], ...libraries],
        { encoding: 'utf8' },
      )
      if (compiled.status !== 0) return `the ns-3 program ${name}.cc does not compile: ${compiled.stderr}`
    }
    return new Ns3Peer(programs)
  }

  frames(layer: 'csma' | 'point-to-point', hosts: number, milliseconds: number): PeerRate {
    return this.run('frames', [`--layer=${layer}`, `--hosts=${hosts}`, `--ms=${milliseconds}`])
  }

  tcp(flows: number, milliseconds: number): PeerRate {
    return this.run('tcp', [`--flows=${flows}`, `--ms=${milliseconds}`])
  }

  private run(program: string, options: readonly string[]): PeerRate {
    const line = execFileSync(this.programs[program], options, { encoding: 'utf8' })
    const [frames, events, wall, cpu] = line.trim().split(' ').map(Number)
    return { frames, events, wall, cpu }
  }
}
