// Saves one file, named by its argument, and prints what came of it: for tests that run it as another user.
import { atomicWrite } from '../../src-main/library/atomic-write'

void atomicWrite(process.argv[2], 'one').then((outcome) => console.log(JSON.stringify(outcome)))
