// The same traffic in ns-3, where it is installed (Debian: `apt-get install ns3 libns3-dev`): compiles the programs of `ns3/`
// once a run of the benchmark and runs them in turn with the engine, so that both see the same machine.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
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

  /**
   * `build`: a build of ns-3 with `include/` and `lib/` in it, such as one with -O3; empty: the package of the system.
   * A string is the reason why there is no peer: ns-3 or a compiler is missing.
   */
  static prepare(build: string): Ns3Peer | string {
    const headers = join(build || '/usr', 'include')
    if (!existsSync(join(headers, 'ns3/core-module.h'))) {
      return build ? `there is no ns-3 in ${build}` : 'ns-3 is not installed (apt-get install ns3 libns3-dev)'
    }
    if (spawnSync('g++', ['--version']).status !== 0) return 'there is no C++ compiler (g++)'
    const libraries = build ? librariesOf(join(build, 'lib')) : MODULES.map((module) => `-lns3-${module}`)
    mkdirSync(FOLDER, { recursive: true })
    const programs: Record<string, string> = {}
    for (const name of ['frames', 'tcp']) {
      programs[name] = join(FOLDER, name)
      const source = ['-O3', '-march=native', '-std=c++17', `-I${headers}`, join(SOURCES, `${name}.cc`)]
      const compiled = spawnSync('g++', [...source, '-o', programs[name], ...libraries], { encoding: 'utf8' })
      if (compiled.status !== 0) return `the ns-3 program ${name}.cc does not compile: ${compiled.stderr}`
    }
    return new Ns3Peer(programs)
  }

  frames(layer: 'csma' | 'point-to-point', hosts: number, milliseconds: number): PeerRate {
    return this.run('frames', [`--layer=${layer}`, `--hosts=${hosts}`, `--ms=${milliseconds}`])
  }

  tcp(layer: 'csma' | 'point-to-point', flows: number, milliseconds: number): PeerRate {
    return this.run('tcp', [`--layer=${layer}`, `--flows=${flows}`, `--ms=${milliseconds}`])
  }

  private run(program: string, options: readonly string[]): PeerRate {
    const line = execFileSync(this.programs[program], options, { encoding: 'utf8' })
    const [frames, events, wall, cpu] = line.trim().split(' ').map(Number)
    return { frames, events, wall, cpu }
  }
}

/** The modules of a build, whose files also bear a version and the kind of the build: `libns3.37-core-optimized.so`. */
function librariesOf(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => /^libns3.*\.so$/.test(file))
  return ['-Wl,--no-as-needed', ...files.map((file) => join(folder, file)), `-Wl,-rpath,${folder}`]
}
