// Saves one file again and again, each time with other contents, until it is killed: `save-forever FILE BACKUPS FIRST`.
// Prints a line before each save.
// A whole content is one letter repeated, with its length in front, so that a mixture or a part is seen at once.
import { Backups } from '../../src-main/library/backup'
import { readLabFile, writeLabFile } from '../../src-main/library/lab-file'

const [file, backups, first] = process.argv.slice(2)
if (file === undefined || backups === undefined) throw new Error('name the file and the folder of backups')

const content = (round: number): string => {
  const length = 50_000 + ((round * 7919) % 400_000)
  return `${length}:${String.fromCharCode(97 + (round % 26)).repeat(length)}`
}

async function saveForever(target: string, kept: Backups): Promise<never> {
  for (let round = Number(first); ; round++) {
    process.stdout.write(`${round}\n`)
    const present = await readLabFile(target)
    const written = await writeLabFile(target, content(round), present.ok ? present.text : null, kept)
    if (!written.ok) throw new Error(written.refusal.says)
  }
}

void saveForever(file, new Backups(backups))
